import Activations
import Language
import Surveys
import Tensors
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let diff = ShellCommand(
    spec: CommandSpec(
      "diff", "Compare the patterns of two prompts, head by head", group: "Looking",
      doc: """
        For each head: delta is the largest difference of two cells, divergence the mean over queries of the \
        Jensen-Shannon divergence of the two rows, 0 where they are equal and 1 where they have nothing in \
        common. One head alone is drawn, second prompt minus first, with 0 in the middle of the colours; \
        --table gives numbers of it too. With two models, separated by a comma, one prompt is compared in both: the \
        second model minus the first. The prompts have as many tokens as each other, or slices choose as many.

        Two models over files or folders of texts are compared in one pass of each, with no pattern kept: divergence is \
        the mean over texts, divergence_std (n - 1) and divergence_max say how far it spreads, delta is the largest \
        difference of all. Texts of which the two make other numbers of tokens are left out, and counted.
        """,
      operands: patternOperands,
      options: [
        modelsOption, fromOption, OptionSpec(flag: .table, "Numbers, also of one head"),
      ] + textOptions,
      examples: [
        .init(
          "diff 'then Mary gave John a book' 'then John gave Mary a book' L* | sort delta --desc"),
        .init("diff 'a b a b' 'a b b a' L3H4"),
        .init(
          "edit silent = L1H2.z: 0; diff 'a b a b' -m demo,demo+silent L2-",
          "what changes behind it"),
        .init("diff prompts.jsonl -m demo,demo+silent | sort divergence --desc"),
      ],
      takes: [.nothing, .heads, .table, .prompts], gives: [.table, .patterns])
  ) { invocation, input, workspace, console in
    if let names = invocation.text(.model)?.split(separator: ",").map(String.init),
      names.count == 2,
      let (files, others) = try workspace.textFiles(invocation, for: console)
    {
      return .table(
        try divergence(of: names, over: files, others, invocation, input, &workspace, console))
    }
    let pairs = try pairs(invocation, input, &workspace, console)
    for (first, second) in pairs where first.shape != second.shape {
      throw ShellError(
        .failed,
        "the patterns differ in length: \(first.queries.count) and \(second.queries.count) tokens; "
          + "a slice such as \(first.address.head)[:8,:8] chooses as many of each")
    }
    if let (first, second) = pairs.first, pairs.count == 1, !invocation.flag(.table) {
      let drawn = second.change(from: first)
      var list = PatternList(patterns: [drawn])
      list.isDiverging = true
      return .patterns(list)
    }
    let isCancelled = console.isCancelled
    let differences = try pairs.map { first, second in
      if isCancelled() { throw CancellationError() }
      return difference(first, second)
    }
    return .table(
      Table([
        .head("head", pairs.map { $0.0.address.head }),
        .number("delta", differences.map(\.largest)),
        .number("divergence", differences.map(\.divergence)),
      ]))
  }

  /// Each head's pattern of one prompt and of the other, or of one model and of the other.
  private static func pairs(
    _ invocation: Invocation, _ input: Value, _ workspace: inout Workspace, _ console: Console
  ) throws -> [(Pattern, Pattern)] {
    let names = invocation.text(.model)?.split(separator: ",").map(String.init) ?? []
    guard names.count > 1 else {
      let selection = try workspace.selection(invocation, input, standing: .all, for: console)
      guard selection.prompts.count == 2 else {
        throw ShellError(
          .usage,
          "diff compares two prompts, or one prompt in two models, and got \(selection.prompts.count): "
            + "diff p0 p1 L*H*, diff p0 -m demo,demo+silent L*H*")
      }
      let all = try workspace.patterns(selection, for: console)
      return Array(zip(all.prefix(all.count / 2), all.suffix(all.count / 2)))
    }
    guard names.count == 2 else {
      throw ShellError(.usage, "diff compares two models, and got \(names.count)")
    }
    let patterns = try names.map { name in
      let word = Word(argument: name, span: invocation.span(of: .model))
      let selection = try workspace.selection(
        invocation.setting(.model, to: [word]), input, standing: .last, for: console)
      guard selection.prompts.count == 1 else {
        throw ShellError(
          .usage, "diff of two models takes one prompt, and got \(selection.prompts.count)")
      }
      return try workspace.patterns(selection, for: console)
    }
    guard patterns[0].count == patterns[1].count else {
      throw ShellError(
        .failed,
        "\(names[0]) and \(names[1]) have \(patterns[0].count) and \(patterns[1].count) such heads")
    }
    return Array(zip(patterns[0], patterns[1]))
  }

  /// How the heads of two models differ over files of texts.
  private static func divergence(
    of names: [String], over files: SurveyFiles, _ others: [Word], _ invocation: Invocation,
    _ input: Value, _ workspace: inout Workspace, _ console: Console
  ) throws -> Table {
    let models = try names.map { try workspace.model($0, for: console) }
    let heads = try workspace.heads(of: others, input, .model(models[0]))
    let size = try Source.model(models[1]).size
    guard HeadSelection(heads.heads, layers: size.layers, heads: size.heads) != nil else {
      throw ShellError(
        .failed,
        "\(names[1]) has \(size.layers) layers of \(size.heads) heads: name heads that both have")
    }
    let settings = try textSettings(invocation, files.sources, heads, [], models[0])
    let (progress, watch) = bar("diff", over: files, console)
    defer { progress.finish() }
    let isCancelled = console.isCancelled
    let other = surveyModel(models[1], settings, isCancelled: isCancelled)
    let (rows, unequal, report) = try ModelDivergence(
      settings, skipsBad: invocation.flag(.skipBad))(
        files, by: (surveyModel(models[0], settings, isCancelled: isCancelled), other),
        isCancelled: isCancelled, watch: watch)
    progress.finish()
    if unequal > 0 {
      console.notice(
        "\(counted(unequal, "text")) left out: \(names[0]) and \(names[1]) make other numbers of tokens of them"
      )
    }
    try tellUnread(report, settings, console, "")
    return Table([
      .head("head", rows.map(\.head)), .number("delta", rows.map(\.delta)),
      .number("divergence", rows.map(\.mean)),
      .number("divergence_std", rows.map(\.deviation)),
      .number("divergence_max", rows.map(\.most)),
      .integer("windows", rows.map { _ in report.windows }),
    ])
  }

  /// The largest difference of two cells, and the mean over rows of the Jensen-Shannon divergence.
  private static func difference(
    _ left: Pattern, _ right: Pattern
  ) -> (largest: Double, divergence: Double) {
    var divergence = RowDivergence()
    let count = left.queries.count
    for start in stride(from: 0, to: count, by: 128) {
      let rows = start..<min(start + 128, count)
      divergence.add(left.rows.rows(rows).values[...], right.rows.rows(rows).values[...])
    }
    let mean = divergence.sum / Double(max(count, 1))
    return (Double(divergence.largest), mean < 0 ? 0 : mean)
  }
}
