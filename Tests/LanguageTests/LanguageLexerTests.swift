import Language
import Testing

@Suite struct LexerTests {
  /// Tokens as text that shows how words were cut.
  private func described(_ text: String) throws -> String {
    try Lexer.tokens(of: text).map { token in
      switch token.kind {
      case .word(let word): "<\(word.text)>"
      case .separator: ";"
      case .pipe: "|"
      case .program(let text): "|![\(text)]"
      case .shell(let text): "![\(text)]"
      case .question: "?"
      case .redirect(let appends): appends ? ">>" : ">"
      case .background: "&"
      }
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("", ""),
    ("show p0 L5H1", "<show> <p0> <L5H1>"),
    ("a;b\nc", "<a> ; <b> ; <c>"),
    ("a|b | c", "<a> | <b> | <c>"),
    ("a > f", "<a> > <f>"),
    ("a>>f", "<a> >> <f>"),
    ("serve x & ; b", "<serve> <x> & ; <b>"),
    ("serve&", "<serve> &"),
    ("open http://h/?a=1&b=2", "<open> <http://h/?a=1&b=2>"),
    ("a # comment ' \" |", "<a>"),
    ("#!/usr/bin/env plens\na", "; <a>"),
    ("a b#c", "<a> <b#c>"),
    ("L9H9[-1]", "<L9H9[-1]>"),
    ("L5H1[3:9, :5]", "<L5H1[3:9, :5]>"),
    (##"L5H1[" Paris]"#2]"##, ##"<L5H1[" Paris]"#2]>"##),
    ("a \\\n b", "<a> <b>"),
    ("a\\\nb", "<a> <b>"),
    ("a \\\r\n b\r\nc", "<a> <b> ; <c>"),
    ("a |\n\n  # and then\n b", "<a> | <b>"),
    ("!ls -l | wc; # x", "![ls -l | wc; # x]"),
    ("a; ! echo 'x' ", "<a> ; ![echo 'x']"),
    ("a !b", "<a> <!b>"),
    ("stat p* |! sort -n | head\nb", "<stat> <p*> |![sort -n | head] ; <b>"),
    ("?rank", "? <rank>"),
    ("a ?b", "<a> <?b>"),
    (##"a\ b \# \;"##, "<a b> <#> <;>"),
    (#"\d+ C:\x"#, #"<\d+> <C:\x>"#),
    ("L*H* ^1 ~/x @-dDL _", "<L*H*> <^1> <~/x> <@-dDL> <_>"),
    ("$ind | show ${a}b$1", "<$ind> | <show> <$ab$1>"),
    ("costs 5$ $", "<costs> <5$> <$>"),
  ])
  func `text is cut at spaces and operators`(text: String, tokens: String) throws {
    #expect(try described(text) == tokens)
  }

  @Test(arguments: [
    ("''", ""),
    ("'a \\n $x'", "a \\n $x"),
    (#""a\n\t\"\\\$""#, "a\n\t\"\\$"),
    (#""\u{1F600}\u{e9}""#, "\u{1F600}é"),
    ("\"costs $5\"", "costs $5"),
    ("\"two\nlines\"", "two\nlines"),
    ("\"joined \\\nline\"", "joined line"),
    ("\"\"\"\n  one \"two\"\n  three\n\"\"\"", "  one \"two\"\n  three"),
    ("--where='q > 1'", "--where=q > 1"),
    ("=pre='mid'\"post\"", "=pre=midpost"),
    ("It's", "It's"), ("dogs'", "dogs'"), ("l'été", "l'été"), ("${x}'a'", "$xa"),
    ("'it'\\''s'", "it's"),
    ("日本語", "日本語"),
    ("'it''s'", "its"),
  ])
  func `quotes give one word`(text: String, expected: String) throws {
    let tokens = try Lexer.tokens(of: text)
    try #require(tokens.count == 1)
    guard case .word(let word) = tokens[0].kind else {
      Issue.record("no word")
      return
    }
    #expect(word.text == expected)
    #expect(word.span == SourceSpan(0, text.utf8.count))
  }

  @Test func `variables in words are parts of their own`() throws {
    let tokens = try Lexer.tokens(of: #"a"x${b}y"$c"#)
    guard case .word(let word) = tokens[0].kind else { return }
    #expect(word.parts.map(\.kind) == [.bare, .quoted, .quotedVariable, .quoted, .variable])
    #expect(word.parts.map(\.text) == ["a", "x", "b", "y", "c"])
    #expect(word.variable == nil)
    let expanded = word.expanding { $0.text == "b" ? "B" : nil }
    #expect(expanded.text == "axBy$c")
  }

  @Test(arguments: [
    ("a 'b", 2, 3, true, "\"'\" isn't closed"),
    (
      "a 'It's'", 5, 6, false,
      "this \"'\" ends the quote, and a letter follows: a text with an apostrophe stands in double quotes"
    ),
    ("a \"b", 2, 3, true, "'\"' isn't closed"),
    ("\"\"\"b\"\"", 0, 3, true, "'\"\"\"' isn't closed"),
    ("L5H1[3", 4, 5, true, "'[' isn't closed"),
    ("L5H1[\"]", 5, 6, true, "this quote isn't closed"),
    ("a \\", 2, 3, true, "nothing follows the '\\' at the end"),
    ("!ls \\", 4, 5, true, "nothing follows the '\\' at the end"),
    (#""\q""#, 1, 3, false, #"unknown escape '\q'; there are \n \t \r \" \' \\ \$ and \u{...}"#),
    (#""\u{110000}""#, 1, 11, false, #"expected a code point in hexadecimal, such as \u{1F600}"#),
    ("\"${a b}\"", 1, 5, false, "expected a name and '}' after '${'"),
    ("where q < 1", 8, 9, false, "'<' has no meaning here; an expression stands in quotes"),
    ("a && b", 2, 4, false, "'&&' has no meaning here; ';' separates commands"),
    ("a || b", 2, 4, false, "'||' has no meaning here; 'try' lets a command fail"),
    (
      "stat 2> f", 5, 7, false,
      "a number right before '>' has no meaning here; only results are redirected: '> FILE'"
    ),
    ("a\u{A0}b", 1, 3, false, "a no-break space stands outside quotes; type a plain one"),
    ("a \u{7}", 2, 3, false, "a control character (byte 7) stands outside quotes"),
    ("!", 0, 1, false, "expected a command for the system's shell after '!'"),
    ("a |!  ", 2, 6, false, "expected a command for the system's shell after '|!'"),
  ])
  func `errors say what and where`(
    text: String, start: Int, end: Int, isIncomplete: Bool, message: String
  ) {
    let expected = LanguageError(SourceSpan(start, end), message, isIncomplete: isIncomplete)
    #expect(throws: expected) { try Lexer.tokens(of: text) }
  }
}
