package import Activations
package import Files
package import Formats
package import Tensors
import Tokenizers
import Transformers

/// The folder that captured values are written to, with the layout of its files.
package struct CaptureDestination {
  /// The folder.
  package let store: CaptureStore
  /// The model's name.
  package let model: String
  /// The content of the model's `model_cfg.json`.
  package let config: JSONObject
  /// How each prompt's activations are stored.
  package let layout: CaptureLayout
  /// Whether prompts are captured again even if they are complete.
  package let isForced: Bool
  private var index: PromptIndex?
  /// What was wrong with files of the folder that are none of the prompts.
  private var others: [FormatError] = []

  /// Names a destination; nothing is written yet.
  ///
  /// - Parameter savesKeys: Whether queries and keys are saved, so that the folder has to say how they become patterns.
  /// - Throws: `ShellError` where the folder has values of the model with other edits; `FormatError` or `ModelError`
  ///   where a weight that says how patterns are made is missing or damaged.
  package init(
    store: CaptureStore, model: LoadedModel, layout: CaptureLayout, savesKeys: Bool, isForced: Bool
  ) throws {
    let name = model.config.name
    var config = model.configFields
    // What was saved before may need it.
    let standing = try? store.config(of: name)[ScoreFacts.key]
    if savesKeys || standing != nil { config[ScoreFacts.key] = try model.scoreFacts().json }
    (self.store, self.model, self.config) = (store, name, config)
    (self.layout, self.isForced) = (layout, isForced)
    try store.checkEdits(of: config, named: self.model)
  }

  /// Whether the folder has all of `points` for this prompt.
  ///
  /// - Throws: `ActivationsMismatchError` where the folder has another text under its hash.
  package func isComplete(_ prompt: PromptRecord, _ points: CaptureSet) throws -> Bool {
    try store.check(prompt, of: model)
    if let folder = store.promptFolder(prompt.hash, of: model) { removeUnfinishedFiles(in: folder) }
    guard store.isComplete(prompt.hash, of: model, stacked: layout.isStacked) else { return false }
    return layout.isStacked || store.captured(prompt.hash, of: model).isSuperset(of: points.points)
  }

  /// Writes the files that make it a folder of captures, so that it can be opened even if the run
  /// is killed.
  package mutating func begin() throws {
    try store.writeConfig(config, of: model)
    others = try store.updateIndexes(onlyOutdated: true).filter {
      !$0.path.hasPrefix(store.folder(of: model) + "/prompts")
    }
    index = try PromptIndex(of: model, in: store)
  }

  /// Starts to write one prompt.
  package func writer(for prompt: PromptRecord) throws -> CaptureWriter {
    try store.writer(for: prompt, of: model, as: layout)
  }

  /// Finishes one prompt: its files get their final names.
  package func finish(_ writer: CaptureWriter, of prompt: PromptRecord) throws {
    guard let index else { return try writer.finish() }
    try index.add(prompt, isNew: writer.isNew) { try writer.finish() }
  }

  /// Brings the folder's indexes up to date.
  ///
  /// - Returns: What was wrong with files of the folder that the indexes had to pass over.
  package func finish() throws -> [FormatError] { try others + (index?.finish() ?? []) }

  /// Appends values of one hook point, each to its prompt's writer, compressing on all cores.
  package func append(_ values: [(point: HookPoint, value: Tensor)], to writers: [CaptureWriter])
    throws
  {
    switch layout {
    case .archive(let compression):
      // One prompt's arrays are small: the cores share out the prompts.
      let encoded = Parallel.map(values.count) { index in
        CaptureWriter.encode(
          values[index].point, values[index].value, compression: compression)
      }
      for (writer, array) in zip(writers, encoded) { try writer.append(array) }
    case .stacked:
      for (writer, value) in zip(writers, values) { try writer.append(value.point, value.value) }
    }
  }
}
