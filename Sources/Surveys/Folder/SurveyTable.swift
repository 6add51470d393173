public import Activations
internal import Files

/// A table of a survey: columns of equal length, each of one kind of value.
public struct SurveyTable: Equatable, Sendable {
  /// The tables of a survey.
  public enum Kind: String, CaseIterable, Sendable {
    case heads, sources, top, examples, histograms, tokens

    /// The table's file in the survey's folder.
    package var fileName: String { rawValue + ".csv" }
  }

  /// The values of a column.
  public enum Values: Equatable, Sendable {
    case text([String])
    case integer([Int])
    /// NaN where there is none.
    case number([Double])
    case head([Head])

    /// How many there are.
    public var count: Int {
      switch self {
      case .text(let values): values.count
      case .integer(let values): values.count
      case .number(let values): values.count
      case .head(let values): values.count
      }
    }

    /// The value of a row as it is written; empty where there is no number.
    package func text(_ row: Int) -> String {
      switch self {
      case .text(let values): values[row]
      case .integer(let values): String(values[row])
      case .number(let values): values[row].isNaN ? "" : "\(values[row])"
      case .head(let values): values[row].description
      }
    }
  }

  /// Its columns, in order.
  public let columns: [(name: String, values: Values)]

  init(_ columns: [(String, Values)]) {
    self.columns = columns.map { (name: $0.0, values: $0.1) }
  }

  /// Number of rows.
  public var count: Int { columns.first?.values.count ?? 0 }

  /// Whether two tables have equal columns.
  public static func == (left: SurveyTable, right: SurveyTable) -> Bool { left.csv == right.csv }

  /// The table in the form of RFC 4180, a header first; numbers have as many digits as tell them apart.
  public var csv: String {
    var text = columns.map { quoted($0.name) }.joined(separator: ",") + "\n"
    for row in 0..<count {
      text += columns.map { quoted($0.values.text(row)) }.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Reads a table that a survey has written.
  ///
  /// - Throws: `FormatError` where the file is missing or is another.
  init(path: String, _ kind: Kind) throws {
    func damaged(_ problem: String) -> FormatError { FormatError(path: path, problem: problem) }
    guard let text = String(validating: try readFile(path), as: UTF8.self) else {
      throw damaged("is no text in UTF-8")
    }
    var rows = csvRows(text)
    guard !rows.isEmpty else { throw damaged("is empty") }
    let names = rows.removeFirst()
    if let row = rows.firstIndex(where: { $0.count != names.count }) {
      throw damaged("row \(row + 2) has \(rows[row].count) fields, not \(names.count)")
    }
    columns = try names.enumerated().map { place, name in
      let fields = rows.map { $0[place] }
      func all<Value>(_ values: [Value?]) throws -> [Value] {
        guard let row = values.firstIndex(where: { $0 == nil }) else {
          return values.compactMap { $0 }
        }
        throw damaged("row \(row + 2): '\(fields[row])' is no \(name)")
      }
      if name == "head" { return (name, .head(try all(fields.map { Head($0) }))) }
      switch ColumnKind(of: name) {
      case .text: return (name, .text(fields))
      case .integer: return (name, .integer(try all(fields.map { Int($0) })))
      case .number: return (name, .number(try all(fields.map { $0.isEmpty ? .nan : Double($0) })))
      }
    }
  }

  /// The names of the columns of a table in a file, whose rows are not read.
  ///
  /// - Throws: `FormatError` where the file is missing or is no table.
  static func columnNames(path: String) throws -> [String] {
    var lines = LineStream(try ByteStream(path: path))
    guard let header = try lines.next(), let text = String(validating: header.line, as: UTF8.self),
      let names = csvRows(text + "\n").first
    else { throw FormatError(path: path, problem: "has no header in UTF-8") }
    return names
  }

  /// What the values of a column are.
  enum ColumnKind: String {
    case text, integer, number

    /// By the column's name.
    init(of name: String) {
      self =
        if SurveyTable.isText(name) {
          .text
        } else if integers.contains(name) || name.hasSuffix("_windows") {
          .integer
        } else {
          .number
        }
    }
  }

  /// Whether the column of a name has texts, heads among them.
  package static func isText(_ column: String) -> Bool {
    column == "head" || texts.contains(column)
  }

  private static let texts: Set = [
    "source", "score", "hash", "text", "query_token", "key_token", "token", "histogram", "way",
  ]
  private static let integers: Set = [
    "rank", "tenth", "query", "key", "line", "windows", "id",
  ]
}

/// A field of RFC 4180: in quotes where it has to be.
private func quoted(_ text: String) -> String {
  let needs = text.unicodeScalars.contains { "\",\n\r".unicodeScalars.contains($0) }
  return needs ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
}

/// The records of a text in the form of RFC 4180, each of which ends with a line feed.
private func csvRows(_ text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field = String.UnicodeScalarView()
  var isQuoted = false
  var scalars = Array(text.unicodeScalars)[...]
  while let scalar = scalars.popFirst() {
    switch scalar {
    case "\"" where isQuoted && scalars.first == "\"":
      field.append(scalar)
      scalars.removeFirst()
    case "\"": isQuoted.toggle()
    case ",", "\n":
      guard !isQuoted else {
        field.append(scalar)
        continue
      }
      row.append(String(field))
      field = String.UnicodeScalarView()
      if scalar == "\n" {
        rows.append(row)
        row = []
      }
    default: field.append(scalar)
    }
  }
  return rows
}
