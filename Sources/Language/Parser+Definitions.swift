extension Parser {
  mutating func assignments() throws(LanguageError) -> [Assignment] {
    let keyword = tokens[next - 1].span
    let usage = "expected KEY=VALUE and '--' after 'with', as in 'with mode=csv -- show p0 L3H4'"
    var assignments: [Assignment] = []
    while let word {
      next += 1
      if word.bareText == "--" {
        if assignments.isEmpty { throw LanguageError(word.span, usage) }
        return assignments
      }
      guard let first = word.parts.first, first.kind == .bare, first.text.contains("=") else {
        throw LanguageError(word.span, usage)
      }
      let key = String(first.text.prefix { $0 != "=" })
      let span = SourceSpan(word.span.start, word.span.start + key.utf8.count)
      if key.isEmpty { throw LanguageError(word.span, usage) }
      assignments.append(
        Assignment(
          key: Name(key, span: span), value: word.dropping(bytes: key.utf8.count + 1)))
    }
    throw LanguageError(token?.span ?? keyword, usage)
  }

  mutating func definition() throws(LanguageError) -> Statement.Body {
    let keyword = tokens[next].span
    next += 1
    let usage = "expected NAME(PARAMETERS) = COMMANDS, as in 'def best(m) = m | top 3'"
    var names: [Name] = []
    var marks = ""
    guard let first = word?.bareText, first.first != "(" else {
      throw LanguageError(token?.span ?? keyword, usage)
    }
    while let word, let text = word.bareText, text != "=" {
      names += Parser.names(in: word, marks: &marks)
      next += 1
    }
    // What is left of `hot(a, b)` without its names.
    guard let name = names.first, marks.isEmpty || marks == "()", names.count == 1 || marks == "()"
    else { throw LanguageError(names.first?.span ?? token?.span ?? keyword, usage) }
    for name in names where !Name.isValid(name.text) {
      throw LanguageError(name.span, "'\(name.text)' can't be a name")
    }
    guard word?.bareText == "=" else { throw LanguageError(token?.span ?? keyword, usage) }
    next += 1
    return .definition(
      Definition(name: name, parameters: Array(names.dropFirst()), body: try pipeline()))
  }

  /// The names in a word such as `hot(a,`; its parentheses go to `marks`.
  private static func names(in word: Word, marks: inout String) -> [Name] {
    var names: [Name] = []
    var offset = word.span.start
    for piece in word.text.split(separator: ",", omittingEmptySubsequences: false) {
      var start = offset
      for part in piece.split(
        maxSplits: .max, omittingEmptySubsequences: false, whereSeparator: { "()".contains($0) })
      {
        let length = part.utf8.count
        if length > 0 { names.append(Name(String(part), span: SourceSpan(start, start + length))) }
        start += length + 1
      }
      marks += piece.filter { "()".contains($0) }
      offset += piece.utf8.count + 1
    }
    return names
  }
}
