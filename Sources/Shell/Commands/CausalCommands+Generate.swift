import Activations
import Causal
import Foundation
import Language
import Terminal
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let chatOption = OptionSpec(
    .chat, .text,
    "A question in place of a prompt, put as the model's own chat template puts what a user says",
    valueName: "QUESTION")

  static let generate = ShellCommand(
    spec: CommandSpec(
      "generate", "Let a model go on with a text", group: "Doing",
      doc: """
        Each next token is the one with the largest logit; with --temperature above 0 it is drawn: logits are \
        divided by the temperature, then --top-k and --top-p leave the most probable tokens, and --seed chooses \
        among these the same again. A token that ends texts, as the model's files name them (eos_token_id), ends \
        this one. The text is written as it comes; then it is a prompt of the session, whose patterns, the \
        answer's among them, are in memory. Ctrl-C ends it and keeps what is there.
        """,
      operands: [causalPrompts],
      options: [
        modelOption, chatOption,
        OptionSpec(
          .count, short: "n", .integer(1...1_000_000), "Most tokens to add", default: "40"),
        OptionSpec(.temperature, .number, "0 takes the best token; 1 draws as the model says"),
        OptionSpec(.topK, .integer(1...Int.max), "Draw among the K best tokens", valueName: "K"),
        OptionSpec(
          .topP, .number, "Draw among the best tokens that have this probability together",
          valueName: "P"),
        OptionSpec(.seed, .integer(0...Int.max), "Where random numbers start", default: "0"),
        OptionSpec(flag: .pastEnd, "Go on behind tokens that end a text"),
      ],
      examples: [
        .init("generate 'The old man said' -n 20"),
        .init("generate 'The old man said' -n 20 --temperature 0.8 --top-k 50 --seed 1"),
      ],
      takes: [.nothing, .prompts, .table], gives: .prompts)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let prompt = try workspace.causalPrompt(invocation, input, model, for: console)
    let sampling = try sampling(invocation)
    try sampling.check()
    try model.edited.requireGrowing()
    let stops = invocation.flag(.pastEnd) ? [] : Set(model.model.endTokens)
    if stops.isEmpty, !invocation.flag(.pastEnd) {
      console.notice("\(model.config.name)'s files name no token that ends a text")
    }
    var text = GrowingText(prompt.tokens, model)
    let start = prompt.record.isIDs ? text.whole : prompt.record.text
    if console.streamsText { try console.output.write(start) }
    let result = try model.edited.generate(
      prompt.tokens, count: invocation.integer(.count) ?? 40, by: sampling, stops: stops,
      onToken: { token, _ in
        let more = stops.contains(token) ? text.rest : text.append(token)
        guard console.streamsText else { return }
        try console.output.write(more)
        try console.output.flush()
      }, isCancelled: console.isCancelled)
    if console.streamsText { try console.output.line(text.rest) }
    switch result.end {
    case .contextFull:
      console.notice(
        "\(model.config.name) has no place for more than \(counted(result.tokens.count, "token"))")
    case .cancelled: console.notice("cancelled: \(counted(result.answer.count, "token")) are kept")
    case .stopToken(let token): console.notice("'\(model.piece(token))' ends the text")
    case .count: break
    }
    // A token that ends texts is no part of the prompt.
    let tokens = result.isEnded ? Array(result.tokens.dropLast()) : result.tokens
    let record = try record(of: tokens, text.whole, model)
    let place = try workspace.add(record)
    try workspace.keepPatterns(of: tokens, behind: result, record, model, for: console)
    console.notice(
      "p\(place) @\(record.hash): \(counted(tokens.count - prompt.tokens.count, "token")) added")
    let reply = console.streamsText ? "" : start + text.answer
    return .prompts(PromptList(prompts: [record], reply: reply))
  }

  private static func sampling(_ invocation: Invocation) throws -> Sampling {
    let temperature = invocation.number(.temperature)
    let (topK, topP) = (invocation.integer(.topK), invocation.number(.topP))
    let isDrawn = topK != nil || topP != nil || invocation.isGiven(.seed)
    return Sampling(
      temperature: temperature ?? (isDrawn ? 1 : 0), topK: topK, topP: topP,
      seed: UInt64(invocation.integer(.seed) ?? 0))
  }

  /// The prompt whose tokens are these: of the text, or of ids where the text reads as other tokens.
  private static func record(
    of tokens: [Int], _ text: String, _ model: LoadedModel
  ) throws -> PromptRecord {
    let record = PromptRecord(text: text)
    if let input = try? model.input(for: record), input.lost == 0, input.ids == tokens {
      return record
    }
    return try model.prompt(ids: tokens.map { String($0) }.joined(separator: " "))
  }
}

extension Generation {
  /// Whether its last token is one that ends texts.
  fileprivate var isEnded: Bool { if case .stopToken = end { true } else { false } }
}

extension Workspace {
  /// Keeps the patterns of a generated text, unless they would fill more than the cache alone.
  fileprivate mutating func keepPatterns(
    of tokens: [Int], behind text: Generation, _ record: PromptRecord, _ model: LoadedModel,
    for console: Console
  ) throws {
    let config = model.config
    let bytes = config.layers * config.heads * tokens.count * tokens.count * 4
    guard bytes <= settings(for: console).cacheLimit else { return }
    let values = try model.edited.patterns(of: tokens, behind: text)
    tellEvicted(keep(values, of: record, by: model, for: console), for: console)
  }
}

/// The text of tokens that come one after another.
private struct GrowingText {
  private let model: LoadedModel
  private let start: String
  private var tokens: [Int]
  private var shown: String

  init(_ tokens: [Int], _ model: LoadedModel) {
    (self.tokens, self.model) = (tokens, model)
    start = Self.text(tokens, model)
    shown = start
  }

  /// The text of all tokens.
  var whole: String { Self.text(tokens, model) }

  /// The text behind that of the prompt.
  var answer: String { String(whole.dropFirst(start.count)) }

  /// Adds a token.
  ///
  /// - Returns: What there is to show: nothing while a character is not whole.
  mutating func append(_ token: Int) -> String {
    tokens.append(token)
    let now = whole
    guard now.hasPrefix(shown), !now.hasSuffix("\u{FFFD}") else { return "" }
    defer { shown = now }
    return String(now.dropFirst(shown.count))
  }

  /// What was held back since a character was not whole, and is now all that comes.
  var rest: String {
    mutating get {
      let now = whole
      defer { shown = now }
      return now.hasPrefix(shown) ? String(now.dropFirst(shown.count)) : ""
    }
  }

  private static func text(_ tokens: [Int], _ model: LoadedModel) -> String {
    model.tokenizer?.decode(tokens) ?? tokens.map { String($0) }.joined(separator: " ")
  }
}
