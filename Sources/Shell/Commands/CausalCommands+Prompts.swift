import Activations
import Causal
import Formats
import Language
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  /// What `prompts make` can make.
  static let generatedPrompts = ["repeat", "ioi", "greater-than"]

  /// Makes prompts for a question and adds them to the session, each before its corruption where
  /// these are wanted.
  static func makePrompts(
    _ invocation: Invocation, _ workspace: inout Workspace, _ console: Console
  ) throws -> [PromptRecord] {
    let kind = invocation.texts(.file).first ?? ""
    guard generatedPrompts.contains(kind), invocation.texts(.file).count == 1 else {
      throw ShellError(
        .usage, "prompts make takes one of \(generatedPrompts.joined(separator: ", "))")
    }
    let model = try workspace.model(for: console)
    let made = try generatedPrompts(
      kind, count: invocation.integer(.nSamples) ?? 10, length: invocation.integer(.length) ?? 20,
      seed: UInt64(invocation.integer(.seed) ?? 0), for: model)
    return try made.flatMap { prompt in
      var fields = PromptRecord(text: prompt.text).fields
      // One right token and one wrong one are asked about where no others are named.
      if prompt.answers.count == 1, prompt.against.count == 1, let tokenizer = model.tokenizer {
        fields["answer"] = .string(tokenizer.decode(prompt.answers))
        fields["against"] = .string(tokenizer.decode(prompt.against))
      }
      if let corrupt = prompt.corrupt { fields["corrupt"] = .string(corrupt) }
      let corrupt = invocation.flag(.corrupt) ? prompt.corrupt.map { [$0] } ?? [] : []
      return [try PromptRecord(fields: fields)] + corrupt.map { PromptRecord(text: $0) }
    }
  }

  /// Prompts of a kind in a model's tokens.
  static func generatedPrompts(
    _ kind: String, count: Int, length: Int, seed: UInt64, for model: LoadedModel
  ) throws -> [GeneratedPrompt] {
    guard let tokenizer = model.tokenizer else {
      throw ShellError(
        .failed, "\(model.config.name) has no tokenizer: no text can be made for it")
    }
    return switch kind {
    case "repeat":
      try GeneratedPrompt.repeats(count, length: length, seed: seed, tokenizer: tokenizer)
    case "ioi": try GeneratedPrompt.indirectObjects(count, seed: seed, tokenizer: tokenizer)
    default: try GeneratedPrompt.greaterThan(count, seed: seed, tokenizer: tokenizer)
    }
  }
}
