/// Reads statements from tokens.
///
/// ```
/// line     = [ stmt { ";" stmt } ]
/// stmt     = [ "let" NAME "=" ] { "try" | "time" | "with" K=V... "--" } pipeline [ "&" ]
///          | "def" NAME [ "(" NAME... ")" ] "=" pipeline | "!" shell-text | "?" [ word ]
/// pipeline = command { "|" command } [ "|!" shell-text ] [ (">" | ">>") FILE ]
/// command  = word { word }
/// ```
public struct Parser {
  let tokens: [CommandToken]
  let end: Int
  var next = 0
  // What is left of a word whose start was taken, such as `rank` of `let top=rank`.
  private var pending: Word?

  /// The statements of `text`.
  ///
  /// Throws at the first error.
  public static func statements(of text: String) throws(LanguageError) -> [Statement] {
    var parser = Parser(tokens: try Lexer.tokens(of: text), end: text.utf8.count)
    var statements: [Statement] = []
    while true {
      while parser.token?.kind == .separator { parser.next += 1 }
      if parser.token == nil { return statements }
      statements.append(try parser.statement())
    }
  }

  /// The mark that an unfinished command waits for: the open quote, bracket or pipe, or the
  /// backslash at its end; nil if the text is complete or wrong.
  public static func openMark(in text: String) -> String? {
    do {
      _ = try statements(of: text)
      return nil
    } catch {
      guard error.isIncomplete else { return nil }
      return SourceText(name: nil, text: text)[error.span]
    }
  }

  private init(tokens: [CommandToken], end: Int) {
    self.tokens = tokens
    self.end = end
  }

  var token: CommandToken? { next < tokens.count ? tokens[next] : nil }

  var word: Word? {
    guard case .word(let word) = token?.kind else { return nil }
    return word
  }

  /// The span from `start` to the end of the last token taken.
  private func span(from start: Int) -> SourceSpan {
    SourceSpan(start, next > 0 ? tokens[next - 1].span.end : start)
  }

  private mutating func statement() throws(LanguageError) -> Statement {
    let start = token?.span.start ?? end
    if case .shell(let text) = token?.kind {
      next += 1
      let body = Statement.Body.shell(ShellText(text: text, span: span(from: start)))
      return try finish(nil, [], body, from: start)
    }
    if word?.bareText == "def" { return try finish(nil, [], definition(), from: start) }
    let binding = try binding()
    var modifiers: [Statement.Modifier] = []
    while let keyword = word?.bareText, ["try", "time", "with"].contains(keyword) {
      next += 1
      switch keyword {
      case "try": modifiers.append(.try)
      case "time": modifiers.append(.time)
      default: modifiers.append(.with(try assignments()))
      }
    }
    if let word, word.bareText == "let" || word.bareText == "def" {
      throw LanguageError(word.span, "'\(word.text)' stands at the start of a statement")
    }
    return try finish(binding, modifiers, .pipeline(pipeline()), from: start)
  }

  /// Takes `&`, then what must follow a statement.
  private mutating func finish(
    _ binding: Name?, _ modifiers: [Statement.Modifier], _ body: Statement.Body, from start: Int
  ) throws(LanguageError) -> Statement {
    let isBackground = token?.kind == .background
    if isBackground { next += 1 }
    let span = span(from: start)
    if let token, token.kind != .separator {
      let found = isBackground ? "after '&'" : "here"
      throw LanguageError(token.span, "expected ';' or the end of the line \(found)")
    }
    return Statement(
      binding: binding, modifiers: modifiers, body: body, isBackground: isBackground, span: span)
  }

  /// `let NAME =`, also written `let NAME=`.
  private mutating func binding() throws(LanguageError) -> Name? {
    guard let keyword = word, keyword.bareText == "let" else { return nil }
    next += 1
    let usage = "expected a name and '=' after 'let', as in 'let top = rank'"
    guard let word, let first = word.parts.first, first.kind == .bare else {
      throw LanguageError(token?.span ?? keyword.span, usage)
    }
    let text = first.text.prefix { $0 != "=" }
    let length = text.utf8.count
    let name = Name(String(text), span: SourceSpan(word.span.start, word.span.start + length))
    guard Name.isValid(name.text) else {
      throw LanguageError(
        name.span, "'\(name.text)' can't be a name: letters, digits and '_', no digit first")
    }
    if length == first.text.utf8.count && word.parts.count == 1 {
      next += 1
      try takeEquals(after: name.span, usage)
    } else if length < first.text.utf8.count {
      take(word.dropping(bytes: length + 1))
    } else {
      throw LanguageError(word.span, usage)
    }
    return name
  }

  /// Takes `=`, alone or in front of the next word.
  private mutating func takeEquals(after span: SourceSpan, _ usage: String) throws(LanguageError) {
    guard let word, let first = word.parts.first, first.kind == .bare, first.text.hasPrefix("=")
    else { throw LanguageError(token?.span ?? span, usage) }
    take(word.dropping(bytes: 1))
  }

  /// Goes on to the next token, or to what is left of this one.
  private mutating func take(_ rest: Word) {
    next += 1
    pending = rest.parts.allSatisfy { $0.kind == .bare && $0.text.isEmpty } ? nil : rest
  }

  mutating func pipeline() throws(LanguageError) -> Pipeline {
    let start = pending?.span.start ?? token?.span.start ?? end
    var commands = [try command()]
    while token?.kind == .pipe {
      next += 1
      commands.append(try command())
    }
    var program: ShellText?
    if let token, case .program(let text) = token.kind {
      next += 1
      program = ShellText(text: text, span: token.span)
    }
    let redirection = try redirection()
    return Pipeline(
      commands: commands, program: program, redirection: redirection, span: span(from: start))
  }

  private mutating func redirection() throws(LanguageError) -> Redirection? {
    guard let mark = token, case .redirect(let appends) = mark.kind else { return nil }
    next += 1
    guard let word else {
      throw LanguageError(token?.span ?? mark.span, "expected a file after '>'")
    }
    next += 1
    if let text = word.bareText, Double(text) != nil {
      throw LanguageError(
        mark.span.joined(with: word.span),
        "'> \(text)' would write a file called '\(text)': an expression stands in quotes, such as "
          + "'A > \(text)'",
        notes: ["a file of that name is written '> ./\(text)'"])
    }
    if let token, token.kind != .separator && token.kind != .background {
      throw LanguageError(
        token.span,
        "nothing but '&' may follow '> FILE'; an expression with '>' in it stands in quotes")
    }
    return Redirection(file: word, appends: appends)
  }

  private mutating func command() throws(LanguageError) -> Command {
    let start = pending?.span.start ?? token?.span.start ?? end
    var words = pending.map { [$0] } ?? []
    pending = nil
    if let token, token.kind == .question, words.isEmpty {
      next += 1
      words.append(Word(argument: "help", span: token.span))
    }
    while let word {
      words.append(word)
      next += 1
    }
    if words.isEmpty { throw missingCommand() }
    return Command(words: words, span: span(from: start))
  }

  private func missingCommand() -> LanguageError {
    let last = next > 0 ? tokens[next - 1] : nil
    let isOpen = token == nil && last?.kind == .pipe
    let place = last.map { token in
      switch token.kind {
      case .pipe: " after '|'"
      case .word(let word): " after '\(word.text)'"
      default: ""
      }
    }
    return LanguageError(
      token?.span ?? last?.span ?? SourceSpan(end, end), "expected a command\(place ?? "")",
      isIncomplete: isOpen)
  }
}
