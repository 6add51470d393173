import Activations
import Causal
import Formats
import Language
import Terminal
import Text
import Tokenizers
import Transformers
import Workspace

/// The token that a command asks about, and what it is compared with.
struct CausalAnswer {
  let token: Int?
  let against: Int?
  /// The token whose prediction it is asked of.
  let position: Int

  /// The logit, or the difference of two, that an attribution explains.
  func target() throws -> LogitTarget {
    guard let token else { throw ShellError(.usage, "the logit of which token? --answer ' Mary'") }
    return against.map { .difference(token, $0) } ?? .logit(token)
  }

  /// The metric of this name, or that an expression is; without one, what the answer allows: a
  /// difference, a logit, or the loss.
  func metric(_ name: String?) throws -> Metric {
    if let name, Metric.Kind(rawValue: name) == nil {
      return try MetricExpression.metric(
        name, answer: token, against: against, at: position)
    }
    let standard: Metric.Kind =
      against != nil ? .difference : token != nil ? .logit : .loss
    let kind = name.flatMap(Metric.Kind.init) ?? standard
    switch kind {
    case .loss, .kl: break
    case .difference where token == nil || against == nil:
      throw ShellError(.usage, "a difference needs two tokens: --answer ' Mary' --against ' John'")
    default:
      guard token != nil else {
        throw ShellError(.usage, "the metric \(kind.rawValue) needs a token: --answer ' Mary'")
      }
    }
    return try Metric(kind, answer: token, against: against, at: position)
  }
}

extension ArgumentName {
  static let against = ArgumentName("against")
  static let answer = ArgumentName("answer")
  static let average = ArgumentName("average")
  static let factor = ArgumentName("factor")
  static let form = ArgumentName("form")
  static let metric = ArgumentName("metric")
  static let mlps = ArgumentName("mlps")
  static let over = ArgumentName("over")
  static let pastEnd = ArgumentName("past-end")
  static let receiver = ArgumentName("receiver")
  static let sender = ArgumentName("sender")
  static let temperature = ArgumentName("temperature")
  static let to = ArgumentName("to")
  static let token = ArgumentName("token")
  static let tokens = ArgumentName("tokens")
  static let topK = ArgumentName("top-k")
  static let topP = ArgumentName("top-p")
}

extension ShellCommand {
  /// The operand of commands that run prompts.
  static let causalPrompts = OperandSpec(
    .prompts, .prompt, .any,
    "Prompts: p0, p3-7, p*, @hash, a file of them, or a text; the last of the session without")
  static let answerOption = OptionSpec(
    .answer, .text,
    "The token that is asked about: the first of this text, as it follows the prompt",
    valueName: "TEXT")
  static let againstOption = OptionSpec(
    .against, .text, "The token that it is compared with", valueName: "TEXT")
  static let metricOption = OptionSpec(
    .metric, .text,
    "What is measured, at the last token (loss: the mean over all): "
      + Metric.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      + ", or an expression of these, of the arrays logits, probs and unchanged (the logits where nothing "
      + "is changed), and the ids answer and against; without it the difference, the answer's logit, or the "
      + "loss, as tokens are given", valueName: "METRIC")
  static let causalOptions = [modelOption, answerOption, againstOption, atOption]
  static let modelsOption = OptionSpec(
    .model, short: "m", .model, "The model, or several separated by commas",
    valueName: "MODEL[,MODEL...]")

  /// A small prompt for examples.
  static let storyText = "When Mary and John went to the store, John gave a drink to"
}

extension Workspace {
  /// The models that `--model` names, separated by commas; the current one without it.
  mutating func models(_ invocation: Invocation, for console: Console) throws -> [LoadedModel] {
    let names = invocation.text(.model)?.split(separator: ",").map(String.init) ?? []
    if names.isEmpty { return [try model(for: console)] }
    return try names.map { try model($0, for: console) }
  }

  /// The prompts that a command about what a model does names, else those of the pipe, else the
  /// last.
  mutating func causalPrompts(
    _ invocation: Invocation, _ input: Value, _ model: LoadedModel, for console: Console
  ) throws -> [CausalPrompt] {
    var found = try prompts(
      of: invocation.words(.prompts), in: .model(model), invocation, for: console)
    if invocation.has(.chat), let question = invocation.text(.chat) {
      found.append(try model.chat(question))
      try add(found)
    }
    if found.isEmpty { found = input.prompts ?? prompts.suffix(1) }
    guard !found.isEmpty else {
      throw ShellError(.notFound, "there are no prompts yet: \(invocation.spec.name) TEXT")
    }
    return try uniquePrompts(found).map { try console.causalPrompt($0, model) }
  }

  /// The one prompt that a command is about.
  mutating func causalPrompt(
    _ invocation: Invocation, _ input: Value, _ model: LoadedModel, for console: Console
  ) throws -> CausalPrompt {
    let found = try causalPrompts(invocation, input, model, for: console)
    guard found.count == 1 else {
      throw ShellError(
        .usage, "\(invocation.spec.name) takes one prompt, and got \(found.count)")
    }
    return found[0]
  }
}

extension Console {
  /// The tokens of `--answer` and `--against` behind a prompt, else those that came with it.
  ///
  /// - Parameters:
  ///   - isTold: Whether to say where a text is several tokens, and whose it is.
  ///   - takesOwn: Whether the prompt's own fields `answer` and `against` count where neither option is given.
  ///   - needsMask: Whether an encoder is asked about a mask; where it isn't, it has no answer at all.
  func causalAnswer(
    _ invocation: Invocation, after prompt: CausalPrompt, _ model: LoadedModel,
    isTold: Bool = true, takesOwn: Bool = true, needsMask: Bool = true
  ) throws -> CausalAnswer {
    let isGiven = invocation.isGiven(.answer) || invocation.isGiven(.against)
    let metric = invocation.has(.metric) ? invocation.text(.metric) : nil
    let takesOwn = takesOwn && !isGiven && !["loss", "kl"].contains(metric)
    if takesOwn, isTold, prompt.record.fields["answer"]?.stringValue != nil {
      notice("answers are those that came with the prompts: --answer asks about another")
    }
    func token(_ option: ArgumentName) throws -> Int? {
      let own = takesOwn ? prompt.record.fields[option.spelling]?.stringValue : nil
      guard let text = invocation.text(option) ?? own else { return nil }
      let ids = try model.continuation(text, of: prompt.record)
      guard let first = ids.first else {
        throw ShellError(
          .usage, "--\(option.spelling): '\(text)' has no token of \(model.config.name)")
      }
      if ids.count > 1, isTold {
        notice(
          "--\(option.spelling): '\(text)' is \(ids.count) tokens; the first, '\(model.piece(first))', is used"
        )
      }
      // Most words of a text are tokens that begin with the space before them; scripts without capitals may have no
      // spaces.
      if isTold, invocation.isGiven(option), !model.config.isEncoder, text.first?.isCased == true,
        prompt.record.text.last?.isWhitespace == false,
        try model.continuation(" " + text, of: prompt.record).first != first
      {
        notice(
          "--\(option.spelling): '\(text)' follows without a space; with one it is another token: ' \(text)'"
        )
      }
      return first
    }
    let answer = CausalAnswer(
      token: try token(.answer), against: try token(.against),
      position: model.config.isEncoder && !needsMask
        ? 0 : try causalPosition(invocation, prompt, model))
    guard answer.against == nil || answer.token != nil else {
      throw ShellError(.usage, "--against needs an --answer that is compared with it")
    }
    if let token = answer.token, token == answer.against {
      throw ShellError(
        .usage,
        "--answer and --against begin with the same token, '\(model.piece(token))': "
          + "their difference is always 0")
    }
    return answer
  }
}

extension LoadedModel {
  /// The vocabulary's string for a token; its number where there is no tokenizer.
  func piece(_ token: Int) -> String { tokenizer?.pieces([token])[0] ?? String(token) }

  /// The tokens of a text where it follows a prompt; ids where there is no tokenizer.
  func continuation(_ text: String, of prompt: PromptRecord) throws -> [Int] {
    guard let tokenizer else {
      return try input(for: self.prompt(ids: text)).ids
    }
    // A tokenizer that puts a space before every text does so once: before the prompt.
    let before = try tokenizer.encode(prompt.text)
    let whole = try tokenizer.encode(prompt.text + text)
    if whole.count > before.count, whole.starts(with: before) {
      return Array(whole[before.count...])
    }
    return try tokenizer.encode(text)
  }
}
