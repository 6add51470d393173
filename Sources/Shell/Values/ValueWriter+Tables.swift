import Activations
import Formats
import Foundation
import Terminal
import Text
import Workspace

extension ValueWriter {
  /// Columns below each other, numbers to the right; on a screen no wider and longer than it is: what is left out is named.
  func writeAligned(_ table: Table) throws {
    if output.isTerminal, let columns = table.screen { return try writeWrapped(columns) }
    let limit = output.isTerminal && isCapped ? max(10, output.size.rows - 4) : table.rowCount
    let count = table.rowCount <= limit + 1 ? table.rowCount : limit
    var columns = try table.columns.map { column in
      (
        name: column.name,
        cells: try (0..<count).map { row in
          try checkCancelled()
          return column.cells.shownText(row)
        }
      )
    }
    let areNumbers = table.columns.map { $0.cells.numbers != nil }
    if output.isTerminal { fit(&columns, areNumbers, to: output.size.columns) }
    let widths = columns.map { column in
      column.cells.reduce(displayWidth(of: column.name)) { max($0, displayWidth(of: $1)) }
    }
    // A row that the terminal breaks can't be read.
    var shown = columns.count
    if output.isTerminal {
      while shown > 1, widths[..<shown].reduce(2 * (shown - 1), +) > output.size.columns {
        shown -= 1
      }
    }
    func line(_ cells: [String]) -> String {
      let padded = cells[..<shown].indices.map { place in
        let space = String(repeating: " ", count: widths[place] - displayWidth(of: cells[place]))
        return areNumbers[place] ? space + cells[place] : cells[place] + space
      }
      return padded.joined(separator: "  ").trimmingSuffix(" ")
    }
    try output.line(output.style(line(columns.map(\.name)), .dim))
    for row in 0..<count { try output.line(line(columns.map { $0.cells[row] })) }
    if count < table.rowCount {
      try output.line(output.style("\(table.rowCount - count) more: _ | page", .dim))
    }
    if shown < columns.count {
      let names = columns[shown...].map(\.name).joined(separator: " ")
      let text = "\(counted(columns.count - shown, "more column")): _ | select \(names)"
      try output.line(output.style(fitting(text, width: output.size.columns), .dim))
    }
  }

  /// Columns below each other, of which the last one's texts are wrapped.
  private func writeWrapped(_ columns: [Table.Column]) throws {
    guard let last = columns.last else { return }
    let first = columns.dropLast()
    let widths = first.map { column in
      (0..<column.cells.count).reduce(displayWidth(of: column.name)) {
        max($0, displayWidth(of: column.cells.shownText($1)))
      }
    }
    let indent = widths.reduce(0) { $0 + $1 + 2 }
    func start(_ cells: [String]) -> String {
      zip(cells, widths).map { $0.padded(toWidth: $1) + "  " }.joined()
    }
    try output.line(output.style(start(first.map(\.name)) + last.name, .dim))
    for row in 0..<last.cells.count {
      let text = wrapped(
        last.cells.shownText(row), width: max(20, output.size.columns - indent))
      let cells = start(first.map { $0.cells.shownText(row) })
      try output.line((cells + indented(text, by: indent).dropFirst(indent)).trimmingSuffix(" "))
    }
  }

  /// Shortens the widest columns until lines fit, the first one last: it says what a row is about.
  ///
  /// No column of numbers gets narrower than a number may be: one without its end is another.
  private func fit(
    _ columns: inout [(name: String, cells: [String])], _ areNumbers: [Bool], to width: Int
  ) {
    let widths = columns.map { column in
      column.cells.reduce(displayWidth(of: column.name)) { max($0, displayWidth(of: $1)) }
    }
    guard let widest = widths.max() else { return }
    func limits(_ limit: Int, first: Int) -> [Int] {
      widths.indices.map { place in
        min(widths[place], max(limit, place == 0 ? first : areNumbers[place] ? 12 : 0))
      }
    }
    func fits(_ limits: [Int]) -> Bool { limits.reduce(2 * (columns.count - 1), +) <= width }
    func largest(from least: Int, first: Int) -> [Int]? {
      stride(from: widest, through: least, by: -1).lazy.map { limits($0, first: first) }
        .first(where: fits)
    }
    let chosen =
      largest(from: 8, first: width / 2) ?? largest(from: 12, first: 0) ?? limits(12, first: 0)
    for place in columns.indices where widths[place] > chosen[place] {
      let limit = chosen[place]
      columns[place].cells = columns[place].cells.map { cell in
        displayWidth(of: cell) > limit ? cell.truncated(toWidth: limit) : cell
      }
    }
  }

  /// Values with `separator` between them; for commas with the quotes of RFC 4180.
  func writeSeparated(_ table: Table, by separator: String, header: Bool = true) throws {
    let isCSV = separator == ","
    func field(_ text: String) -> String {
      if isCSV {
        let isPlain = !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
      }
      guard text.utf8.contains(where: { [0x09, 0x0A, 0x0D, 0x5C].contains($0) }) else {
        return text
      }
      return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t")
        .replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }
    if header { try output.line(table.columns.map(\.name).joined(separator: separator)) }
    for row in 0..<table.rowCount {
      try checkCancelled()
      try output.line(
        table.columns.map { field($0.cells.text(row)) }.joined(separator: separator))
    }
  }

  /// A table of Markdown, bars in texts escaped.
  func writeMarkdown(_ table: Table, header: Bool = true) throws {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    if header {
      try output.line(line(table.columns.map(\.name)))
      try output.line(
        "|" + table.columns.map { $0.cells.numbers == nil ? "---|" : "---:|" }.joined())
    }
    for row in 0..<table.rowCount {
      try checkCancelled()
      let cells = table.columns.map { column in
        column.cells.text(row).replacing("|", with: "\\|").replacing("\n", with: "<br>")
      }
      try output.line(line(cells))
    }
  }

  /// An array of objects, or an object a line.
  func writeJSON(_ table: Table, isLines: Bool) throws {
    if let json = table.json, !isLines { return try output.line(json.text) }
    if !isLines { try output.write("[") }
    for row in 0..<table.rowCount {
      try checkCancelled()
      var object = JSONObject()
      for column in table.columns { object[column.name] = column.cells.json(row) }
      let separator = isLines || row == 0 ? "" : ",\n "
      try output.write(separator + JSON.object(object).text + (isLines ? "\n" : ""))
    }
    if !isLines { try output.write("]\n") }
  }
}

extension Table.Cells {
  /// The value of a row as a person reads it: numbers rounded, hashes shortened, on one line.
  fileprivate func shownText(_ row: Int) -> String {
    switch self {
    case .number(let values): roundedText(values[row])
    case .prompt(let values): "@" + values[row].hash.prefix(6)
    case .text(let values): oneLine(values[row])
    default: text(row)
    }
  }

  func json(_ row: Int) -> JSON {
    switch self {
    case .integer(let values): .integer(values[row])
    case .number(let values):
      if !values[row].isFinite {
        .null
      } else if let whole = Int(exactly: values[row]),
        values[row].sign == .plus || whole != 0
      {
        .integer(whole)
      } else {
        .number(values[row].short)
      }
    default: .string(text(row))
    }
  }
}

/// A number for a person: six decimals, or six digits of what is very large or small.
func roundedText(_ number: Double) -> String {
  if number.isNaN { return "-" }
  if number == number.rounded(), abs(number) < 1e15 { return exactText(number) }
  return abs(number) >= 1e-4 && abs(number) < 1e6
    ? String(format: "%.6f", number) : String(format: "%.5e", number)
}

/// `text` on one line, with no character that could move the cursor.
func oneLine(_ text: String) -> String {
  func isSeen(_ scalar: Unicode.Scalar) -> Bool { !isOrder(scalar) && scalar != "\t" }
  guard text.contains(where: { $0.isNewline || !$0.unicodeScalars.allSatisfy(isSeen) }) else {
    return text
  }
  return String(
    text.map { character in
      if character.isNewline { return "↵" }
      return character.unicodeScalars.allSatisfy(isSeen) ? character : " "
    })
}

extension String {
  func trimmingSuffix(_ character: Character) -> String {
    var rest = self[...]
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }
}
