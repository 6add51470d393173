import Activations
import Figures
import Language
import Pictures
import Tensors
import Workspace

extension ShellCommand {
  static let rollout = ShellCommand(
    spec: CommandSpec(
      "rollout", "Follow attention through all layers", group: "Looking",
      doc: """
        How much of each position's state comes from each token, if attention alone moved it (Abnar and \
        Zuidema 2020): in each layer a part stays in place and the rest is moved by the mean of the layer's \
        heads; the product of these from the first layer on is shown, up to the last layer that is named.
        """,
      operands: patternOperands,
      options: [
        modelOption, fromOption,
        OptionSpec(.residual, .number, "The part that stays in place, 0 to 1", default: "0.5"),
      ],
      examples: [
        .init("rollout 'a b c a b c'"), .init("rollout p0 L1 > rollout.svg", "up to layer 1"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .figures)
  ) { invocation, input, workspace, console in
    let selection = try workspace.selection(invocation, input, standing: .last, for: console)
    let last = selection.heads.layers.max() ?? 0
    let size = try selection.source.size
    if let layer = size.patternless.keys.filter({ $0 <= last }).min() {
      throw ShellError(
        .usage,
        "rollout multiplies patterns of all layers up to \(last): "
          + size.patternlessSentence(layer))
    }
    let residual = invocation.number(.residual) ?? 0.5
    guard (0...1).contains(residual) else {
      throw ShellError(.usage, "'--residual \(residual)' is outside its range 0 to 1")
    }
    let rollout = Rollout(residual: Float(residual))
    var figures: [ShownFigure] = []
    for batch in workspace.batches(of: selection, for: console) {
      let batch = try workspace.patterns(
        of: batch, layers: Array(0...last), from: selection.source, for: console)
      for patterns in batch {
        var heads = patterns.heads()
        let matrix = try rollout.matrix(upTo: last) { try heads.layer($0) }
        let tokens = patterns.labels(count: matrix.columns)
        let title =
          "\(selection.source.name) @\(patterns.prompt.hash.prefix(6)) rollout to L\(last)"
        let plot = Plot(
          [.cells(try HeatMap(matrix, colormap: .blues, scale: .range(from: 0)))], title: title,
          x: Axis(label: "Key", tokens: tokens), y: Axis(label: "Query", tokens: tokens))
        figures.append(ShownFigure(name: title, figure: .plot(plot)))
      }
    }
    return .figures(figures)
  }

  static let thumbnails = ShellCommand(
    spec: CommandSpec(
      "thumbnails", "Draw all heads of a prompt as one picture", group: "Looking",
      doc:
        "A row for each layer, a column for each head, each pattern in blues as `raw` has it; long ones "
        + "are pooled to their maxima.",
      operands: patternOperands,
      options: [
        modelOption, fromOption,
        OptionSpec(.side, .integer(4...512), "Most cells along a thumbnail", default: "48"),
      ],
      examples: [
        .init("thumbnails 'a b c a b c'"), .init("thumbnails p0 L2-3 > late-layers.svg"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .figures)
  ) { invocation, input, workspace, console in
    let selection = try workspace.selection(invocation, input, standing: .last, for: console)
    let thumbnails = Thumbnails(side: invocation.integer(.side) ?? 48)
    var figures: [ShownFigure] = []
    for batch in workspace.batches(of: selection, for: console) {
      let batch = try workspace.patterns(
        of: batch, layers: selection.heads.layers, from: selection.source, for: console)
      for patterns in batch {
        let title = "\(selection.source.name) @\(patterns.prompt.hash.prefix(6))"
        var heads = patterns.heads()
        let figure = try thumbnails.figure(of: selection.heads.heads, title: title) {
          try heads.rows($0)
        }
        figures.append(ShownFigure(name: title, figure: figure))
      }
    }
    return .figures(figures)
  }
}
