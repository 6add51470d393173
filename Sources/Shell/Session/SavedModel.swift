import Activations
import Files
import Formats
import Language
import Text

/// A model's folder of saved patterns, read without the model.
struct SavedModel: Sendable {
  let store: CaptureStore
  /// The folder's name.
  let name: String
  let layers: Int
  let heads: Int
  /// The folder's prompts in the order of their hashes.
  let prompts: [PromptRecord]

  /// Opens a folder: that of one model, or one that holds such folders.
  ///
  /// - Parameter model: Which model's, where there are several.
  /// - Throws: `ShellError` where there is not exactly one, `FormatError` for a broken file.
  init(folder: String, model: String? = nil) throws {
    let (store, name) = try Self.find(folder, model)
    let config = try store.config(of: name)
    guard let layers = config["n_layers"]?.integerValue, let heads = config["n_heads"]?.integerValue
    else {
      throw FormatError(
        path: store.folder(of: name) + "/model_cfg.json", problem: "lacks n_layers or n_heads")
    }
    (self.store, self.name, self.layers, self.heads) = (store, name, layers, heads)
    prompts = store.prompts(of: name).prompts
  }

  /// Whether `path` is a folder of saved patterns, of one model or several.
  static func isSaved(_ path: String) -> Bool {
    let (root, name) = split(path)
    return CaptureStore(root: root).models().contains(name)
      || !CaptureStore(root: path).models().isEmpty
  }

  /// A label for each of a pattern's tokens; a mark where the model read a BOS.
  func labels(of prompt: PromptRecord, tokens count: Int) -> [String] {
    prompt.labels(count: count)
  }

  private static func split(_ path: String) -> (root: String, name: String) {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  private static func find(
    _ folder: String, _ model: String?
  ) throws -> (CaptureStore, name: String) {
    let (root, last) = split(folder)
    let parent = CaptureStore(root: root)
    if model == nil, CaptureStore(root: folder).models().isEmpty, parent.models().contains(last) {
      return (parent, last)
    }
    let store = CaptureStore(root: folder)
    let names = store.models()
    let wanted = model.map { CaptureStore.sanitizedName($0) }
    let chosen = wanted.map { name in names.filter { $0 == name } } ?? names
    guard chosen.count == 1 else {
      let problem =
        chosen.isEmpty ? "has no model\(model.map { " '\($0)'" } ?? "")" : "has several models"
      throw ShellError(
        .notFound,
        "\(folder) \(problem)" + (names.isEmpty ? "" : ": give -m with \(listed(names))"))
    }
    return (store, chosen[0])
  }
}
