internal import Files
internal import Formats

extension SurveyFolder {
  /// Writes each table beside its CSV file as Parquet.
  ///
  /// - Parameter python: An interpreter that has pyarrow.
  /// - Throws: `FormatError` where it has not, or a table is missing.
  public func writeParquet(python: String) throws {
    for kind in SurveyTable.Kind.allCases {
      let source = path + "/" + kind.fileName
      let target = path + "/" + kind.rawValue + ".parquet"
      var kinds: JSONObject = [:]
      for column in try table(kind).columns {
        switch column.values {
        case .text, .head: kinds[column.name] = .string("text")
        case .integer: kinds[column.name] = .string("integer")
        case .number: kinds[column.name] = .string("number")
        }
      }
      let process = try TableProcess(
        ["parquet", source, JSON.object(kinds).text, target], path: target, python: python)
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
