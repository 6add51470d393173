public import Text

/// A text of commands: a script, a line that was typed, or a program's arguments.
public struct SourceText: Sendable {
  /// The name that messages give, such as a path; nil for a line that was typed.
  public let name: String?
  /// The commands.
  public let text: String
  /// Where it was included, innermost first: `main.plens:3`.
  public let includedFrom: [String]
  /// The line number that the text begins at, where it is part of a larger text.
  public let firstLine: Int

  private let bytes: [UInt8]

  /// A text of commands called `name`.
  public init(
    name: String?, text: String, includedFrom: [String] = [], firstLine: Int = 1
  ) {
    self.firstLine = firstLine
    self.name = name
    self.text = text
    self.includedFrom = includedFrom
    bytes = Array(text.utf8)
  }

  /// The line and column of a byte offset.
  public func location(of offset: Int) -> SourceLocation {
    let head = bytes[..<min(max(0, offset), bytes.count)]
    let lineStart = head.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: head[lineStart...], as: UTF8.self).unicodeScalars.count
    let line = firstLine + head.count { $0 == UInt8(ascii: "\n") }
    return SourceLocation(line: line, column: column + 1)
  }

  /// The text of `span`.
  public subscript(span: SourceSpan) -> String {
    let start = min(max(0, span.start), bytes.count)
    return String(decoding: bytes[start..<min(max(start, span.end), bytes.count)], as: UTF8.self)
  }

  /// `error` as a person reads it: where it is, what is wrong, the line, and a caret under it.
  ///
  /// ```
  /// sweep.plens:12:6: error: unknown head 'L5H40' (gpt2 has 12 heads)
  ///   show L5H40
  ///        ^~~~~
  ///   included from main.plens:3
  /// ```
  ///
  /// It fits a screen of 24 lines of 80, whatever it quotes.
  public func rendering(of error: LanguageError, style: Style = .plain) -> String {
    let location = location(of: error.span.start)
    let place = name.map { "\($0):\(location.line):\(location.column): " } ?? ""
    let message = shortened(printable(error.message), to: 600)
    let start = style(shortened(printable(place), to: 200), .bold)
    var rows = [start + style("error:", .bold, .red) + " " + message]
    let (line, caret) = excerpt(of: error.span)
    // A line of one word that was just typed needs no pointing at.
    let isClear = name == nil && !text.contains { $0.isWhitespace }
    if !line.isEmpty && !isClear { rows += ["  " + line, "  " + style(caret, .green)] }
    for (place, note) in error.notes.prefix(3).enumerated() {
      rows.append("  " + shortened(note, to: place == 0 ? 250 : 100))
    }
    for place in includedFrom.prefix(4) {
      rows.append("  included from \(shortened(place, to: 100))")
    }
    if includedFrom.count > 4 { rows.append("  and so on, \(includedFrom.count - 4) more") }
    return rows.joined(separator: "\n")
  }

  /// The line where `span` begins, cut to what is near it, and a caret line that marks it.
  private func excerpt(of span: SourceSpan, width: Int = 100) -> (line: String, caret: String) {
    let newline = UInt8(ascii: "\n")
    let from = min(max(0, span.start), bytes.count)
    let lineStart = bytes[..<from].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lineEnd = bytes[from...].firstIndex(of: newline) ?? bytes.count
    func shown(_ range: Range<Int>) -> String {
      let scalars = String(decoding: bytes[range], as: UTF8.self).unicodeScalars
      return scalars.reduce(into: "") { text, scalar in
        // A tab's width depends on its column.
        text.unicodeScalars.append(isOrder(scalar) || scalar == "\t" ? " " : scalar)
      }
    }
    var before = shown(lineStart..<from)
    let marked = shown(from..<min(max(from, span.end), lineEnd))
    let after = shown(min(max(from, span.end), lineEnd)..<lineEnd)
    if displayWidth(of: before) > width / 2 { before = "…" + before.suffix(width / 2) }
    let line = (before + marked + after).truncated(toWidth: width)
    let indent = displayWidth(of: before)
    let length = max(1, min(displayWidth(of: marked), width - indent))
    let tildes = String(repeating: "~", count: max(0, length - 1))
    return (line, String(repeating: " ", count: indent) + "^" + tildes)
  }
}
