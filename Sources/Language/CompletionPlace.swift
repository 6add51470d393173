internal import Text

/// What stands around the cursor: the words of its command, and the one it is in.
struct CompletionPlace {
  /// The words of the command before the one at the cursor, the verb first.
  private(set) var words: [Word] = []
  /// What is typed of the word at the cursor, quotes taken off; of an option's value, the value.
  private(set) var begun = ""
  /// The byte offset where that starts.
  private(set) var start: Int
  /// The option whose value is at the cursor: `--by` of `--by=ind`.
  private(set) var optionLabel: String?
  /// Whether the word is the file of a redirection.
  private(set) var isFile = false
  /// Whether the cursor is in text for the system's shell, or in a comment.
  private(set) var isForeign = false
  /// Whether the word began with a quote.
  var isQuoted: Bool { quote != nil }

  private var quote: Character?

  /// The place at the end of `head`, whose last quote or bracket may be open.
  init(_ head: String) {
    start = head.utf8.count
    var lexer = Lexer(head)
    var last: Word?
    do {
      while let token = try lexer.next() { add(token, &last) }
      isForeign = isForeign || lexer.endsInComment
    } catch {
      // The word that is not finished is the one at the cursor.
      if let first = lexer.parts.first {
        keep(&last)
        last = Word(parts: lexer.parts, span: SourceSpan(first.span.start, start))
      }
    }
    if let word = last, word.span.end == head.utf8.count, !isForeign {
      take(word)
    } else {
      keep(&last)
    }
    words = CompletionPlace.withoutModifiers(words)
    if isFile && !words.isEmpty { words = [] }
  }

  /// `candidate` in quotes, if the word began with one or has characters that need them.
  func quoted(_ candidate: Candidate) -> Candidate {
    var candidate = candidate
    if quote == nil && CompletionPlace.isSafe(candidate.text) { return candidate }
    // The home folder is one outside quotes only.
    let home = quote == nil && candidate.text.hasPrefix("~/") ? "~/" : ""
    var text = String(candidate.text.dropFirst(home.count))
    // What is in single quotes ends at the first apostrophe.
    let mark = text.contains("'") ? "\"" : String(quote ?? "'")
    if mark == "\"" {
      text = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("${", with: "\\${")
    }
    candidate.text = home + mark + text + (candidate.endsWord ? mark : "")
    return candidate
  }

  /// Whether `text` is one word without quotes.
  private static func isSafe(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar.value > 0x7F { return !lookalikes.contains(scalar) }
      return scalar.properties.isAlphabetic
        || "0123456789-_.,:/%+@*=^~".unicodeScalars.contains(scalar)
    }
  }

  /// Characters that stand for spaces and quotes in texts of word processors, which the lexer refuses.
  private static let lookalikes: Set<Unicode.Scalar> = ["\u{A0}", "\u{201C}", "\u{201D}"]

  private mutating func add(_ token: CommandToken, _ last: inout Word?) {
    keep(&last)
    switch token.kind {
    case .word(let word): last = word
    case .redirect:
      words = []
      isFile = true
    case .program, .shell: isForeign = true
    case .question: words = [Word(argument: "help", span: token.span)]
    case .separator, .pipe, .background:
      words = []
      isFile = false
      isForeign = false
    }
  }

  private mutating func keep(_ word: inout Word?) {
    if let word { words.append(word) }
    word = nil
  }

  private mutating func take(_ word: Word) {
    begun = word.text
    start = word.span.start
    if word.looksLikeOption, let equals = word.parts[0].text.firstIndex(of: "=") {
      let label = String(word.parts[0].text[..<equals])
      let value = word.dropping(bytes: label.utf8.count + 1)
      optionLabel = label
      begun = value.text
      start = value.span.start
      quote = CompletionPlace.quote(of: value)
    } else {
      quote = CompletionPlace.quote(of: word)
    }
  }

  private static func quote(of word: Word) -> Character? {
    guard let first = word.parts.first, first.kind == .quoted else { return nil }
    return first.opensWithDoubleQuote ? "\"" : "'"
  }

  /// The words of a command behind `let NAME =`, `try`, `time` and `with ... --`.
  private static func withoutModifiers(_ words: [Word]) -> [Word] {
    var rest = words[...]
    if rest.first?.bareText == "let", let equals = rest.firstIndex(where: { $0.text == "=" }) {
      rest = rest[(equals + 1)...]
    }
    while let keyword = rest.first?.bareText, ["try", "time", "with"].contains(keyword) {
      if keyword == "with" {
        guard let end = rest.firstIndex(where: { $0.bareText == "--" }) else { break }
        rest = rest[(end + 1)...]
      } else {
        rest = rest.dropFirst()
      }
    }
    return Array(rest)
  }
}
