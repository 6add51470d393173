import Causal
import Language
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let atOption = OptionSpec(
    .at, .integer(-1_000_000...1_000_000),
    "The token whose prediction counts, by its number, negative from the end; without it the last, and in an "
      + "encoder its mask", valueName: "TOKEN")
}

extension Console {
  /// The tokens whose predictions a command is about: that of `--at`, an encoder's masks, else the last.
  func causalPositions(
    _ invocation: Invocation, _ prompt: CausalPrompt, _ model: LoadedModel
  ) throws -> [Int] {
    let count = prompt.labels.count
    if invocation.has(.at), let place = invocation.integer(.at) {
      guard (-count..<count).contains(place) else {
        throw ShellError(.usage, "--at \(place): the prompt has tokens 0-\(count - 1)")
      }
      return [place < 0 ? count + place : place]
    }
    guard model.config.isEncoder else { return [count - 1] }
    try model.edited.requireLogits()
    let mask = model.mask
    let places = prompt.tokens.indices.filter { prompt.tokens[$0] == mask?.id }
    guard !places.isEmpty else {
      throw ShellError(
        .usage,
        "\(model.config.name) is an encoder, which predicts what stands at a mask: put "
          + (mask.map { "\($0.text) into the text" } ?? "its id into the prompt")
          + ", or name a token by --at")
    }
    return places
  }

  /// The one token whose prediction is measured.
  func causalPosition(
    _ invocation: Invocation, _ prompt: CausalPrompt, _ model: LoadedModel
  ) throws -> Int {
    let places = try causalPositions(invocation, prompt, model)
    guard places.count == 1 else {
      throw ShellError(
        .usage,
        "there are masks at tokens \(places.map(String.init).joined(separator: ", ")): --at chooses one"
      )
    }
    return places[0]
  }
}

extension LoadedModel {
  /// The token that stands for a word to be guessed, by the names that BERT's kinds give it.
  fileprivate var mask: (text: String, id: Int)? {
    ["[MASK]", "<mask>"].compactMap { text in tokenizer?.id(of: text).map { (text, $0) } }.first
  }
}
