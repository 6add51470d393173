/// A question for texts by their words: `paris capital` for both, `"the capital"` for words in a row, `cap*` for their
/// beginnings, `paris NEAR capital` or `NEAR/3` for words with few between them, `AND`, `OR`, `NOT` and parentheses.
package struct SearchQuery: Hashable, Sendable {
  /// What is wrong with a question.
  package struct Problem: Error, CustomStringConvertible {
    /// What was found and what is allowed.
    package let description: String
  }

  /// The question in the form that FTS5 reads.
  let expression: String

  /// Reads a question.
  ///
  /// - Throws: `Problem` where it is none.
  package init(_ text: String) throws {
    var parser = Parser(tokens: try Self.tokens(text)[...])
    expression = try parser.either()
    if let rest = parser.tokens.first {
      throw Problem(description: "'\(rest.text)' closes nothing")
    }
  }

  /// A text as FTS5 takes it for its words in a row.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private enum Token: Equatable {
    case open, close
    /// Words in a row; the last may only begin so.
    case phrase(String, isPrefix: Bool)
    case word(String)
    case near(Int)

    var text: String {
      switch self {
      case .open: "("
      case .close: ")"
      case .phrase(let text, _), .word(let text): text
      case .near(let count): "NEAR/\(count)"
      }
    }
  }

  private static func tokens(_ text: String) throws -> [Token] {
    var tokens: [Token] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "(" || first == ")" {
        tokens.append(first == "(" ? .open : .close)
        rest.removeFirst()
      } else if first == "\"" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: "\"") else {
          throw Problem(description: "a \" is missing at the end")
        }
        let phrase = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        let isPrefix = rest.first == "*"
        if isPrefix { rest.removeFirst() }
        tokens.append(.phrase(phrase, isPrefix: isPrefix))
      } else {
        let end = rest.firstIndex { $0.isWhitespace || "()\"".contains($0) } ?? rest.endIndex
        tokens.append(try token(String(rest[..<end])))
        rest = rest[end...]
      }
    }
    return tokens
  }

  private static func token(_ word: String) throws -> Token {
    if ["AND", "OR", "NOT"].contains(word) { return .word(word) }
    if word == "NEAR" { return .near(10) }
    if word.hasPrefix("NEAR/") {
      guard let count = Int(word.dropFirst(5)), (0...1000).contains(count) else {
        throw Problem(description: "'\(word)': NEAR/5 allows 5 words between two, at most 1000")
      }
      return .near(count)
    }
    let isPrefix = word.hasSuffix("*")
    return .phrase(isPrefix ? String(word.dropLast()) : word, isPrefix: isPrefix)
  }

  /// Most parentheses inside one another; FTS5's parser has room for some hundred.
  private static let deepest = 32

  /// Writes a question as FTS5 reads it, where NOT binds more than AND, and AND more than OR.
  private struct Parser {
    var tokens: ArraySlice<Token>
    private var depth = 0

    init(tokens: ArraySlice<Token>) { self.tokens = tokens }

    mutating func either() throws -> String {
      var parts = [try both()]
      while tokens.first == .word("OR") {
        tokens.removeFirst()
        parts.append(try both())
      }
      return parts.joined(separator: " OR ")
    }

    private mutating func both() throws -> String {
      var found = try near()
      while let next = tokens.first, next != .close, next != .word("OR") {
        var join = "AND"
        if case .word(let word) = next {
          join = word
          tokens.removeFirst()
        }
        found += " \(join) \(try near())"
      }
      return found
    }

    private mutating func near() throws -> String {
      if tokens.first == .open {
        tokens.removeFirst()
        depth += 1
        guard depth <= SearchQuery.deepest else {
          throw Problem(
            description: "parentheses stand in one another \(SearchQuery.deepest) deep at most")
        }
        let inner = try either()
        depth -= 1
        guard tokens.popFirst() == .close else { throw Problem(description: "a ) is missing") }
        if case .near = tokens.first {
          throw Problem(description: "NEAR stands between words or texts in quotes")
        }
        return "(\(inner))"
      }
      var phrases = [try phrase()]
      var distance = 0
      while case .near(let count) = tokens.first {
        tokens.removeFirst()
        distance = max(distance, count)
        phrases.append(try phrase())
      }
      return phrases.count == 1
        ? phrases[0] : "NEAR(\(phrases.joined(separator: " ")), \(distance))"
    }

    private mutating func phrase() throws -> String {
      guard let token = tokens.popFirst() else {
        throw Problem(description: "a word is missing at the end")
      }
      guard case .phrase(let text, let isPrefix) = token else {
        throw Problem(description: "a word is expected, and not '\(token.text)'")
      }
      guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
        throw Problem(description: "'\(text)' has no letter or digit to look for")
      }
      return SearchQuery.quoted(text) + (isPrefix ? "*" : "")
    }
  }
}
