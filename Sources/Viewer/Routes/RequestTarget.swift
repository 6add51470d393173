internal import Foundation

/// The path and query of a request, taken apart.
struct RequestTarget: Sendable {
  /// The path's names, each decoded once; none for `/`.
  let names: [String]

  private let query: [(key: String, value: String)]

  /// Takes apart what was sent, percent signs and all.
  ///
  /// - Throws: `RequestProblem` 400 where a part of the path is no plain name of one folder or file.
  init(path: String, query: String) throws {
    guard path.hasPrefix("/"), path.utf8.count <= 4096 else {
      throw RequestProblem.bad("a path begins with '/' and has at most 4096 bytes")
    }
    let parts =
      path == "/"
      ? []
      : path.dropFirst().split(
        // pattern_lens's page writes `.//models.jsonl`.
        separator: "/",
        omittingEmptySubsequences: path.hasPrefix("/\(ViewerRoutes.ownPagePlace)/"))
    names = try parts.map {
      guard let name = $0.removingPercentEncoding, StoreFiles.isPlain(name) else {
        throw RequestProblem.bad("a part of the path is no plain name")
      }
      return name
    }
    self.query = query.split(separator: "&").compactMap { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2,
        let key = Self.decoded(parts[0]), let value = Self.decoded(parts[1])
      else { return nil }
      return (key, value)
    }
  }

  /// The first value of a key of the query.
  func value(_ key: String) -> String? { query.first { $0.key == key }?.value }

  /// The values between `~` of a key of the query; nil where the key is not there.
  func list(_ key: String) -> [String]? {
    value(key)?.split(separator: "~").map(String.init)
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }
}
