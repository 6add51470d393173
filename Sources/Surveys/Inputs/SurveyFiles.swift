internal import Files
internal import Foundation
internal import Glibc

/// The files of a survey, found from names of files, folders and patterns.
public struct SurveyFiles: Sendable {
  /// The names that were given; statistics are kept for each of them.
  public let sources: [String]
  /// Each file once, in the order of the sources, and by name within one.
  public let paths: [(path: String, source: Int)]
  /// Bytes of all files, as they are stored.
  public let byteCount: Int

  /// Finds what `names` stand for: a file, a folder (all its files of text, whatever their depth), or a pattern
  /// with `*`, `?` or `[...]`.
  ///
  /// - Throws: `FormatError` where a name stands for no file.
  public init(_ names: [String]) throws {
    var paths: [(path: String, source: Int)] = []
    var known: Set<String> = []
    for (source, name) in names.enumerated() {
      let found = Self.files(name)
      guard !found.isEmpty else {
        throw FormatError(
          path: name,
          problem: fileExists(name)
            ? "has no file of texts (\(Self.endings.joined(separator: ", ")))"
            : "there is no such file")
      }
      paths += found.filter { known.insert($0).inserted }.map { ($0, source) }
    }
    (sources, self.paths) = (names, paths)
    byteCount = paths.reduce(0) { sum, file in
      var status = stat()
      return unsafe sum + (stat(file.path, &status) == 0 ? Int(status.st_size) : 0)
    }
  }

  private static let endings = [".jsonl", ".json", ".ndjson", ".txt"].flatMap {
    [$0, $0 + ".gz", $0 + ".zst"]
  }

  private static func files(_ name: String) -> [String] {
    if isFolder(name) {
      let all = FileManager.default.enumerator(atPath: name)?.compactMap { $0 as? String } ?? []
      return all.filter { path in endings.contains { path.hasSuffix($0) } }
        .map { name.hasSuffix("/") ? name + $0 : name + "/" + $0 }.filter { !isFolder($0) }
        .sorted(by: precedes)
    }
    if fileExists(name) { return [name] }
    guard name.contains(where: { "*?[".contains($0) }) else { return [] }
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(name, 0, nil, &found) == 0 else { return [] }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
    }.filter { !isFolder($0) }.sorted(by: precedes)
  }
}
