/// A piece of a template: plain text, or what stands between braces.
enum TemplatePiece {
  case text(String)
  /// `{{ ... }}`
  case output([Lexeme])
  /// `{% ... %}`
  case tag([Lexeme])
}

/// A word of the template language.
enum Lexeme: Equatable {
  case name(String)
  case string(String)
  case int(Int)
  case double(Double)
  case symbol(String)
}

/// Cuts a template into pieces, with the whitespace rules that Hugging Face's chat templates are
/// rendered by.
///
/// A newline right behind a tag or comment is dropped, and so are spaces and tabs before one that
/// begins a line (`trim_blocks`, `lstrip_blocks`); a minus beside the braces drops all whitespace
/// there, a plus keeps it. One newline at the template's end is dropped.
struct TemplateLexer {
  private let source: [Character]
  private var place = 0

  init(_ source: String) {
    var text = source.replacing("\r\n", with: "\n")
    if text.last == "\n" { text.removeLast() }
    self.source = Array(text)
  }

  /// All pieces, in order.
  ///
  /// - Throws: `ChatTemplateError` where braces or strings are not closed.
  mutating func pieces() throws -> [TemplatePiece] {
    var pieces: [TemplatePiece] = []
    var text = ""
    /// Whether whitespace at the start of the next text goes, and how much of it.
    var drops = Drop.nothing
    while place < source.count {
      guard let opening = opening() else {
        text.append(source[place])
        place += 1
        continue
      }
      text = text.dropping(drops)
      let isTag = opening != .output
      place += 2
      if place < source.count, source[place] == "-" {
        text = text.trimmedAtEnd { $0.isWhitespace }
        place += 1
      } else if place < source.count, source[place] == "+" {
        place += 1
      } else if isTag, !text.isEmpty || drops != .all {
        text = text.withoutIndent(isStart: pieces.isEmpty || drops == .newline)
      }
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
      switch opening {
      case .comment:
        drops = try skipComment()
      case .output:
        let (lexemes, drop) = try lexemes(until: "}}")
        pieces.append(.output(lexemes))
        drops = drop == .newline ? .nothing : drop
      case .tag:
        let (lexemes, drop) = try lexemes(until: "%}")
        pieces.append(.tag(lexemes))
        drops = drop
      }
    }
    text = text.dropping(drops)
    if !text.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  private enum Opening { case output, tag, comment }

  private func opening() -> Opening? {
    guard place + 1 < source.count, source[place] == "{" else { return nil }
    switch source[place + 1] {
    case "{": return .output
    case "%": return .tag
    case "#": return .comment
    default: return nil
    }
  }

  private mutating func skipComment() throws -> Drop {
    while place + 1 < source.count {
      if source[place] == "#", source[place + 1] == "}" {
        let before = source[place - 1]
        place += 2
        return before == "-" ? .all : before == "+" ? .nothing : .newline
      }
      place += 1
    }
    throw ChatTemplateError("the chat template has a comment without end")
  }

  /// The words up to the closing braces, and what is dropped behind them.
  private mutating func lexemes(until end: String) throws -> ([Lexeme], Drop) {
    var lexemes: [Lexeme] = []
    let closing = Array(end)
    var depth = 0
    while place < source.count {
      let character = source[place]
      let next = place + 1 < source.count ? source[place + 1] : " "
      if character.isWhitespace {
        place += 1
      } else if depth == 0, character == closing[0], next == closing[1] {
        place += 2
        return (lexemes, .newline)
      } else if "-+".contains(character), depth == 0, next == closing[0],
        place + 2 < source.count, source[place + 2] == closing[1]
      {
        place += 3
        return (lexemes, character == "-" ? .all : .nothing)
      } else if character == "'" || character == "\"" {
        lexemes.append(.string(try string(character)))
      } else if character.isASCII, character.isNumber {
        lexemes.append(number())
      } else if character.isLetter || character == "_" {
        var name = ""
        while place < source.count,
          source[place].isLetter || source[place].isNumber || source[place] == "_"
        {
          name.append(source[place])
          place += 1
        }
        lexemes.append(.name(name))
      } else {
        let symbol = try symbol()
        if "([{".contains(symbol) { depth += 1 }
        if ")]}".contains(symbol) { depth -= 1 }
        lexemes.append(.symbol(symbol))
      }
    }
    throw ChatTemplateError("the chat template has braces without end")
  }

  private mutating func symbol() throws -> String {
    let two = String(source[place..<min(place + 2, source.count)])
    if ["==", "!=", "<=", ">=", "//", "**"].contains(two) {
      place += 2
      return two
    }
    let one = String(source[place])
    guard "+-*/%~|.,:()[]{}<>=".contains(one) else {
      throw ChatTemplateError("the chat template has '\(one)' where no such sign can be")
    }
    place += 1
    return one
  }

  private mutating func number() -> Lexeme {
    var digits = ""
    var isWhole = true
    while place < source.count {
      let character = source[place]
      let next = place + 1 < source.count ? source[place + 1] : " "
      if character == ".", isWhole, next.isASCII, next.isNumber {
        isWhole = false
      } else if !(character.isASCII && character.isNumber || character == "_") {
        break
      }
      if character != "_" { digits.append(character) }
      place += 1
    }
    if isWhole, let value = Int(digits) { return .int(value) }
    return .double(Double(digits) ?? .nan)
  }

  private mutating func string(_ quote: Character) throws -> String {
    var text = ""
    place += 1
    while place < source.count, source[place] != quote {
      guard source[place] == "\\", place + 1 < source.count else {
        text.append(source[place])
        place += 1
        continue
      }
      let escaped = source[place + 1]
      place += 2
      switch escaped {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "r": text.append("\r")
      case "\\", "'", "\"": text.append(escaped)
      case "u":
        let digits = String(source[place..<min(place + 4, source.count)])
        guard digits.count == 4, let value = UInt32(digits, radix: 16),
          let scalar = Unicode.Scalar(value)
        else { throw ChatTemplateError.unsupported("the escape \\u\(digits)") }
        text.unicodeScalars.append(scalar)
        place += 4
      case "\n": break
      default: text += "\\" + String(escaped)
      }
    }
    guard place < source.count else {
      throw ChatTemplateError("the chat template has a string without end")
    }
    place += 1
    return text
  }
}

/// Whitespace that goes at the start of a text.
private enum Drop { case nothing, newline, all }

extension String {
  fileprivate func dropping(_ drop: Drop) -> String {
    switch drop {
    case .nothing: self
    case .newline: first == "\n" ? String(dropFirst()) : self
    case .all: String(self.drop(while: \.isWhitespace))
    }
  }

  fileprivate func trimmedAtEnd(while matches: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, matches(last) { text.removeLast() }
    return String(text)
  }

  /// The text without the spaces and tabs that its last line consists of.
  ///
  /// - Parameter isStart: Whether the text begins a line.
  fileprivate func withoutIndent(isStart: Bool) -> String {
    let trimmed = trimmedAtEnd { $0 == " " || $0 == "\t" }
    return trimmed.last == "\n" || (trimmed.isEmpty && isStart) ? trimmed : self
  }
}
