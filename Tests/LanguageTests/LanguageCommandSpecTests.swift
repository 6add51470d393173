import Language
import Testing

@Suite struct CommandSpecTests {
  private func parse(_ text: String) throws -> Invocation {
    let command = try ExampleTable.command(text)
    return try ExampleTable.table.command(for: command.verb, on: .shell).parse(command)
  }

  @Test func `options may stand anywhere and be written in all ways`() throws {
    let lines = [
      "rank p0 L5 L6 --top 8 --by a --by b -F --no-header",
      "rank --top=8 p0 -F --by=a L5 --by=b L6 --header=false",
      "rank -n 8 p0 L5 --by a L6 --no-header --by 'b' --force=yes",
      "rank -n8 --by a --by b --force --header=off -- p0 L5 L6",
    ]
    for line in lines {
      let call = try parse(line)
      #expect(call.text("prompts") == "p0")
      #expect(call.texts("heads") == ["L5", "L6"])
      #expect(call.integer("top") == 8)
      #expect(call.texts("by") == ["a", "b"])
      #expect(call.flag("force"))
      #expect(!call.flag("header"))
      #expect(call.number("min") == nil)
      #expect(call.text("format") == "table")
    }
  }

  @Test func `without options there are their defaults`() throws {
    let call = try parse("rank")
    #expect(call.integer("top") == 10)
    #expect(call.texts("by") == ["previous"])
    #expect(!call.flag("force"))
    #expect(call.flag("header"))
    #expect(!call.isGiven("top"))
    #expect(call.word("prompts") == nil)
  }

  @Test func `what is quoted, a number or behind two dashes is no option`() throws {
    #expect(try parse("rank '-dDL'").text("prompts") == "-dDL")
    #expect(try parse("rank -- -dDL --x").texts("heads") == ["--x"])
    #expect(try parse("rank --min -0.5").number("min") == -0.5)
    #expect(try parse("rank -1").text("prompts") == "-1")
    #expect(try parse("rank -").text("prompts") == "-")
  }

  @Test func `an operand of several words leaves room for those behind it`() throws {
    let call = try parse("copy a b c d")
    #expect(call.texts("sources") == ["a", "b", "c"])
    #expect(call.text("target") == "d")
  }

  @Test func `the options of a command that is an operand are its own`() throws {
    let call = try parse("on --once captured stat _ --by entropy")
    #expect(call.flag("once"))
    #expect(call.texts("command") == ["stat", "_", "--by", "entropy"])
  }

  @Test func `a variable that is a value keeps its place`() throws {
    let call = try parse("rank $ioi $ind")
    #expect(call.word("prompts")?.variable?.text == "ioi")
    #expect(call.span(of: "heads") == SourceSpan(10, 14))
    #expect(call.span(of: "top") == SourceSpan(0, 14))
  }

  @Test(arguments: [
    ("rank --topp 8", 5, 11, "'rank' has no option '--topp'", "did you mean '--top'?"),
    (
      "rank --zebra", 5, 12, "'rank' has no option '--zebra'",
      "'rank' has --by --top --min --format --force --header"
    ),
    ("load x --y", 7, 10, "'load' has no options, found '--y'", ""),
    (
      "rank -x", 5, 7, "'rank' has no option '-x'; a word that begins with '-' stands after '--'",
      "'rank' has --by --top --min --format --force --header"
    ),
    ("rank --top", 5, 10, "'--top' expects a value: '--top N'", ""),
    (
      "rank --by --top 3", 5, 9,
      "'--by' expects a value: '--by SCORE'; a value that begins with '-' is written '--by=-...'",
      ""
    ),
    ("rank --top 0", 11, 12, "'0' for '--top': expected 1-1000", ""),
    ("rank --top=x", 11, 12, "'x' for '--top': expected a whole number", ""),
    ("rank --min nan", 11, 14, "'nan' for '--min': expected a number", ""),
    (
      "rank -f jsno", 8, 12,
      "'jsno' for '-f': expected table, json or csv; did you mean 'json'?", ""
    ),
    ("rank --top 1 -n 2", 13, 15, "'-n' is given twice", ""),
    (
      "rank --force=maybe", 13, 18,
      "'--force' takes no value but 'true' or 'false', found 'maybe'", ""
    ),
    ("load", 0, 4, "'load' expects MODEL", "usage: load MODEL"),
    ("load a b", 7, 8, "'load' takes no more operands, found 'b'", "usage: load MODEL"),
    ("raise b", 6, 7, "'raise' takes no operands, found 'b'", "usage: raise"),
    ("copy a", 0, 4, "'copy' expects TARGET", "usage: copy SOURCES... TARGET"),
    ("ranck", 0, 5, "unknown command 'ranck'", "did you mean 'rank'?"),
    ("xyzzy", 0, 5, "unknown command 'xyzzy'", ""),
    ("site", 0, 4, "unknown command 'site'", "'site' is a command of the program only"),
  ])
  func `a word without a place is refused with what there is`(
    line: String, start: Int, end: Int, message: String, note: String
  ) {
    let notes = note.isEmpty ? [] : [note]
    #expect(throws: LanguageError(SourceSpan(start, end), message, notes: notes)) {
      try parse(line)
    }
  }

  @Test func `only a person may shorten verbs`() throws {
    let table = ExampleTable.table
    let verb = { Word(argument: $0, span: SourceSpan(0, 2)) }
    #expect(try table.command(for: verb("lo"), on: .shell, acceptsPrefix: true).name == "load")
    #expect(throws: LanguageError.self) { try table.command(for: verb("lo"), on: .shell) }
    #expect(throws: LanguageError(SourceSpan(0, 2), "'ra' is the beginning of rank or raise")) {
      try table.command(for: verb("ra"), on: .shell, acceptsPrefix: true)
    }
  }

  @Test func `a program's arguments go the same way`() throws {
    let line = try #require(ArgumentLine(["rank", "two words", "--top=x"], program: "plens"))
    #expect(line.source.text == "plens rank 'two words' --top=x")
    #expect(throws: LanguageError(SourceSpan(29, 30), "'x' for '--top': expected a whole number")) {
      try ExampleTable.rank.parse(line.command)
    }
    #expect(ArgumentLine([], program: "plens")?.source.text == nil)
  }
}
