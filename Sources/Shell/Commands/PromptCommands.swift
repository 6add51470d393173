import Activations
import Formats
import Foundation
import Language
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let prompts = ShellCommand(
    spec: CommandSpec(
      "prompts", "List the session's prompts, add files of them, make some, or forget them",
      group: "Prompts",
      doc:
        "A file of prompts is JSON Lines: an object with a `text` on each line. Prompts are addressed "
        + "by number (p0, p3-7, p*) or by the beginning of their hash (@sCw9). Tokens are counted as the "
        + "current model reads them, a BOS included.\n\n'make repeat' makes random words twice over, "
        + "'make ioi' sentences that end where one of two names follows, and 'make greater-than' "
        + "sentences that end in the midst of a year, for the current model's tokenizer.\n\n"
        + "'search' finds texts by their words, whatever their case: all of 'paris capital', either of "
        + "'paris OR rouen', 'capital NOT paris', words in a row in double quotes, beginnings as cap*, and "
        + "'paris NEAR capital' (NEAR/3: with at most 3 words between them). It looks in this session, or "
        + "in a folder with --from, whose index in the user's cache folder is made the first time.",
      operands: [
        OperandSpec(
          .action, .choice(["list", "add", "make", "search", "clear"]), .optional, "What to do"),
        OperandSpec(
          .file, .file, .any,
          "Files to add, - is standard input; with make: repeat, ioi or greater-than; with search: words"
        ),
      ],
      options: rawOptions + [
        fromOption, modelOption,
        OptionSpec(
          .limit, .integer(1...1_000_000), "With search: most that are shown", default: "20"),
        OptionSpec(
          .length, .integer(1...100_000), "With make repeat: tokens before they come again",
          default: "20"),
        OptionSpec(flag: .corrupt, "With make: behind each prompt its corruption, for 'patch'"),
      ],
      examples: [
        .init("prompts", "what there is"),
        .init("prompts add prompts.jsonl --n-samples 20", "the first twenty of a file"),
        .init("prompts search 'john NEAR mary'"),
        .init("prompts make repeat -n 4 --length 12 --seed 1", "and then: rank --by induction"),
      ],
      surfaces: .shell, gives: [.table, .prompts, .nothing])
  ) { invocation, _, workspace, console in
    let action = invocation.text(.action) ?? "list"
    for name in [ArgumentName.from, .model, .limit]
    where action != "search" && invocation.isGiven(name) {
      throw ShellError(.usage, "--\(name.spelling) is for 'prompts search'")
    }
    switch action {
    case "add", "make":
      let isMade = action == "make"
      guard isMade || invocation.isGiven(.file) else {
        throw ShellError(.usage, "prompts add needs a file, such as prompts.jsonl")
      }
      let before = workspace.prompts.count
      let added =
        try isMade
        ? makePrompts(invocation, &workspace, console)
        : invocation.texts(.file).flatMap { try promptFile($0, invocation, console) }
      try workspace.add(added)
      let new = workspace.prompts.count - before
      let places =
        new == 0 ? "" : ": p\(before)" + (new > 1 ? "-p\(workspace.prompts.count - 1)" : "")
      let reply =
        "\(counted(new, "prompt")) added\(places)"
        + (new < added.count ? " (\(added.count - new) were there already)" : "")
      return .prompts(PromptList(prompts: added, reply: reply))
    case "search": return .table(try search(invocation, workspace, console))
    case "clear":
      workspace.removePrompts()
      return .nothing
    default:
      if workspace.prompts.isEmpty {
        console.notice("no prompts yet: 'prompts add FILE' or 'capture TEXT'")
      }
      let rows = Table(
        prompts: workspace.prompts, tokens: workspace.tokenCounts(of: workspace.prompts))
      let places = Table.Column.text("place", workspace.prompts.indices.map { "p\($0)" })
      return .table(Table([places] + rows.columns))
    }
  }

  static let tokens = ShellCommand(
    spec: CommandSpec(
      "tokens", "Show a text's tokens as the model gets them", group: "Prompts",
      operands: [OperandSpec(.prompts, .prompt, .some, "The text, or an address such as p0")],
      options: [modelOption],
      examples: [
        .init("tokens 'The cat sat'"),
        .init(
          "tokens --mode json 'The cat sat'",
          "{\"ids\": [...], \"tokens\": [...]}, vocabulary strings"),
      ], gives: .table)
  ) { invocation, _, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let found = try workspace.prompts(
      of: invocation.words(.prompts), in: .model(model), invocation, for: console)
    guard let prompt = found.first, found.count == 1 else {
      throw ShellError(.usage, "tokens takes one prompt, and got \(found.count)")
    }
    let (input, lost) = try model.input(for: prompt)
    if lost > 0 { console.notice("\(lost) tokens do not fit the context of \(input.count)") }
    let ids = model.config.patternTokens(of: input)
    let tokens = try model.labels(of: prompt)
    var table = Table([
      .integer("place", Array(ids.indices)), .integer("id", ids), .text("token", tokens),
    ])
    table.json = .object([
      "ids": .array(ids.map { .integer($0) }), "tokens": .array(tokens.map { .string($0) }),
    ])
    return .table(table)
  }

  /// Options of commands that read files of prompts.
  static let rawOptions: [OptionSpec] = [
    OptionSpec(
      flag: .raw, short: "r",
      "Cut and filter the texts by --min-chars and --max-chars, as pattern_lens does",
      otherNames: ["raw-prompts"]),
    OptionSpec(
      .minChars, .integer(0...Int.max), "With --raw: drop shorter texts (code points)",
      default: "100"),
    OptionSpec(
      .maxChars, .integer(1...Int.max), "With --raw: cut longer texts into pieces (code points)",
      default: "1000"),
    OptionSpec(.nSamples, short: "n", .integer(0...Int.max), "Take only the first N prompts"),
    OptionSpec(flag: .shuffle, "With --raw: take them in random order"),
    OptionSpec(
      .seed, .integer(0...Int.max), "The order that --shuffle makes is the same for the same seed"),
  ]

  /// The prompts of a file, or of standard input for `-`.
  static func promptFile(
    _ path: String, _ invocation: Invocation, _ console: Console
  ) throws -> [PromptRecord] {
    let file = try console.promptFile(path)
    // `rank` and `stat` have a --raw that is about weights.
    guard invocation.has(.minChars), invocation.flag(.raw) else {
      let limit = invocation.has(.nSamples) ? invocation.integer(.nSamples) : nil
      return try file.prompts(limit: limit)
    }
    return try file.rawPrompts(
      RawPromptOptions(
        minimumLength: invocation.integer(.minChars) ?? 100,
        maximumLength: invocation.integer(.maxChars), shuffles: invocation.flag(.shuffle),
        seed: invocation.integer(.seed).map { UInt64($0) },
        limit: invocation.integer(.nSamples)))
  }
}
