import Activations
import Formats
import Foundation
import Language
import Text
import Tokenizers
import Transformers

extension ShellCommand {
  static let prompts = ShellCommand(
    spec: CommandSpec(
      "prompts", "List the session's prompts, add files of them, or forget them", group: "Prompts",
      doc:
        "A file of prompts is JSON Lines: an object with a `text` on each line. Prompts are addressed "
        + "by number (p0, p3-7, p*) or by the beginning of their hash (@sCw9).",
      operands: [
        OperandSpec("action", .choice(["list", "add", "clear"]), .optional, "What to do"),
        OperandSpec("file", .file, .any, "Files to add; - is standard input"),
      ],
      options: rawOptions,
      examples: [
        .init("prompts", "what there is"),
        .init("prompts add prompts.jsonl --n-samples 20", "the first twenty of a file"),
      ],
      surfaces: .shell, gives: [.table, .prompts, .nothing])
  ) { invocation, _, session in
    switch invocation.text("action") ?? "list" {
    case "add":
      guard invocation.isGiven("file") else {
        throw ShellError(.usage, "prompts add needs a file, such as prompts.jsonl")
      }
      let before = session.prompts.count
      let added = try invocation.texts("file").flatMap { try promptFile($0, invocation) }
      for prompt in added { session.add(prompt) }
      let new = session.prompts.count - before
      let places =
        new == 0 ? "" : ": p\(before)" + (new > 1 ? "-p\(session.prompts.count - 1)" : "")
      let reply =
        "\(counted(new, "prompt")) added\(places)"
        + (new < added.count ? " (\(added.count - new) were there already)" : "")
      return .prompts(PromptList(prompts: added, reply: reply))
    case "clear":
      session.removePrompts()
      return .nothing
    default:
      if session.prompts.isEmpty {
        session.notice("no prompts yet: 'prompts add FILE' or 'capture TEXT'")
      }
      let rows = Table(prompts: session.prompts)
      let places = Table.Column.text("place", session.prompts.indices.map { "p\($0)" })
      return .table(Table([places] + rows.columns))
    }
  }

  static let tokens = ShellCommand(
    spec: CommandSpec(
      "tokens", "Show a text's tokens as the model gets them", group: "Prompts",
      operands: [OperandSpec("prompts", .prompt, .some, "The text, or an address such as p0")],
      options: [modelOption],
      examples: [
        .init("tokens 'The cat sat'"),
        .init(
          "tokens --mode json 'The cat sat'",
          "{\"ids\": [...], \"tokens\": [...]}, vocabulary strings"),
      ], gives: .table)
  ) { invocation, _, session in
    let model = try session.model(invocation.text("model"))
    let found = try session.prompts(of: invocation.words("prompts"), in: .model(model), invocation)
    guard let prompt = found.first, found.count == 1 else {
      throw ShellError(.usage, "tokens takes one prompt; there are \(found.count)")
    }
    let (input, lost) = try model.input(for: prompt)
    if lost > 0 { session.notice("\(lost) tokens do not fit the context of \(input.count)") }
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
      flag: "raw", short: "r",
      "Cut and filter the texts by --min-chars and --max-chars, as pattern_lens does"),
    OptionSpec(
      "min-chars", .integer(0...Int.max), "With --raw: drop shorter texts (code points)",
      default: "100"),
    OptionSpec(
      "max-chars", .integer(1...Int.max), "With --raw: cut longer texts into pieces (code points)",
      default: "1000"),
    OptionSpec("n-samples", short: "n", .integer(0...Int.max), "Take only the first N prompts"),
    OptionSpec(flag: "shuffle", "With --raw: take them in random order"),
    OptionSpec(
      "seed", .integer(0...Int.max), "The order that --shuffle makes is the same for the same seed"),
  ]

  /// The prompts of a file, or of standard input for `-`.
  static func promptFile(_ path: String, _ invocation: Invocation) throws -> [PromptRecord] {
    let file =
      path == "-"
      ? try PromptFile(read: Array(FileHandle.standardInput.readDataToEndOfFile()), path: "stdin")
      : try PromptFile(path: path)
    guard invocation.has("raw"), invocation.flag("raw") else {
      let limit = invocation.has("n-samples") ? invocation.integer("n-samples") : nil
      return try file.prompts(limit: limit)
    }
    return try file.rawPrompts(
      RawPromptOptions(
        minimumLength: invocation.integer("min-chars") ?? 100,
        maximumLength: invocation.integer("max-chars"), shuffles: invocation.flag("shuffle"),
        seed: invocation.integer("seed").map { UInt64($0) },
        limit: invocation.integer("n-samples")))
  }
}
