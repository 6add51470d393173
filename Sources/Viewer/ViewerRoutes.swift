internal import Activations
internal import Figures
internal import Formats
internal import Foundation
internal import Tensors

/// What each path gives.
///
///     /  /viewer.js  /viewer.css                    the page
///     /api/models                                   a list of models
///     /api/prompts?model=MODEL                      a list of prompt records
///     /api/pattern/MODEL/HASH/LAYER/HEAD            float32, little-endian; `X-Shape: n,n`
///     /api/tile/MODEL/HASH/LAYER/HEAD/raw.png       the pattern drawn now
///     /models.jsonl  /MODEL/...                     the files of the store, see `ViewerRoutes+Files`
///
/// It runs on the calling thread and never throws: what goes wrong becomes an answer of one line.
struct ViewerRoutes: Sendable {
  let store: CaptureStore
  let files: StoreFiles

  init(store: CaptureStore) {
    self.store = store
    files = StoreFiles(root: store.root)
  }

  /// The answer to a path and query as they were sent, percent signs and all.
  ///
  /// - Parameter known: The `If-None-Match` of the request.
  func answer(path: String, query: String, known: String?) -> ViewerAnswer {
    do {
      let answer = try answer(names(in: path), query: query)
      guard let tag = answer.tag, let known, matches(known, tag) else { return answer }
      return ViewerAnswer(status: 304, type: answer.type, tag: tag)
    } catch let problem as RequestProblem {
      return .problem(problem.status, problem.text)
    } catch let error as FormatError {
      return .problem(500, relative(error))
    } catch {
      return .problem(500, "\(error)")
    }
  }

  private func answer(_ names: [String], query: String) throws -> ViewerAnswer {
    switch names {
    case [], ["index.html"]: return .page(ViewerPage.html, type: "text/html")
    case ["viewer.js"]: return .page(ViewerPage.script, type: "text/javascript")
    case ["viewer.css"]: return .page(ViewerPage.style, type: "text/css")
    case ["api", "models"]: return .json(.array(store.models().map { .object(summary(of: $0)) }))
    case ["api", "prompts"]:
      let model = try model(value(of: "model", in: query) ?? "")
      return .json(.array(prompts(of: model).map { .object($0.fields) }))
    default: break
    }
    if names.count >= 6, names.starts(with: ["api", "pattern"]) {
      let (layer, index) = (names[names.count - 2], names[names.count - 1])
      return try pattern(names[2..<(names.count - 2)], layer: layer, index: index)
    }
    if names.count >= 7, names.starts(with: ["api", "tile"]), names.last == "raw.png" {
      let (layer, index) = (names[names.count - 3], names[names.count - 2])
      return try tile(names[2..<(names.count - 3)], layer: layer, index: index)
    }
    return try file(names)
  }

  /// The pattern as float32, row by row.
  private func pattern(
    _ place: ArraySlice<String>, layer: String, index: String
  ) throws -> ViewerAnswer {
    let (matrix, tag) = try matrix(place, layer: layer, index: index)
    let words = matrix.values.map(\.bitPattern.littleEndian)
    return ViewerAnswer(
      type: "application/octet-stream", body: unsafe words.withUnsafeBytes { unsafe Array($0) },
      tag: tag, shape: matrix.shape)
  }

  /// The figure `raw`, drawn now.
  func tile(_ place: ArraySlice<String>, layer: String, index: String) throws -> ViewerAnswer {
    let (matrix, tag) = try matrix(place, layer: layer, index: index)
    let image = try HeatMap.raw(matrix).image()
    return ViewerAnswer(type: "image/png", body: try image.pngData(), tag: tag)
  }

  /// The pattern of a head, `[query, key]`, and the tag of the file that it is in.
  ///
  /// - Parameter place: The model, of one or two names, and the prompt's hash.
  private func matrix(
    _ place: ArraySlice<String>, layer: String, index: String
  ) throws -> (Tensor, String) {
    guard let head = Head("L\(layer)H\(index)") else {
      throw RequestProblem(
        status: 400, text: "'\(layer)/\(index)' is no layer and head, such as 5/3")
    }
    let model = try model(place.dropLast().joined(separator: "/"))
    let hash = place.last ?? ""
    let folder = model.split(separator: "/").map(String.init) + ["prompts", hash]
    let known = ["activations.npz", "activations-blocks.-.attn.hook_pattern.npy"]
    guard let entry = known.lazy.compactMap({ files.entry(folder + [$0]) }).first else {
      guard files.entry(folder + ["prompt.json"]) != nil else {
        throw RequestProblem.missing("\(model) has no prompt '\(hash.prefix(40))'")
      }
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    do {
      return (try store.pattern(hash, head, of: model), entry.tag)
    } catch let error as FormatError
      where error.problem.hasPrefix("has no pattern") || error.problem.hasPrefix("has no head")
    {
      throw RequestProblem.missing(relative(error))  // the file is sound, and lacks this head
    }
  }

  /// The name of a model that is here, and inside the folder.
  func model(_ name: String) throws -> String {
    guard store.models().contains(name) else {
      throw RequestProblem.missing("there is no model '\(name.prefix(80))' here")
    }
    return name
  }

  /// The error with a path under the root instead of a place on this machine.
  private func relative(_ error: FormatError) -> String {
    let root = store.root + "/"
    let path = error.path.hasPrefix(root) ? String(error.path.dropFirst(root.count)) : error.path
    return "\(path): \(error.problem)"
  }

  /// The path's names, each decoded once.
  private func names(in path: String) throws -> [String] {
    guard path.hasPrefix("/"), path.utf8.count <= 4096 else {
      throw RequestProblem(status: 400, text: "a path begins with '/' and has at most 4096 bytes")
    }
    if path == "/" { return [] }
    return try path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
      guard let name = $0.removingPercentEncoding, StoreFiles.isPlain(name) else {
        throw RequestProblem(status: 400, text: "a part of the path is no plain name")
      }
      return name
    }
  }

  private func value(of key: String, in query: String) -> String? {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == key else { continue }
      return parts[1].replacing("+", with: " ").removingPercentEncoding
    }
    return nil
  }

  private func matches(_ known: String, _ tag: String) -> Bool {
    known.split(separator: ",").contains { part in
      let part = part.trimmingCharacters(in: .whitespaces)
      return part == "*" || part == tag || part == "W/" + tag
    }
  }
}
