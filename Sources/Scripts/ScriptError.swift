internal import Text

/// What is wrong with a figure script, and where: one sentence without a full stop.
public struct ScriptError: Error, Equatable, CustomStringConvertible {
  /// What was found and what is allowed.
  public let message: String

  /// The line, from 1.
  public let line: Int

  /// The column in code points, from 1.
  public let column: Int

  /// The column past the last code point that is wrong, in the same line; greater than `column`.
  public let endColumn: Int

  /// What the script is called, such as its file; nil for an expression that was typed.
  public let sourceName: String?

  /// The place and the message: "svd.figs:2:14: there is no name 'svdvls'".
  public var description: String {
    sourceName.map { "\($0):\(line):\(column): \(message)" } ?? "column \(column): \(message)"
  }

  /// The error as a person reads it: where it is, what is wrong, the line, and a caret under it.
  ///
  /// - Parameter source: The script's text.
  public func rendering(of source: String) -> String {
    let place = sourceName.map { "\($0):\(line):\(column): " } ?? ""
    let lines = source.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    guard lines.indices.contains(line - 1) else { return "\(place)error: \(message)" }
    let scalars = lines[line - 1].unicodeScalars.map { scalar in
      // A tab's width depends on its column, and a control character could move the cursor.
      scalar.properties.generalCategory == .control ? " " : scalar
    }
    func shown(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range.clamped(to: 0..<scalars.count)]))
    }
    // A long line is shown from a little before the place on.
    let first = column > 80 ? column - 40 : 1
    let indent = displayWidth(of: shown(first - 1..<max(first, column) - 1))
    let marked = displayWidth(of: shown(column - 1..<max(column, endColumn) - 1))
    let excerpt = shown(first - 1..<max(first, first + 99))
    let caret = String(repeating: " ", count: indent) + "^"
    return "\(place)error: \(message)\n  \(excerpt)\n  \(caret)"
      + String(repeating: "~", count: max(0, min(marked, 100 - indent) - 1))
  }
}

/// What a function has to say against its arguments; where the script says it, its caller knows.
struct ScriptFault: Error {
  let message: String
  /// The argument that is meant; nil where it is the whole call.
  let argument: Int?

  init(_ message: String, argument: Int? = nil) {
    (self.message, self.argument) = (message, argument)
  }
}
