internal import Files
public import Formats

/// A folder of captured activations, in pattern_lens's layout.
///
///     ROOT/models.jsonl                             what there is, kept by `updateIndexes`
///     ROOT/figures.jsonl
///     ROOT/MODEL/model_cfg.json
///     ROOT/MODEL/prompts.jsonl
///     ROOT/MODEL/prompts/HASH/prompt.json           a `PromptRecord`
///     ROOT/MODEL/prompts/HASH/activations.npz       an array for each captured hook point
///     ROOT/MODEL/prompts/HASH/activations-blocks.-.attn.hook_pattern.npy    or all stacked
///
/// MODEL is `sanitizedName` of the model's name. Files are written beside and renamed, so that each
/// is whole or not there. Every member that takes a hash or a model's name keeps inside ROOT,
/// whatever the name is. All errors are `FormatError`s, which name the file or folder.
public struct CaptureStore: Equatable, Sendable {
  /// The folder's path; it need not exist before something is written.
  public let root: String

  /// Names the folder at `root`, which may still have to be made.
  public init(root: String) {
    var root = root
    while root.count > 1 && root.hasSuffix("/") { root.removeLast() }
    self.root = root.isEmpty ? "." : root
  }

  /// Names of the models that have a configuration or prompts here, in order: their folders' names.
  ///
  /// pattern_lens 0.6 kept a model named `org/name` in a folder inside a folder; so it is named
  /// here.
  ///
  /// - Throws: `FormatError` where the folder can't be listed.
  public func models() throws -> [String] {
    try folderContents(root).filter { isFolder("\(root)/\($0)") }.flatMap { name in
      if isModelFolder("\(root)/\(name)") { return [name] }
      // What is no model's may be closed to us, as a disk's lost+found is.
      return ((try? folderContents("\(root)/\(name)")) ?? []).map { "\(name)/\($0)" }
        .filter { isModelFolder("\(root)/\($0)") }
    }
  }

  /// Whether the folder named `name` of the root is one of a model; the others are not looked at.
  public func hasModel(_ name: String) -> Bool {
    !["", ".", ".."].contains(name) && isFolder("\(root)/\(name)")
      && isModelFolder("\(root)/\(name)")
  }

  /// The path of the folder of `model`, whether or not it exists.
  public func folder(of model: String) -> String { "\(root)/\(folderName(of: model))" }

  /// The configuration of `model` as it was saved.
  public func config(of model: String) throws -> JSON {
    try JSON.load(path: folder(of: model) + "/model_cfg.json")
  }

  /// Saves the configuration of `model`, an object with the fields of a HookedTransformerConfig.
  ///
  /// Its `model_name` becomes the folder's name: pattern_lens 0.6 looks for the prompts under that
  /// name.
  public func writeConfig(_ config: JSONObject, of model: String) throws {
    var config = config
    config["model_name"] = .string(folderName(of: model))
    let folder = folder(of: model)
    try makeFolder(folder)
    try writeAtomically(Array(JSON.object(config).text.utf8), to: folder + "/model_cfg.json")
  }

  /// The folder of `model` relative to the root.
  func folderName(of model: String) -> String {
    let parts = model.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, parts.allSatisfy({ isPlainName(String($0)) }),
      isModelFolder("\(root)/\(model)")
    {
      return model
    }
    // A folder that somebody has renamed keeps the name that it has.
    if parts.count == 1, !model.hasPrefix("."), isModelFolder("\(root)/\(model)") { return model }
    return Self.sanitizedName(model)
  }

  private func isModelFolder(_ path: String) -> Bool {
    fileExists(path + "/model_cfg.json") || isFolder(path + "/prompts")
  }
}
