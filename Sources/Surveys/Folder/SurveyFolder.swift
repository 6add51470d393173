internal import Files
internal import Formats

/// A survey's folder: a folder for each part, and the tables of the whole once the parts are
/// merged.
public struct SurveyFolder: Sendable {
  /// The path of the folder.
  public let path: String

  static let manifestName = "survey.json"

  /// Names the folder; nothing is read yet.
  public init(path: String) { self.path = path }

  /// Whether the folder has what a survey leaves.
  public var isSurvey: Bool { fileExists(path + "/parts") || fileExists(manifestPath) }

  var manifestPath: String { path + "/" + Self.manifestName }

  /// Removes what a part has counted, parts of another number of them, and the tables of the whole.
  ///
  /// - Throws: `FormatError` where the folder is another survey's, or can't be changed.
  public func remove(_ shard: Shard) throws {
    for name in SurveyTable.Kind.allCases.map(\.fileName) + [
      Self.manifestName, "settings.json", "pieces.json",
    ] {
      try removeFile(path + "/" + name)
    }
    for other in try [shard] + parts where other == shard || other.count != shard.count {
      for name in ["state.bin", "scores.f32", Self.manifestName] {
        try removeFile(part(other) + "/" + name)
      }
      // By its lock a part counts as begun.
      if other != shard { try removeFile(part(other) + "/lock") }
    }
  }

  func part(_ shard: Shard) -> String { path + "/parts/" + shard.folderName }

  /// The parts that were begun.
  ///
  /// - Throws: `FormatError` where they can't be listed.
  var parts: [Shard] {
    get throws {
      try folderContents(path + "/parts").compactMap { name in
        Shard(name.split(separator: "-of-").joined(separator: "/"))
      }.filter { fileExists(part($0) + "/state.bin") || fileExists(part($0) + "/lock") }
        .sorted { ($0.count, $0.number) < ($1.count, $1.number) }
    }
  }

  /// Says what is asked of all parts, or makes sure that it is what another part has said.
  ///
  /// - Throws: `FormatError` where the folder is of another survey: with the first setting that differs, or into how
  ///   many parts it is divided.
  func claim(_ settings: SurveySettings, for shard: Shard) throws {
    let counted = try parts.filter { fileExists(part($0) + "/state.bin") }
    if let other = counted.first(where: { $0.count != shard.count }) {
      throw FormatError(
        path: path,
        problem:
          "has parts of \(other.count), such as \(other), which go with none of \(shard.count)"
      )
    }
    let file = path + "/settings.json"
    let known = fileExists(file) ? try JSON.load(path: file) : nil
    let difference = known.flatMap { settings.difference(from: $0) }
    // Where nothing was counted yet, as after a mistake in the command, there is nothing to disagree with.
    if let difference, !counted.isEmpty {
      throw FormatError(path: path, problem: difference)
    }
    guard known == nil || difference != nil else { return }
    try writeAtomically((JSON.object(settings.json).text + "\n").utf8, to: file)
  }

  /// Writes the vocabulary's strings, so that parts are merged without the model.
  func writePieces(_ pieces: ([Int]) -> [String], _ settings: SurveySettings) throws {
    let file = path + "/pieces.json"
    guard !fileExists(file) else { return }
    let names = pieces(Array(0..<settings.vocabulary))
    try writeAtomically(JSON.array(names.map { .string($0) }).text.utf8, to: file)
  }

  func pieces() throws -> [String] {
    try JSON.load(path: path + "/pieces.json").arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// A table of the merged survey, as it stands in its file.
  ///
  /// - Throws: `FormatError` where the survey is not merged yet, or the file is damaged.
  public func table(_ kind: SurveyTable.Kind) throws -> SurveyTable {
    try checkMerged()
    return try SurveyTable(path: path + "/" + kind.fileName, kind)
  }

  /// - Throws: `FormatError` where there are no tables of the whole.
  func checkMerged() throws {
    guard fileExists(manifestPath) else {
      throw FormatError(
        path: path,
        problem: isSurvey ? "is a survey whose parts are not merged" : "is no survey")
    }
  }
}
