import Activations
import Causal
import Language
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let attribute = ShellCommand(
    spec: CommandSpec(
      "attribute", "List what each part of a model adds to an answer", group: "Doing",
      doc: """
        Direct logit attribution (Elhage et al., 2021): what embedding, places, each head, each MLP and the \
        biases add to the logit difference at the last token, the last norm's statistics frozen. The parts sum \
        to the difference before any cap on logits. It is no causal effect: later layers react, as 'ablate' shows.
        """,
      operands: [causalPrompts],
      options: causalOptions + [
        OptionSpec(flag: .heads, "Heads alone, in a column that 'show' and 'fig' can read")
      ],
      examples: [
        .init(
          "attribute '\(storyText)' --answer ' Mary' --against ' John' | sort value --desc | head 5"
        ),
        .init("attribute p0 --answer ' Mary' --heads", "what heads add to one token's logit"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let prompt = try workspace.causalPrompt(invocation, input, model, for: console)
    let answer = try console.causalAnswer(invocation, after: prompt, model, needsMask: false)
    let result = try model.edited.attribute(
      prompt.tokens, to: answer.target(), at: answer.position, checkpoint: console.checkpoint)
    if result.hasResidual {
      console.notice(
        "the parts sum to \(result.sum), and the model gives \(result.total): \(result.residual) is left"
      )
    }
    if abs(result.capped - result.total) > 1e-4 * max(1, abs(result.total)) {
      console.notice(
        "the parts sum to \(result.total) before the cap on logits, which makes it \(result.capped)"
      )
    }
    if invocation.flag(.heads) {
      let heads = result.rows.compactMap { row in row.part.head.map { ($0, row.value) } }
      return .table(Table([.head("head", heads.map(\.0)), .number("value", heads.map(\.1))]))
    }
    return .table(
      Table([
        .text("part", result.rows.map(\.part.description)),
        .number("layer", result.rows.map { $0.part.layer.map(Double.init) ?? .nan }),
        .number("head", result.rows.map { $0.part.head.map { Double($0.index) } ?? .nan }),
        .number("value", result.rows.map(\.value)),
      ]))
  }
}

extension StreamPart {
  /// The head that the part is of.
  fileprivate var head: Head? {
    if case .head(let head) = self { head } else { nil }
  }

  /// The layer that the part is of.
  fileprivate var layer: Int? {
    switch self {
    case .head(let head): head.layer
    case .attentionBias(let layer), .mixer(let layer), .crossAttention(let layer),
      .feedForward(let layer), .perLayer(let layer):
      layer
    case .embedding, .position, .edits, .bias, .normBias, .unembeddingBias: nil
    }
  }
}
