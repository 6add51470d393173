public import Language

/// Tests write names as they are typed.
extension ArgumentName: ExpressibleByStringLiteral {
  /// A name as it is typed.
  public init(stringLiteral text: String) { self.init(text) }
}

/// Commands that the tests parse, complete and show help of.
enum ExampleTable {
  static let rank = CommandSpec(
    "rank", "Rank heads by a score", group: "Heads",
    doc: """
      The score of a head is its mean over the prompts. Heads with no score on any prompt come last.

        previous   attention to the token before
      """,
    operands: [
      OperandSpec("prompts", .prompt, .optional, "which prompts; all without it"),
      OperandSpec("heads", .heads, .any, "which heads"),
    ],
    options: [
      OptionSpec("by", .score, "the score", default: "previous", repeats: true),
      OptionSpec("top", short: "n", .integer(1...1000), "how many", default: "10"),
      OptionSpec("min", .number, "the least score"),
      OptionSpec("format", short: "f", .choice(["table", "json", "csv"]), "how", default: "table"),
      OptionSpec(flag: "force", short: "F", "even if cached"),
      OptionSpec(flag: "header", "names of columns first", isOn: true),
    ],
    examples: [
      .init("rank p* L4-11 --by induction --top 8", "the eight most inductive heads"),
      .init("rank"),
    ])

  static let table = CommandTable([
    CommandSpec(
      "load", "Load a model", group: "Models",
      operands: [OperandSpec("model", .model, .one, "its name or folder")]),
    rank,
    CommandSpec(
      "copy", "Copy files", group: "Files",
      operands: [
        OperandSpec("sources", .file, .some), OperandSpec("target", .folder),
      ], surfaces: .shell),
    CommandSpec(
      "on", "Run a command when something happens", group: "Other",
      operands: [OperandSpec("event", .text), OperandSpec("command", .command, .some)],
      options: [OptionSpec(flag: "once", "the first time only")], surfaces: .shell,
      takesCommand: true),
    CommandSpec("raise", "Raise", group: "Other", surfaces: .shell),
    CommandSpec("site", "Write a site", group: "Other", surfaces: .program),
    CommandSpec(
      "help", "Show help", group: "Other",
      operands: [OperandSpec("command", .command, .optional)]),
  ])

  static func command(_ text: String) throws -> Command {
    guard case .pipeline(let pipeline) = try Parser.statements(of: text)[0].body else {
      throw LanguageError(SourceSpan(0, 0), "not a pipeline")
    }
    return pipeline.commands[0]
  }
}
