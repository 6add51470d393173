internal import Files
internal import Formats

/// A file of prompts in JSON Lines: an object with a `text` on each line, and whatever else belongs
/// to the prompt.
///
/// A file of plain text is one prompt. Lines end with `\n`, `\r\n` or `\r`; blank ones are passed over.
public struct PromptFile: Sendable {
  /// The path as it was given; named in errors.
  public let path: String

  private let lines: [Line]

  private struct Line: Sendable {
    let number: Int
    let fields: JSONObject
  }

  /// Reads the file or pipe at `path`.
  ///
  /// - Throws: `FormatError` that names file, line and problem.
  public init(path: String) throws {
    try self.init(read: try readInput(path), path: path)
  }

  /// Reads `bytes` as JSON Lines if they begin with `{` or the path ends in `.jsonl`, else as the
  /// text of one prompt.
  ///
  /// - Throws: `FormatError` that names file, line and problem.
  public init(read bytes: [UInt8], path: String) throws {
    // A byte order mark belongs to the file and not to its first prompt.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let first = bytes.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
    let isLines = [".jsonl", ".json"].contains { path.hasSuffix($0) }
    if isLines || first == nil || first == UInt8(ascii: "{") {
      try self.init(bytes: bytes, path: path)
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FormatError(path: path, problem: "is no text in UTF-8")
    }
    let end = text.lastIndex { !$0.isNewline } ?? text.startIndex
    let fields: JSONObject = ["text": .string(String(text[...end]))]
    self.init(path: path, lines: [Line(number: 1, fields: fields)])
  }

  private init(path: String, lines: [Line]) { (self.path, self.lines) = (path, lines) }

  /// Reads `bytes` as the content of the file that error messages call `path`.
  ///
  /// - Throws: `FormatError` that names file, line and problem.
  public init(bytes: [UInt8], path: String) throws {
    self.path = path
    lines = try TextLines(bytes).map { number, line in
      func fail(_ problem: String) -> FormatError {
        FormatError(path: path, problem: "line \(number): \(problem)")
      }
      let value: JSON
      do {
        value = try JSON(parsing: line)
      } catch let error as JSONError {
        throw fail("column \(error.column): \(error.problem)")
      }
      guard let fields = value.objectValue else {
        throw fail("a prompt is an object such as {\"text\": \"...\"}")
      }
      return Line(number: number, fields: fields)
    }
  }

  /// The prompts of the file in order, uncut; only those of the first `limit` lines, if that is
  /// given.
  ///
  /// - Throws: `FormatError` with the line of a prompt whose `text` is missing or no string.
  public func prompts(limit: Int? = nil) throws -> [PromptRecord] {
    try lines.prefix(limit.map { max($0, 0) } ?? lines.count).map { line in
      try record(line.fields, line: line.number)
    }
  }

  /// The prompts cut and filtered by length as pattern_lens does with its `--raw-prompts`.
  ///
  /// In this order: each gets `source_fname`; those shorter than the minimum go; those longer than
  /// the maximum are cut into pieces of that length, each with a copy of all fields; pieces shorter
  /// than the minimum go; the rest is shuffled, if asked; the first `limit` are kept. Lengths count
  /// Unicode code points. A piece is another text than its line's, so it leaves out what was said
  /// of the whole: `hash`, `tokens` and `n_tokens`.
  ///
  /// - Throws: `FormatError` with the line of a prompt whose `text` is missing or no string.
  public func rawPrompts(_ options: RawPromptOptions = RawPromptOptions()) throws -> [PromptRecord]
  {
    let shortest = options.minimumLength
    var chosen: [PromptRecord] = []
    for line in lines {
      var fields = line.fields
      fields["source_fname"] = .string(Self.posixPath(path))
      guard let text = fields["text"]?.stringValue else {
        _ = try record(fields, line: line.number)
        continue
      }
      let points = Array(text.unicodeScalars)
      guard points.count >= shortest else { continue }
      guard let longest = options.maximumLength, points.count > longest else {
        chosen.append(try record(fields, line: line.number))
        continue
      }
      for key in ["hash", "tokens", "n_tokens"] { fields[key] = nil }
      for start in stride(from: 0, to: points.count, by: longest) {
        let piece = points[start..<min(start + longest, points.count)]
        guard piece.count >= shortest else { continue }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: piece)
        fields["text"] = .string(String(text))
        chosen.append(try record(fields, line: line.number))
      }
    }
    if options.shuffles { shuffle(&chosen, seed: options.seed) }
    return Array(chosen.prefix(options.limit ?? chosen.count))
  }

  /// Prompts of plain text, one on each line that is not blank.
  ///
  /// - Throws: `FormatError` with the line that is not UTF-8.
  public static func plainPrompts(bytes: [UInt8], path: String) throws -> [PromptRecord] {
    try TextLines(bytes).map { number, line in
      guard let text = String(validating: line, as: UTF8.self) else {
        throw FormatError(path: path, problem: "line \(number): the text is not UTF-8")
      }
      return PromptRecord(text: text)
    }
  }

  private func record(_ fields: JSONObject, line: Int) throws -> PromptRecord {
    do {
      return try PromptRecord(fields: fields)
    } catch let error as PromptError {
      throw FormatError(path: path, problem: "line \(line): \(error)")
    }
  }

  /// The path as Python's `pathlib` writes it: without empty and `.` components.
  private static func posixPath(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    let root =
      path.hasPrefix("//") && !path.hasPrefix("///") ? "//" : path.hasPrefix("/") ? "/" : ""
    return root + parts == "" ? "." : root + parts
  }
}
