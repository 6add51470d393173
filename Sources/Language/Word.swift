internal import Foundation

/// One word of a command: what stands between spaces, quotes taken off.
public struct Word: Hashable, Sendable {
  /// Part of a word that was quoted in one way.
  public struct Part: Hashable, Sendable {
    /// The ways of quoting.
    public enum Kind: Hashable, Sendable {
      /// As it is, or in `[...]`, where quotes stay.
      case bare
      /// In quotes, or after a backslash.
      case quoted
      /// `$name` or `${name}`; the text is the name.
      case variable
      /// `${name}` in quotes; the text is the name.
      case quotedVariable
    }

    /// The ways of quoting.
    public let kind: Kind
    /// The text it stands for, escapes resolved.
    public let text: String
    /// Where it stands, quotes included.
    public let span: SourceSpan

    /// Whether it was written in double quotes; only asked of what is quoted.
    var opensWithDoubleQuote: Bool { mark == "\"" }

    private let mark: Character?

    /// A part of a word; `mark` is the quote it was written in.
    public init(_ kind: Kind, _ text: String, span: SourceSpan, in mark: Character? = nil) {
      self.mark = mark
      self.kind = kind
      self.text = text
      self.span = span
    }
  }

  /// The parts that it is made of, in order; `""` has one empty part.
  public let parts: [Part]
  /// Where it stands.
  public let span: SourceSpan

  /// A word of `parts`.
  public init(parts: [Part], span: SourceSpan) {
    self.parts = parts
    self.span = span
  }

  /// Makes a word of a program's argument, in which only a leading `-` is special.
  public init(argument: String, span: SourceSpan) {
    self.init(parts: [Part(.bare, argument, span: span)], span: span)
  }

  /// The word's text without its quotes; a variable that is not expanded yet is written `$name`.
  public var text: String {
    parts.map { part in
      switch part.kind {
      case .bare, .quoted: part.text
      case .variable, .quotedVariable: "$" + part.text
      }
    }.joined()
  }

  /// The word as a path: an unquoted `~` or `~/` at its start is the home folder.
  public var path: String {
    let isHome = parts.first?.kind == .bare && (text == "~" || text.hasPrefix("~/"))
    return isHome ? homeFolder() + text.dropFirst() : text
  }

  /// The variable that is all of this word, outside quotes.
  public var variable: Name? {
    guard parts.count == 1, parts[0].kind == .variable else { return nil }
    return Name(parts[0].text, span: parts[0].span)
  }

  /// The text, if no part of the word is quoted or a variable: only then may it be a keyword.
  public var bareText: String? {
    parts.allSatisfy { $0.kind == .bare } ? text : nil
  }

  /// Whether it begins with an unquoted `-` and is no negative number.
  package var looksLikeOption: Bool {
    guard let first = parts.first, first.kind == .bare, first.text.utf8.first == UInt8(ascii: "-")
    else { return false }
    guard let second = first.text.utf8.dropFirst().first else { return false }
    return !isDigit(second) && second != UInt8(ascii: ".")
  }

  /// The word with its variables replaced by the text that `value` gives; a variable stays where
  /// that is nil.
  public func expanding<Failure>(
    _ value: (Name) throws(Failure) -> String?
  ) throws(Failure) -> Word {
    var expanded: [Part] = []
    for part in parts {
      switch part.kind {
      case .bare, .quoted: expanded.append(part)
      case .variable, .quotedVariable:
        let text = try value(Name(part.text, span: part.span))
        expanded.append(text.map { Part(.quoted, $0, span: part.span) } ?? part)
      }
    }
    return Word(parts: expanded, span: span)
  }

  /// This word without the first `count` bytes of its first part, which is bare.
  func dropping(bytes count: Int) -> Word {
    guard let first = parts.first else { return self }
    let text = String(decoding: first.text.utf8.dropFirst(count), as: UTF8.self)
    let start = min(span.start + count, span.end)
    let rest = Part(first.kind, text, span: SourceSpan(start, first.span.end))
    return Word(
      parts: (text.isEmpty && parts.count > 1 ? [] : [rest]) + parts.dropFirst(),
      span: SourceSpan(start, span.end))
  }
}

/// The user's home folder: `$HOME`, or the one in the system's list of users.
package func homeFolder() -> String {
  let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
  return home.hasPrefix("/") ? home : NSHomeDirectory()
}
