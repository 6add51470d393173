internal import Files
internal import Formats
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
      let found = try Self.files(name)
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

  /// The interpreter that reads tables.
  public var python = "python3"

  /// Asked while that interpreter has nothing to say.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// Whether the file at `path` is a table, which Python reads.
  static func isTable(_ path: String) -> Bool { tables.contains { path.hasSuffix($0) } }

  private static let tables = [".parquet", ".arrow"]
  private static let endings =
    [".jsonl", ".json", ".ndjson", ".txt"].flatMap { [$0, $0 + ".gz", $0 + ".zst"] } + tables

  /// Files that stand beside a data set's own and have no texts of it.
  private static let datasetNotes = [
    "dataset_info.json", "dataset_dict.json", "state.json", "dataset_infos.json",
  ]

  /// The files of a folder of texts; of one that `Dataset.save_to_disk` has written those that its `state.json` names.
  ///
  /// - Throws: `FormatError` where the data set stands in another order than its files, or a folder can't be listed.
  private static func contents(_ folder: String) throws -> [String] {
    let all = try paths(in: folder)
    var named: [String: Set<String>] = [:]
    for note in all where note == "state.json" || note.hasSuffix("/state.json") {
      let state = try JSON.load(path: folder + "/" + note)
      guard let files = state["_data_files"]?.arrayValue else { continue }
      if let indices = state["_indices_data_files"]?.arrayValue, !indices.isEmpty {
        throw FormatError(
          path: folder + "/" + note,
          problem: "the data set is a selection of its files' rows: save it after flatten_indices()"
        )
      }
      named[String(note.dropLast("state.json".count))] = Set(
        files.compactMap { $0["filename"]?.stringValue })
    }
    return all.filter { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let place = String(path.dropLast(name.count))
      if let own = named[place] { return own.contains(name) }
      return endings.contains { name.hasSuffix($0) } && !datasetNotes.contains(name)
    }
  }

  /// Everything below a folder, links to folders not followed: the paths from there.
  private static func paths(in folder: String, below: String = "") throws -> [String] {
    try folderContents(folder + "/" + below).flatMap { name in
      let path = below + name
      var status = stat()
      guard unsafe lstat(folder + "/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR
      else { return [path] }
      return try [path] + paths(in: folder, below: path + "/")
    }
  }

  private static func files(_ name: String) throws -> [String] {
    if isFolder(name) {
      return try contents(name)
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
