import Activations
import Files
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

        Behind a pipe it shows what comes: prompts, patterns, figures; of a table of results at heads, layers or \
        tokens a map, layers down, with 0 in the middle of the colours where any value is below it. With prompts \
        named, the heads of such a table are shown on these.
        """,
      operands: patternOperands,
      options: [
        modelOption, compatibilityOption, contextOption, fromOption, weightedOption,
        OptionSpec(.colormap, .choice(Colormap.names), "Colours", valueName: "NAME"),
        OptionSpec(flag: .log, "Equal steps of colour are equal factors"),
        OptionSpec(
          .pool, .choice(["max", "mean"]),
          "What a cell is of the values that it stands for in a picture of more than there is room for; of differences "
            + "max is the farthest from 0", default: "max"),
        OptionSpec(
          flag: .verbose, short: "v", "Also say how pictures are drawn in this terminal, and why"),
        OptionSpec(.limit, .integer(1...10_000), "Most heads to draw", default: "16"),
        OptionSpec(
          .by, .text,
          "Of a table: the column to draw; the effect, the value or what there is without it",
          valueName: "COLUMN"),
        OptionSpec(
          .output, short: "o", .file, "Write the picture to a file, png or svg by its ending"),
      ],
      examples: [
        .init("show 'the cat sat on the mat, the cat sat' L3H4"),
        .init("show p0 'L3H4[-1]' --mode table", "where the last token looks"),
        .init("show L0-1H0", "two heads of the last prompt"),
        .init("show p0 L3H4 --verbose", "with the protocol of pictures that was chosen"),
        .init("rank p0 --top 24 | show -o induction.svg", "a map of all heads"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table, .figures],
      gives: [.patterns, .figures, .text])
  ) { invocation, input, workspace, console in
    if invocation.flag(.verbose) {
      console.notice(console.graphicsReason(workspace.settings(for: console)))
    }
    let value = try shown(invocation, input, &workspace, console)
    guard let path = invocation.path(.output) else { return value }
    try write(value, to: path, workspace.settings(for: console), console)
    return .text("-> \(path)")
  }

  /// What there is to show.
  private static func shown(
    _ invocation: Invocation, _ input: Value, _ workspace: inout Workspace, _ console: Console
  ) throws -> Value {
    if case .figures = input { return input }
    if case .table(let table) = input, !invocation.isGiven(.prompts), !invocation.isGiven(.heads),
      let map = try ResultMap(table, column: invocation.text(.by))
    {
      if map.leftOut > 0 {
        console.notice("\(counted(map.leftOut, "row")) at no head or layer left out")
      }
      let figure = try map.figure(
        colormap: invocation.text(.colormap), standard: workspace.settings(for: console)["colormap"]
      )
      return .figures([ShownFigure(name: map.name, figure: figure)])
    }
    guard !invocation.isGiven(.by) else {
      throw ShellError(.usage, "--by chooses a column of a table of results, which comes by a pipe")
    }
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
    if invocation.isGiven(.pool) { list.showsMeans = invocation.text(.pool) == "mean" }
    return .patterns(list)
  }

  /// Writes a picture to a file, in the format that its ending names.
  private static func write(
    _ value: Value, to path: String, _ settings: Settings, _ console: Console
  ) throws {
    guard let mode = OutputMode(ending: path), mode == .png || mode == .svg else {
      throw ShellError(.usage, "-o \(path): a picture is written as .png or .svg")
    }
    let collected = Output(for: path)
    try ValueWriter(mode: mode, output: collected, settings: settings).write(value)
    try collected.save(to: path, isCancelled: console.isCancelled)
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
