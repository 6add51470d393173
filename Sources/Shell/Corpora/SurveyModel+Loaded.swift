import Activations
import Causal
import Figures
import Language
import Surveys
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  /// What a survey asks, as its command says.
  static func surveySettings(
    _ invocation: Invocation, _ sources: [String], _ model: LoadedModel
  ) throws -> SurveySettings {
    let scores = try parts(of: invocation.text(.by) ?? "").map(patternScore)
    guard !scores.isEmpty else { throw ShellError(.usage, "--by needs a score") }
    let heads = try HeadSelection(
      invocation.text(.heads) ?? "L*H*", in: model.config.checkedSize)
    var settings = try textSettings(invocation, sources, heads, scores, model)
    settings.top = invocation.integer(.top) ?? settings.top
    settings.examples = invocation.integer(.examples) ?? settings.examples
    settings.seed = invocation.integer(.seed) ?? settings.seed
    settings.countsTokens = invocation.flag(.countTokens)
    return settings
  }

  /// A loaded model as a survey needs it.
  static func surveyModel(
    _ model: LoadedModel, _ settings: SurveySettings, isCancelled: @escaping @Sendable () -> Bool
  ) -> SurveyModel {
    SurveyModel(
      windows: { text in
        try model.windows(of: text, longest: settings.longest, splits: settings.splits)
      },
      run: { prompts, layers, tap in
        try model.edited.run(
          prompts, capturing: CaptureSet(layers.map { .pattern($0) }),
          checkpoint: { if isCancelled() { throw CancellationError() } }
        ) { point, prompt, value in
          if let layer = point.layer { try tap(layer, prompt, value) }
        }
      },
      pieces: { ids in model.tokenizer?.pieces(ids) ?? ids.map { String($0) } })
  }
}

extension LoadedModel {
  /// Tokens that the model puts around a text: BOS, or `[CLS]` and `[SEP]`.
  var marks: Int { marked([]).count }

  /// Most tokens of a prompt that are read, no more than `asked`.
  func longestPrompt(_ asked: Int?) -> Int {
    let own = readsPastContext ? 1 << 20 : config.longestPrompt
    return min(asked ?? own, own)
  }

  /// The tokens of a text with what the model reads before and behind them.
  private func marked(_ ids: [Int]) -> [Int] {
    if let end = config.sourceEnd { return ids.last == end ? ids : ids + [end] }
    guard let tokenizer else { return ids }
    if config.isEncoder { return tokenizer.special(around: ids) }
    return (config.prependsBOS ? tokenizer.bos.map { [$0] } ?? [] : []) + ids
  }

  /// What the model reads of a text: its first `longest` tokens, marks included; or all of it in windows of as
  /// many, where `splits`.
  ///
  /// - Throws: `ShellError` where a text gives no token.
  func windows(
    of text: String, longest: Int, splits: Bool
  ) throws -> [SurveyModel.Window] {
    let prompt = PromptRecord(text: text)
    guard let tokenizer else {
      let (ids, lost) = try input(for: prompt)
      let room = max(0, ids.count - longest)
      return [SurveyModel.Window(ids: Array(ids.prefix(longest)), text: text, lost: lost + room)]
    }
    let ids = try tokenizer.encode(text)
    let room = longest - marks
    guard ids.count > room else {
      let read = marked(ids)
      guard !read.isEmpty else {
        throw ShellError(.failed, "an empty text gives \(config.name) no token to read")
      }
      return [SurveyModel.Window(ids: try checked(read), text: text)]
    }
    let starts = splits ? Array(stride(from: 0, to: ids.count, by: room)) : [0]
    return try starts.map { start in
      let part = Array(ids[start..<min(start + room, ids.count)])
      return SurveyModel.Window(
        ids: try checked(marked(part)), text: tokenizer.decode(part),
        lost: splits ? 0 : ids.count - room)
    }
  }
}
