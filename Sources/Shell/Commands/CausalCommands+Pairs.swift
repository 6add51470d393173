import Activations
import Causal
import Formats
import Language
import Text
import Transformers
import Workspace

/// A clean prompt and its corruption, with what is asked of both.
struct CausalPair {
  let prompts: PromptPair
  let clean: CausalPrompt
  let corrupt: CausalPrompt
  let answer: CausalAnswer
}

extension ShellCommand {
  static let pairPrompts = OperandSpec(
    .prompts, .prompt, .any,
    "The clean prompt, then the corrupt one; or several such pairs: addresses or texts")
  static let corruptOption = OptionSpec(
    .corrupt, .prompt, "The corrupt prompts, one for each clean one", valueName: "PROMPTS")
  static let sweptPromptsOption = OptionSpec(
    flag: .perPrompt, "The rows of each prompt or pair, not their means")
}

extension PromptRecord {
  /// The corruption that it came with.
  fileprivate var corruption: PromptRecord? {
    fields["corrupt"]?.stringValue.map { PromptRecord(text: $0) }
  }
}

extension Workspace {
  /// The prompts among `all` that came with a corruption, and these; the latter may stand among
  /// them too.
  private func own(
    _ all: [PromptRecord]
  ) throws -> (cleans: [PromptRecord], corrupts: [PromptRecord]) {
    let cleans = all.filter { $0.corruption != nil }
    let corrupts = cleans.compactMap(\.corruption)
    let known = Set((cleans + corrupts).map(\.hash))
    if let other = all.first(where: { !known.contains($0.hash) }) {
      throw ShellError(
        .usage,
        "'\(other.text)' came without a corruption and is none: --corrupt PROMPTS says what is paired with what"
      )
    }
    return (cleans, corrupts)
  }
}

extension CausalPrompt {
  /// Where two prompts have different numbers of tokens; nil where they have as many.
  fileprivate func difference(inLengthOf other: CausalPrompt) -> String? {
    guard tokens.count != other.tokens.count else { return nil }
    let shorter = min(labels.count, other.labels.count)
    let start = zip(labels, other.labels).prefix { $0 == $1 }.count
    let end = min(
      zip(labels.reversed(), other.labels.reversed()).prefix { $0 == $1 }.count, shorter - start)
    func part(_ labels: [String]) -> String {
      let own = labels[start..<labels.count - end]
      let shown = own.prefix(4).map { "'\($0)'" }.joined(separator: " ")
      return own.isEmpty ? "nothing" : shown + (own.count > 4 ? " … (\(own.count))" : "")
    }
    return
      "the prompts have \(tokens.count) and \(other.tokens.count) tokens: patching needs as many in both; "
      + "from token \(start) on \(part(labels)) stands against \(part(other.labels))"
  }
}

extension Workspace {
  /// The clean and corrupt prompts of a command, with what is measured on both.
  mutating func causalPairs(
    _ invocation: Invocation, _ input: Value, _ model: LoadedModel, for console: Console
  ) throws -> [CausalPair] {
    var cleans = try prompts(
      of: invocation.words(.prompts), in: .model(model), invocation, for: console)
    if cleans.isEmpty { cleans = input.prompts ?? [] }
    var corrupts = try prompts(
      of: invocation.words(.corrupt), in: .model(model), invocation, for: console)
    let verb = invocation.spec.name
    if invocation.isGiven(.corrupt) {
      guard cleans.count == corrupts.count, !cleans.isEmpty else {
        throw ShellError(
          .usage,
          "\(verb) takes a corrupt prompt for each clean one; there are \(cleans.count) clean and "
            + "\(corrupts.count) corrupt")
      }
    } else if cleans.count != 2, cleans.contains(where: { $0.corruption != nil }) {
      (cleans, corrupts) = try own(cleans)
    } else {
      guard cleans.count > 1, cleans.count.isMultiple(of: 2) else {
        throw ShellError(
          .usage,
          "\(verb) takes a clean prompt and a corrupt one, or several such pairs, and got \(cleans.count)"
        )
      }
      let all = cleans
      cleans = stride(from: 0, to: all.count, by: 2).map { all[$0] }
      corrupts = stride(from: 1, to: all.count, by: 2).map { all[$0] }
    }
    return try cleans.indices.map { place in
      let clean = try console.causalPrompt(cleans[place], model)
      let corrupt = try console.causalPrompt(corrupts[place], model)
      if let problem = clean.difference(inLengthOf: corrupt) {
        throw ShellError(
          .failed, (cleans.count > 1 ? "pair \(place + 1) of \(cleans.count): " : "") + problem)
      }
      let answer = try console.causalAnswer(invocation, after: clean, model, isTold: place == 0)
      do {
        let pair = try PromptPair(
          clean: clean.tokens, corrupt: corrupt.tokens,
          metric: try answer.metric(invocation.text(.metric)))
        return CausalPair(prompts: pair, clean: clean, corrupt: corrupt, answer: answer)
      } catch let error as CausalError where cleans.count > 1 {
        throw ShellError(.failed, "pair \(place + 1) of \(cleans.count): \(error)")
      }
    }
  }
}
