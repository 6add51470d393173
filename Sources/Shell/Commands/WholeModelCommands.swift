import Activations
import Figures
import Tensors
import Terminal

extension ShellCommand {
  static let thumbnails = ShellCommand(
    spec: CommandSpec(
      "thumbnails", "Draw all heads of a prompt as one picture", group: "Looking",
      doc:
        "A row for each layer, a column for each head, each pattern in blues as `raw` has it; long ones "
        + "are pooled to their maxima.",
      operands: patternOperands,
      options: [
        modelOption, fromOption,
        OptionSpec("side", .integer(4...512), "Most cells along a thumbnail", default: "48"),
      ],
      examples: [
        .init("thumbnails 'a b c a b c'"), .init("thumbnails p0 L2-3 > late-layers.svg"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .figures)
  ) { invocation, input, session in
    let selection = try session.selection(invocation, input, standing: .last)
    let thumbnails = Thumbnails(side: invocation.integer("side") ?? 48)
    var figures: [ShownFigure] = []
    for prompt in selection.prompts {
      let title = "\(selection.source.name) @\(prompt.hash.prefix(6))"
      let figure = try thumbnails.figure(of: selection.heads.heads, title: title) { head in
        try session.matrix(of: prompt, head, from: selection.source)
      }
      figures.append(ShownFigure(name: title, figure: figure))
    }
    return .figures(figures)
  }
}
