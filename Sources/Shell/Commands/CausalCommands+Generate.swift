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
  static let generate = ShellCommand(
    spec: CommandSpec(
      "generate", "Let a model go on with a text", group: "Doing",
      doc: """
        Each next token is the one with the largest logit; with --temperature above 0 it is drawn: logits are \
        divided by the temperature, then --top-k and --top-p leave the most probable tokens, and --seed chooses \
        among these the same again. A token that ends texts ends this one. The whole text is then a prompt of \
        the session; Ctrl-C keeps what is there.
        """,
      operands: [causalPrompts],
      options: [
        modelOption,
        OptionSpec(
          .count, short: "n", .integer(1...1_000_000), "Most tokens to add", default: "40"),
        OptionSpec(.temperature, .number, "0 takes the best token; 1 draws as the model says"),
        OptionSpec(.topK, .integer(1...Int.max), "Draw among the K best tokens", valueName: "K"),
        OptionSpec(
          .topP, .number, "Draw among the best tokens that have this probability together",
          valueName: "P"),
        OptionSpec(.seed, .integer(0...Int.max), "Where random numbers start", default: "0"),
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
    let isLive = console.output.isTerminal
    var text = GrowingText(prompt.tokens, model)
    if isLive { try console.output.write(prompt.record.text) }
    let result = try EditedModel(model.model).generate(
      prompt.tokens, count: invocation.integer(.count) ?? 40, by: sampling, stops: model.ends,
      onToken: { token, _ in
        let more = text.append(token)
        guard isLive else { return }
        try console.output.write(more)
        try console.output.flush()
      }, isCancelled: console.isCancelled)
    if isLive { try console.output.line() }
    switch result.end {
    case .contextFull:
      console.notice(
        "\(model.config.name) has no place for more than \(counted(result.tokens.count, "token"))")
    case .cancelled: console.notice("cancelled: \(counted(result.answer.count, "token")) are kept")
    case .count, .stopToken: break
    }
    let record = try record(of: result.tokens, ending: result.end, text.whole, model)
    let place = try workspace.add(record)
    let name = "p\(place) @\(record.hash): \(counted(result.answer.count, "token")) added"
    if !isLive { console.notice(name) }
    return .prompts(
      PromptList(
        prompts: [record], reply: isLive ? name : prompt.record.text + text.answer))
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
  ///
  /// A token that ends texts is no part of it.
  private static func record(
    of all: [Int], ending end: Generation.End, _ text: String, _ model: LoadedModel
  ) throws -> PromptRecord {
    let tokens = if case .stopToken = end { Array(all.dropLast()) } else { all }
    let record = PromptRecord(text: text)
    if let input = try? model.input(for: record), input.lost == 0, input.ids == tokens {
      return record
    }
    return try model.prompt(ids: tokens.map { String($0) }.joined(separator: " "))
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

  private static func text(_ tokens: [Int], _ model: LoadedModel) -> String {
    model.tokenizer?.decode(tokens) ?? tokens.map { String($0) }.joined(separator: " ")
  }
}

extension LoadedModel {
  /// The tokens of the vocabulary that end a text, by the names that families give them.
  fileprivate var ends: Set<Int> {
    guard let tokenizer else { return [] }
    let names = [
      "<|endoftext|>", "</s>", "<eos>", "<|end_of_text|>", "<|eot_id|>", "<|im_end|>", "<|end|>",
      "<end_of_turn>", "<|return|>", "<|END_OF_TURN_TOKEN|>",
    ]
    return Set(names.compactMap(tokenizer.id(of:)).filter(tokenizer.isSpecial))
  }
}
