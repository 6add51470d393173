internal import Activations
public import Figures
internal import Files
public import Formats

extension SurveyFolder {
  /// Which parts of a survey are done.
  public struct PartsReport: Equatable, Sendable {
    /// How many parts the survey has.
    public let count: Int
    /// The numbers of those that are done.
    public let done: [Int]
    /// The numbers of those that are not, or were never begun.
    public let missing: [Int]

    /// The missing ones as Slurm's `--array` takes them: `2,5-7`.
    public var arrayExpression: String { ModelSize.ranges(missing, separator: ",") }
  }

  /// Finds out which parts are done.
  ///
  /// - Throws: `FormatError` where there are none, or parts of surveys that were cut differently.
  public func partsReport() throws -> PartsReport {
    let parts = try parts
    guard let count = parts.first?.count else {
      throw FormatError(path: path, problem: "is no survey: it has no folder of parts")
    }
    if let other = parts.first(where: { $0.count != count }) {
      throw FormatError(
        path: path, problem: "has parts of \(count) and of \(other.count), such as \(other)")
    }
    let done = parts.filter { fileExists(part($0) + "/" + Self.manifestName) }.map(\.number)
    return PartsReport(
      count: count, done: done, missing: (1...count).filter { !done.contains($0) })
  }

  /// Merges the parts into the tables of the whole; the bytes do not depend on the number of parts.
  ///
  /// One that is stopped leaves each table whole, new or old, and begins anew the next time.
  ///
  /// - Parameter score: Finds a score by its name.
  /// - Returns: What `survey.json` says.
  /// - Throws: `FormatError` where a part is not done or missing, or is of another model or other settings; what
  ///   `score` throws; `CancellationError`.
  @discardableResult
  public func merge(
    score: (String) throws -> HeadScore, isCancelled: () -> Bool = { false }
  ) throws -> JSON {
    func checkpoint() throws { if isCancelled() { throw CancellationError() } }
    let report = try partsReport()
    guard report.missing.isEmpty else {
      let shown = report.arrayExpression
      throw FormatError(
        path: path,
        problem: "\(report.missing.count) of \(report.count) parts are not done: \(shown)")
    }
    let parts = try parts
    let first = part(parts[0]) + "/" + Self.manifestName
    let settings = try SurveySettings(
      try JSON.load(path: first)["settings"] ?? .null, path: first, score: score)
    var sum: PartState?
    var logs: [(path: String, rows: Int)] = []
    var manifest = JSONObject()
    for shard in parts {
      try checkpoint()
      let folder = part(shard)
      let own = try JSON.load(path: folder + "/" + Self.manifestName)
      if let difference = settings.difference(from: own["settings"]) {
        throw FormatError(path: folder, problem: difference)
      }
      let state = try PartState(path: folder + "/state.bin", settings)
      // Made behind the first state, which has as many numbers as its settings ask for.
      if sum == nil { sum = PartState(settings) }
      guard sum?.add(state, limits: settings.limits) == true else {
        throw FormatError(path: folder, problem: "has counted more than any survey")
      }
      logs.append((folder + "/scores.f32", state.windows))
      if manifest.isEmpty { manifest = own.objectValue ?? JSONObject() }
    }
    guard var whole = sum else { throw FormatError(path: path, problem: "has no parts") }
    whole.forgetUnshown()
    let tables = SurveyTables(
      settings, whole,
      quantiles: try unsafe Quantiles.of(columns: settings.heads.count * settings.scores.count) {
        body in
        try unsafe ScoreLog.forEach(
          logs, columns: settings.heads.count * settings.scores.count, checkpoint, body)
      }, pieces: try pieces())
    for kind in SurveyTable.Kind.allCases {
      let table = try tables.table(kind, checkpoint)
      try checkpoint()
      try writeAtomically(table.csv.utf8, to: path + "/" + kind.fileName)
    }
    for key in ["shard", "files", "bytes"] { manifest[key] = nil }
    manifest["texts"] = .integer(whole.texts)
    manifest["windows"] = .integer(whole.windows)
    manifest["tokens"] = .integer(whole.tokens)
    manifest["tokens_left_out"] = .integer(whole.lost)
    let json = JSON.object(manifest)
    try writeAtomically((json.text + "\n").utf8, to: manifestPath)
    return json
  }
}
