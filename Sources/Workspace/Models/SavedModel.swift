package import Activations
package import Files
import Formats
import Language
import Text

/// A model's folder of saved patterns, read without the model.
package struct SavedModel: Sendable {
  /// The folder of captures that it is in.
  package let store: CaptureStore
  /// The folder's name.
  package let name: String
  /// Layers and heads, and which layers have no patterns.
  package let size: ModelSize
  /// The folder's prompts in the order of their hashes.
  package let prompts: [PromptRecord]
  /// What is wrong with prompts of the folder that are not among them.
  package let problems: [FormatError]

  /// Opens a folder: that of one model, or one that holds such folders.
  ///
  /// - Parameter model: Which model's, where there are several.
  /// - Throws: `ShellError` where there is not exactly one, `FormatError` for a broken file.
  package init(folder: String, model: String? = nil) throws {
    let (store, name) = try Self.find(folder, model)
    (self.store, self.name, size) = (store, name, try store.size(of: name))
    let listing = store.prompts(of: name)
    (prompts, problems) = (listing.prompts, listing.problems)
  }

  /// Whether `path` is a folder of saved patterns, of one model or several.
  package static func isSaved(_ path: String) -> Bool {
    let (root, name) = split(path)
    return CaptureStore(root: root).hasModel(name)
      || (try? CaptureStore(root: path).models())?.isEmpty == false
  }

  /// Makes sure that what is saved under the prompts' hashes is of their texts.
  ///
  /// - Throws: `ActivationsMismatchError` where it is of another text.
  package func check(_ wanted: [PromptRecord]) throws {
    let standing = Dictionary(prompts.map { ($0.hash, $0) }) { first, _ in first }
    for prompt in wanted {
      if let same = standing[prompt.hash] {
        try prompt.check(against: same, in: store.folder(of: name))
      }
    }
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
    let (store, names) = try all(in: folder, model)
    guard names.count == 1 else {
      // `load` takes the folder of one; commands with --from take -m as well.
      let way = model == nil ? "name one, such as \(folder)/\(names[0]), or give" : "give"
      throw ShellError(
        .notFound, "\(folder) has several models: \(way) -m with \(listed(names))")
    }
    return (store, names[0])
  }

  /// The names of the models that a folder has, that of one model or one that holds such folders.
  ///
  /// - Parameter model: Which model's alone.
  /// - Throws: `ShellError` where there is none.
  package static func all(
    in folder: String, _ model: String? = nil
  ) throws -> (store: CaptureStore, names: [String]) {
    let (root, last) = split(folder)
    let parent = CaptureStore(root: root)
    if model == nil, try CaptureStore(root: folder).models().isEmpty, parent.hasModel(last) {
      return (parent, [last])
    }
    let store = CaptureStore(root: folder)
    let names = try store.models()
    let chosen = model.map { matches($0, in: names) } ?? names
    guard !chosen.isEmpty else {
      throw ShellError(
        .notFound,
        "\(folder) has no model\(model.map { " '\($0)'" } ?? "")"
          + (names.isEmpty ? "" : ": give -m with \(listed(names))"))
    }
    return (store, chosen)
  }

  /// The folder of a model's name: as it is, as pattern_lens 0.6 has `org/name`, or as it is
  /// written here.
  private static func matches(_ model: String, in names: [String]) -> [String] {
    if names.contains(model) { return [model] }
    let wanted = CaptureStore.sanitizedName(model)
    return names.filter { CaptureStore.sanitizedName($0) == wanted }
  }
}
