/// A stretch of a script: offsets of bytes in its UTF-8.
struct ScriptSpan: Hashable, Sendable {
  let start: Int
  let end: Int

  init(_ start: Int, _ end: Int) { (self.start, self.end) = (start, end) }

  func joined(_ other: ScriptSpan) -> ScriptSpan {
    ScriptSpan(min(start, other.start), max(end, other.end))
  }
}

/// The text of a script and what it is called.
struct ScriptSource: Sendable {
  let name: String?
  let bytes: [UInt8]

  init(_ text: String, name: String?) { (self.bytes, self.name) = (Array(text.utf8), name) }

  subscript(span: ScriptSpan) -> String {
    String(decoding: bytes[span.start..<span.end], as: UTF8.self)
  }

  /// An error at `span`.
  func error(_ message: String, at span: ScriptSpan) -> ScriptError {
    let newline = UInt8(ascii: "\n")
    let start = min(max(0, span.start), bytes.count)
    let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
    func columns(_ range: Range<Int>) -> Int {
      String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count
    }
    let column = columns(lineStart..<start) + 1
    let length = columns(start..<max(start, min(span.end, lineEnd)))
    return ScriptError(
      message: message, line: bytes[..<start].count { $0 == newline } + 1, column: column,
      endColumn: column + max(1, length), sourceName: name)
  }
}
