import Activations
import Formats
import Language
import Terminal
import Text
import Workspace

extension ShellCommand {
  /// Writes whole patterns of prompts to a folder that pattern_lens reads, from wherever they are: of saved queries and
  /// keys they are made by what the folder says of the model, which need not be there.
  static func writeFolder(
    _ selection: PatternSelection, to path: String, in workspace: inout Workspace,
    for console: Console
  ) throws {
    guard !selection.hasNamedHeads, selection.slice == nil else {
      throw ShellError(.usage, "a folder has whole patterns of all heads: name prompts alone")
    }
    let (source, store) = (selection.source, CaptureStore(root: path))
    let config: JSONObject
    switch source {
    case .model(let model): config = model.configFields
    case .folder(let saved):
      config = try saved.store.config(of: saved.name).objectValue ?? [:]
      guard saved.store.folder(of: saved.name) != store.folder(of: source.name) else {
        throw ShellError(
          .usage, "\(path) is the folder that is read: another takes the patterns")
      }
    }
    try store.checkEdits(of: config, named: source.name)
    let layers = Set(selection.heads.heads.map(\.layer)).sorted()
    try store.writeConfig(config, of: source.name)
    let progress = console.progress("export", total: selection.prompts.count)
    defer { progress.finish() }
    var written = 0
    for batch in workspace.batches(of: selection, for: console) {
      for prompt in batch {
        let found = try workspace.patterns(of: [prompt], layers: layers, from: source, for: console)
        guard let patterns = found.first else { continue }
        let opened = patterns.opened()
        let writer = try store.writer(for: patterns.prompt, of: source.name)
        for layer in layers {
          try console.checkpoint()
          try writer.append(.pattern(layer), opened.layer(layer).tensor)
        }
        try writer.finish()
        written += 1
        progress.update(done: written)
      }
    }
    progress.finish()
    console.tellPassedOver(try store.updateIndexes())
    console.notice("\(counted(written, "prompt")) -> \(store.folder(of: source.name))")
  }
}
