import Language
import Testing

@Suite struct ParserTests {
  private func described(_ word: Word) -> String { word.text }

  private func described(_ pipeline: Pipeline) -> String {
    var text = pipeline.commands.map { command in
      command.words.map(described).joined(separator: " ")
    }.joined(separator: " | ")
    if let program = pipeline.program { text += " |! " + program.text }
    if let redirection = pipeline.redirection {
      text += (redirection.appends ? " >> " : " > ") + redirection.file.text
    }
    return text
  }

  private func described(_ statement: Statement) -> String {
    var text = statement.binding.map { "let \($0.text) = " } ?? ""
    for modifier in statement.modifiers {
      switch modifier {
      case .try: text += "try "
      case .time: text += "time "
      case .with(let settings):
        text += "with \(settings.map { "\($0.key.text)=\($0.value.text)" }) -- "
      }
    }
    switch statement.body {
    case .pipeline(let pipeline): text += described(pipeline)
    case .shell(let shell): text += "!" + shell.text
    case .definition(let definition):
      text += "def \(definition.name.text)\(definition.parameters.map(\.text)) = "
      text += described(definition.body)
    }
    return text + (statement.isBackground ? " &" : "")
  }

  @Test(arguments: [
    ("", []),
    (" ; \n ;; # x", []),
    ("load gpt2; show $ioi L9H9[-1] | top 5", ["load gpt2", "show $ioi L9H9[-1] | top 5"]),
    ("let ind = rank --by induction --top 8", ["let ind = rank --by induction --top 8"]),
    ("let a=rank x", ["let a = rank x"]),
    ("let a= rank", ["let a = rank"]),
    ("let a =rank", ["let a = rank"]),
    ("let a=\"hi\"", ["let a = hi"]),
    ("let a=$b", ["let a = $b"]),
    ("let a = time try stat", ["let a = time try stat"]),
    (
      "with graphics=blocks a='x y' -- show p0",
      ["with [\"graphics=blocks\", \"a=x y\"] -- show p0"]
    ),
    ("serve d & ; open x", ["serve d &", "open x"]),
    ("capture p* --only L4-11 &", ["capture p* --only L4-11 &"]),
    ("stat p* > s.csv", ["stat p* > s.csv"]),
    ("stat p* | head 3 >> 's t.csv' &", ["stat p* | head 3 >> s t.csv &"]),
    ("stat |! sort > f", ["stat |! sort > f"]),
    ("!ls; a", ["!ls; a"]),
    ("?", ["help"]),
    ("?rank", ["help rank"]),
    ("$ind", ["$ind"]),
    ("\"hi\" | show", ["hi | show"]),
    ("def hot(m) = m | clip 0 0.2 | log", ["def hot[\"m\"] = m | clip 0 0.2 | log"]),
    ("def two(a, b) = show a b", ["def two[\"a\", \"b\"] = show a b"]),
    ("def twice = rank $1 $1", ["def twice[] = rank $1 $1"]),
    ("'let' x", ["let x"]),
    ("help let", ["help let"]),
    ("a \"\"\"\nx\ny\n\"\"\" b\nc", ["a x\ny b", "c"]),
  ])
  func `statements follow the grammar`(text: String, statements: [String]) throws {
    #expect(try Parser.statements(of: text).map(described) == statements)
  }

  @Test(arguments: [
    ("a |", 2, 3, true, "expected a command after '|'"),
    ("a | ; b", 4, 5, false, "expected a command after '|'"),
    ("| a", 0, 1, false, "expected a command"),
    ("a | | b", 4, 5, false, "expected a command after '|'"),
    ("time", 0, 4, false, "expected a command after 'time'"),
    ("time; a", 4, 5, false, "expected a command after 'time'"),
    ("a & b", 4, 5, false, "expected ';' or the end of the line after '&'"),
    ("a >", 2, 3, false, "expected a file after '>'"),
    (
      "a > f | b", 6, 7, false,
      "nothing but '&' may follow '> FILE'; an expression with '>' in it stands in quotes"
    ),
    (
      "a > f b", 6, 7, false,
      "nothing but '&' may follow '> FILE'; an expression with '>' in it stands in quotes"
    ),
    ("let", 0, 3, false, "expected a name and '=' after 'let', as in 'let top = rank'"),
    ("let x", 4, 5, false, "expected a name and '=' after 'let', as in 'let top = rank'"),
    ("let x =", 6, 7, false, "expected a command after '='"),
    (
      "let 1x = a", 4, 6, false,
      "'1x' can't be a name: letters, digits and '_', no digit first"
    ),
    ("time let x = a", 5, 8, false, "'let' stands at the start of a statement"),
    (
      "with a show", 5, 6, false,
      "expected KEY=VALUE and '--' after 'with', as in 'with mode=csv -- show p0 L3H4'"
    ),
    (
      "with a=1 b=2", 0, 4, false,
      "expected KEY=VALUE and '--' after 'with', as in 'with mode=csv -- show p0 L3H4'"
    ),
    (
      "def (a) = b", 4, 7, false,
      "expected NAME(PARAMETERS) = COMMANDS, as in 'def best(m) = m | top 3'"
    ),
    (
      "def a b = c", 4, 5, false,
      "expected NAME(PARAMETERS) = COMMANDS, as in 'def best(m) = m | top 3'"
    ),
  ])
  func `errors say what and where`(
    text: String, start: Int, end: Int, isIncomplete: Bool, message: String
  ) {
    let expected = LanguageError(SourceSpan(start, end), message, isIncomplete: isIncomplete)
    #expect(throws: expected) { try Parser.statements(of: text) }
  }

  @Test(arguments: [
    ("show p0", nil), ("show 'p0", "'"), ("show \"a", "\""), ("show \"\"\"a\"", "\"\"\""),
    ("show L[1", "["), ("show \\", "\\"), ("show |", "|"), ("show | # then", "|"),
    ("show ) ]", nil), ("a > ", nil), ("'a' |\n'b", "'"), ("capture It's a dog", nil),
  ])
  func `an open end asks for more, and it is known what is open`(text: String, mark: String?) {
    #expect(Parser.openMark(in: text) == mark)
  }

  @Test func `spans point at the words`() throws {
    let text = "let e = rank 'é' | head 3 > f"
    let source = SourceText(name: nil, text: text)
    let statement = try Parser.statements(of: text)[0]
    #expect(source[statement.span] == text)
    guard case .pipeline(let pipeline) = statement.body else { return }
    #expect(pipeline.commands.map { source[$0.span] } == ["rank 'é'", "head 3"])
    #expect(pipeline.redirection.map { source[$0.file.span] } == "f")
  }
}
