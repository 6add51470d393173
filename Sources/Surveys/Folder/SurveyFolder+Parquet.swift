internal import Files
internal import Formats

extension SurveyFolder {
  /// Writes each table beside its CSV file as Parquet.
  ///
  /// - Parameter python: An interpreter that has pyarrow.
  /// - Throws: `FormatError` where it has not, or the survey is not merged; `CancellationError`.
  public func writeParquet(
    python: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    try checkMerged()
    for kind in SurveyTable.Kind.allCases {
      let source = path + "/" + kind.fileName
      let target = path + "/" + kind.rawValue + ".parquet"
      var kinds: JSONObject = [:]
      for name in try SurveyTable.columnNames(path: source) {
        kinds[name] = .string(SurveyTable.ColumnKind(of: name).rawValue)
      }
      let process = try TableProcess(
        ["parquet", source, JSON.object(kinds).text, target], path: target, python: python,
        isCancelled: isCancelled)
      var lines = LineStream(process)
      let said = try lines.next().flatMap { try? JSON(parsing: $0.line) }
      guard said?["end"] != nil else {
        throw FormatError(
          path: target,
          problem: said?["problem"]?.stringValue ?? "Python has ended before it was written",
          isAboutWriting: true)
      }
    }
  }
}
