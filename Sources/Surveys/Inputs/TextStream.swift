package import Files
internal import Formats

/// The texts of files, one after another: JSON Lines and plain text, as they are or compressed.
///
/// A file is JSON Lines where its name (without `.gz` and `.zst`) ends with `.jsonl`, `.json` or `.ndjson`, or its
/// first byte is `{`. Parquet (`.parquet`) and Arrow (`.arrow`) files are read by a Python process.
package struct TextStream {
  /// Where to look for texts.
  package let files: SurveyFiles
  /// The key of the text in an object of JSON Lines.
  package let field: String
  /// How plain text files are divided into texts.
  package let unit: TextUnit
  /// How many bytes of the files have been read, and how many there are.
  package var position: Int { passed + (lines?.bytes.position ?? 0) }

  private var file = 0
  private var passed = 0
  private var lines: LineStream?
  private var kind = Kind.json
  /// A line that was read to see what the file is.
  private var waiting: (number: Int, line: [UInt8])?

  private enum Kind { case json, plain, table }

  /// The rows of a table: how many there are, where that is known, and how many have come.
  private var rows: (count: Int?, done: Int) = (nil, 0)

  /// Reads `files` from the first on.
  ///
  /// - Parameters:
  ///   - field: The key of the text in an object of JSON Lines.
  ///   - unit: How plain text is cut.
  package init(_ files: SurveyFiles, field: String = "text", unit: TextUnit = .file) {
    (self.files, self.field, self.unit) = (files, field, unit)
  }

  /// What comes next.
  package enum Item: Sendable {
    case text(SurveyText)
    /// A line that holds no text, and why.
    case bad(FormatError)
  }

  /// The next text; nil at the end of the last file.
  ///
  /// - Throws: `FormatError` where a file is missing or damaged; the stream goes on at the next file.
  package mutating func next() throws -> Item? {
    while file < files.paths.count {
      do {
        if lines == nil { try open(files.paths[file].path) }
        let item =
          switch kind {
          case .json: try nextObject()
          case .plain: try nextPlain()
          case .table: try nextRow()
          }
        if let item { return item }
        close()
      } catch {
        close()
        throw error
      }
    }
    return nil
  }

  private mutating func open(_ path: String) throws {
    if SurveyFiles.isTable(path) {
      guard fileExists(path) else {
        throw FormatError(path: path, problem: "there is no such file")
      }
      lines = LineStream(
        try TableProcess(
          ["texts", path, field], path: path, python: files.python, isCancelled: files.isCancelled))
      (kind, rows) = (.table, (nil, 0))
      return
    }
    var lines = LineStream(try ByteStream(path: path))
    waiting = try lines.next()
    self.lines = lines
    var name = path
    for ending in [".gz", ".zst"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    let first = waiting?.line.first { $0 != 0x20 && $0 != 0x09 }
    let isNamed = [".jsonl", ".json", ".ndjson"].contains { name.hasSuffix($0) }
    kind = isNamed || first == UInt8(ascii: "{") ? .json : .plain
  }

  private mutating func close() {
    passed += lines?.bytes.count ?? 0
    (lines, waiting) = (nil, nil)
    file += 1
  }

  private mutating func nextLine() throws -> (number: Int, line: [UInt8])? {
    if let line = waiting {
      waiting = nil
      return line
    }
    return try lines?.next()
  }

  private mutating func nextObject() throws -> Item? {
    while let (number, line) = try nextLine() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      func bad(_ problem: String) -> Item {
        .bad(FormatError(path: files.paths[file].path, problem: "line \(number): \(problem)"))
      }
      let value: JSON
      do {
        value = try JSON(parsing: line)
      } catch let error as JSONError {
        return bad("column \(error.column): \(error.problem)")
      }
      guard value.objectValue != nil else {
        return bad("a text is an object such as {\"\(field)\": \"...\"}")
      }
      guard let text = value[field] else { return bad("there is no \"\(field)\"") }
      guard let text = text.stringValue else { return bad("\"\(field)\" is not a string") }
      guard !text.isEmpty else { return bad("\"\(field)\" is empty") }
      return .text(SurveyText(text, source: files.paths[file].source, line: number))
    }
    return nil
  }

  /// The text of a table's next row.
  ///
  /// - Throws: `FormatError` with what Python says is wrong.
  private mutating func nextRow() throws -> Item? {
    let path = files.paths[file].path
    while let (_, line) = try nextLine() {
      guard let said = try? JSON(parsing: line) else {
        throw FormatError(
          path: path, problem: "its reader in Python has said what can't be understood")
      }
      if let problem = said["problem"]?.stringValue {
        throw FormatError(path: path, problem: problem)
      }
      if said["end"] != nil { return nil }
      if let count = said["rows"] {
        rows.count = count.integerValue
        continue
      }
      rows.done += 1
      if let count = rows.count, let process = lines?.bytes as? TableProcess {
        process.setPosition(Double(rows.done) / Double(max(count, 1)))
      }
      func bad(_ why: String) -> Item {
        .bad(FormatError(path: path, problem: "row \(rows.done): \"\(field)\" \(why)"))
      }
      guard let text = said["text"]?.stringValue else {
        return bad(said["bad"]?.stringValue ?? "is missing")
      }
      guard !text.isEmpty else { return bad("is empty") }
      return .text(SurveyText(text, source: files.paths[file].source, line: rows.done))
    }
    throw FormatError(path: path, problem: "its reader in Python has ended before the file's end")
  }

  private mutating func nextPlain() throws -> Item? {
    var (text, first): ([UInt8], Int?) = ([], nil)
    while let (number, line) = try nextLine() {
      let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if isBlank && unit != .file {
        if first != nil { break }
        continue
      }
      if isBlank && first == nil { continue }
      if first != nil { text.append(0x0A) }
      first = first ?? number
      text += line
      guard text.count <= Self.longest else {
        throw FormatError(
          path: files.paths[file].path,
          problem:
            "is more than \(Self.longest >> 20) MB of plain text, which is one text: cut it by "
            + "line or by paragraph")
      }
      if unit == .line { break }
    }
    guard let first else { return nil }
    while text.last == 0x0A { text.removeLast() }
    guard let text = String(validating: text, as: UTF8.self) else {
      return .bad(
        FormatError(
          path: files.paths[file].path, problem: "line \(first): the text is not UTF-8"))
    }
    return .text(SurveyText(text, source: files.paths[file].source, line: first))
  }

  private static let longest = 16 << 20
}
