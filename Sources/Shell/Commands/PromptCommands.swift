import Activations
import Formats
import Foundation
import Terminal
import Tokenizers

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
      surfaces: .shell)
  ) { invocation, session in
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
      try session.output.line(
        "\(new) prompts added\(places)"
          + (new < added.count ? " (\(added.count - new) were there already)" : ""))
    case "clear": session.removePrompts()
    default: try list(session.prompts, session)
    }
  }

  static let tokens = ShellCommand(
    spec: CommandSpec(
      "tokens", "Show a text's tokens as the model gets them", group: "Prompts",
      operands: [OperandSpec("text", .prompt, .some, "The text, or an address such as p0")],
      options: [
        modelOption,
        OptionSpec("mode", .choice(["table", "json", "tsv"]), "How they are written"),
      ],
      examples: [
        .init("tokens 'The cat sat'"),
        .init("tokens --mode json 'The cat sat'", "ids and vocabulary strings"),
      ])
  ) { invocation, session in
    let model = try session.model(invocation.text("model"))
    let prompt = try singlePrompt(invocation.texts("text"), model, session)
    let (ids, lost) = try model.input(for: prompt)
    let pieces = try model.labels(of: prompt)
    if invocation.text("mode") == "json" {
      let object: JSON = .object([
        "ids": .array(ids.map { .integer($0) }), "tokens": .array(pieces.map { .string($0) }),
      ])
      try session.output.line(object.text)
    } else {
      var table = TextTable(columns: ["place", "id", "token"])
      table.rows = ids.indices.map { ["\($0)", "\(ids[$0])", pieces[$0]] }
      let aligned = invocation.text("mode").map { $0 == "table" } ?? session.output.isTerminal
      try session.output.write(table.text(aligned: aligned, style: session.output.style))
    }
    if lost > 0 { session.notice("\(lost) tokens do not fit the context of \(ids.count)") }
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
      ? try PromptFile(bytes: Array(FileHandle.standardInput.readDataToEndOfFile()), path: "stdin")
      : try PromptFile(path: path)
    guard invocation.flag("raw") else {
      return try file.prompts(limit: invocation.integer("n-samples"))
    }
    return try file.rawPrompts(
      RawPromptOptions(
        minimumLength: invocation.integer("min-chars") ?? 100,
        maximumLength: invocation.integer("max-chars"), shuffles: invocation.flag("shuffle"),
        seed: invocation.integer("seed").map { UInt64($0) },
        limit: invocation.integer("n-samples")))
  }

  /// The one prompt that words mean: an address, or a text.
  static func singlePrompt(
    _ words: [String], _ model: LoadedModel, _ session: Session
  ) throws -> PromptRecord {
    if words.count == 1, let found = try session.addressed(words[0]) {
      guard found.count == 1 else {
        throw ShellError(.usage, "'\(words[0])' is \(found.count) prompts; one is wanted here")
      }
      return found[0]
    }
    return PromptRecord(text: words.joined(separator: " "))
  }

  private static func list(_ prompts: [PromptRecord], _ session: Session) throws {
    var table = TextTable(columns: ["", "hash", "text"])
    let room = max(20, session.output.size.columns - 34)
    table.rows = prompts.enumerated().map { place, prompt in
      let text = prompt.text.replacing("\n", with: "↵")
      let cut = session.output.isTerminal && text.count > room
      return ["p\(place)", "@\(prompt.hash)", cut ? text.prefix(room - 1) + "…" : text]
    }
    try session.output.write(
      table.text(aligned: session.output.isTerminal, style: session.output.style))
    if prompts.isEmpty { session.notice("no prompts yet: 'prompts add FILE' or 'capture TEXT'") }
  }
}
