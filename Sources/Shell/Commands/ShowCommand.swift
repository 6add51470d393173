import Activations
import Language
import Pictures
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let show = ShellCommand(
    spec: CommandSpec(
      "show", "Draw heads' patterns in the terminal, or print their numbers", group: "Looking",
      doc: """
        Rows are queries, columns keys; row 0 is on top. Colours run from the least to the largest value of \
        what is drawn. What is not captured yet is captured first.

        HEADS is a selection such as L3H4, L0-3H2, L5 or L*H*, with a slice of tokens behind it if wanted: \
        L3H4[-1] is the last query, L3H4[3:9,:5] a block. Quote it in other shells, or write x for *.

        Behind a pipe it shows what comes: heads of a table, prompts, patterns, figures.
        """,
      operands: patternOperands,
      options: [
        modelOption, compatibilityOption, contextOption, fromOption,
        OptionSpec(.colormap, .choice(Colormap.names), "Colours", valueName: "NAME"),
        OptionSpec(flag: .log, "Equal steps of colour are equal factors"),
        OptionSpec(
          flag: .verbose, short: "v", "Also say how pictures are drawn in this terminal, and why"),
        OptionSpec(.limit, .integer(1...10_000), "Most heads to draw", default: "16"),
      ],
      examples: [
        .init("show 'the cat sat on the mat, the cat sat' L3H4"),
        .init("show p0 'L3H4[-1]' --mode table", "where the last token looks"),
        .init("show L0-1H0", "two heads of the last prompt"),
        .init("show p0 L3H4 --verbose", "with the protocol of pictures that was chosen"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table, .figures],
      gives: [.patterns, .figures])
  ) { invocation, input, workspace, console in
    if invocation.flag(.verbose) { console.notice(console.graphicsReason(workspace.settings)) }
    if case .figures = input { return input }
    var list: PatternList
    if case .patterns(let given) = input, !invocation.isGiven(.prompts),
      !invocation.isGiven(.heads)
    {
      list = given
    } else {
      let selection = try workspace.selection(invocation, input, standing: .last, for: console)
      guard selection.hasNamedHeads else {
        throw ShellError(.usage, "show needs heads: L3H4, L0-3H2, L5, or L*H* for all")
      }
      list = PatternList(patterns: try workspace.patterns(selection, for: console))
    }
    list.colormap = invocation.text(.colormap) ?? list.colormap
    list.isLogarithmic = list.isLogarithmic || invocation.flag(.log)
    list.limit = invocation.integer(.limit) ?? list.limit
    return .patterns(list)
  }
}

extension Console {
  /// How pictures are drawn on the session's output, and why so.
  func graphicsReason(_ settings: Settings) -> String {
    guard output.isTerminal else { return "pictures: none, the output is no terminal" }
    let setting = GraphicsProtocol(rawValue: settings["graphics"])
    let choice = output.graphics.choice(setting: setting)
    let tmux = choice.isInsideTmux ? ", inside tmux" : ""
    return "pictures: \(choice.protocol.rawValue), because \(choice.reason)\(tmux)"
  }
}
