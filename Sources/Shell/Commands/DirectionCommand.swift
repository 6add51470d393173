import Activations
import Causal
import Language
import Tensors
import Text
import Transformers
import Workspace

extension ArgumentName {
  static let layer = ArgumentName("layer")
  static let less = ArgumentName("less")
}

extension ShellCommand {
  static let direction = ShellCommand(
    spec: CommandSpec(
      "direction", "Take the difference of means of the residual stream over two sets of prompts",
      group: "Doing",
      doc: """
        The stream before a layer, at the last token of each prompt or averaged over its tokens, averaged over the \
        prompts, less the same over the prompts of --less: one number for each dimension. A name for it is an array in \
        expressions of edits. Its length is told beside the stream's mean length on the first prompt.
        """,
      operands: [causalPrompts],
      options: [
        modelOption,
        OptionSpec(.less, .prompt, "The prompts that are subtracted", valueName: "PROMPTS"),
        OptionSpec(.layer, .integer(0...Int.max), "The layer before which the stream is read"),
        OptionSpec(
          .at, .choice(DirectionTokens.allCases.map(\.rawValue)), "Which tokens of each prompt",
          default: DirectionTokens.last.rawValue),
      ],
      examples: [
        .init(
          "let d = direction 'I love it' --less 'I hate it' --layer 2; "
            + "edit push = resid_pre.2: 'X + 4 * $d'; generate 'The day was' -n 8 -m demo+push"),
        .init("direction 'a good day' --less 'a bad day' --layer 1 > d.csv"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let prompts = try workspace.causalPrompts(invocation, input, model, for: console)
    guard let layer = invocation.integer(.layer) else {
      throw ShellError(.usage, "direction reads the stream before a layer: --layer 2")
    }
    guard invocation.isGiven(.less) else {
      throw ShellError(.usage, "direction is a difference: --less PROMPTS says what is subtracted")
    }
    let others = try workspace.prompts(
      of: invocation.words(.less), in: .model(model), invocation, for: console
    ).map { try console.causalPrompt($0, model) }
    let direction = try model.edited.direction(
      from: prompts.map(\.tokens), less: others.map(\.tokens), layer: layer,
      at: invocation.text(.at).flatMap(DirectionTokens.init) ?? .last,
      checkpoint: console.checkpoint)
    let length = direction.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let stream = try model.edited.streamLength(
      prompts[0].tokens, layer: layer, checkpoint: console.checkpoint)
    console.notice(
      "length \(shortNumber(length)); the stream before layer \(layer) has \(shortNumber(stream))")
    return .table(
      Table([
        .integer("dim", Array(direction.values.indices)),
        .number("value", direction.values.map(Double.init)),
      ]))
  }
}
