import Activations
import Figures
import Files
import Formats
import Language
import Surveys
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let survey = ShellCommand(
    spec: CommandSpec(
      "survey", "Count what heads do over any number of texts, in one pass", group: "Corpora",
      doc: """
        Goes through the texts once, keeps no pattern, and takes as much memory for a million texts as for a hundred. \
        Of every head: the mean, spread and quantiles of each score, the texts where a score is highest, examples \
        from each tenth of its range, histograms of distance, entropy and the first token's share, and the tokens \
        that it looks from and at most. A survey that was stopped, however, goes on where it was.

        FILES are JSON Lines or plain text, also .gz and .zst, Parquet or Arrow (the column of --field, read by the \
        Python of 'set python' with pyarrow), folders of them such as a data set that was saved to disk, or patterns such \
        as 'corpus/*.jsonl'; each that is named is a source of its own. DIR then has heads.csv, sources.csv, top.csv, examples.csv, \
        histograms.csv and tokens.csv; 'survey DIR' shows them again, with --table.

        With --shard 3/8 a run takes an eighth of the texts, whichever their hashes say; 'merge DIR' makes the whole \
        of the parts, to the byte what one run makes.
        """,
      operands: [
        OperandSpec(.files, .file, .some, "Files or folders of texts; or the folder of a survey")
      ],
      options: [
        modelOption, compatibilityOption, contextOption,
        OptionSpec(.output, short: "o", .folder, "The survey's folder", valueName: "DIR"),
        OptionSpec(
          .by, .score, "The scores, separated by commas; expressions over A too",
          valueName: "SCORE[,SCORE...]", default: "previous,first,duplicate,induction,entropy"),
        OptionSpec(.heads, .heads, "The heads", default: "L*H*"),
        OptionSpec(
          .top, .integer(0...1000), "How many of a score's highest texts to keep", default: "10"),
        OptionSpec(
          .examples, .integer(0...100), "How many texts of each tenth of a score's range to keep",
          default: "2"),
        OptionSpec(.seed, .integer(0...Int.max), "What examples are drawn by", default: "0"),
        shardOption,
        parquetOption,
        OptionSpec(flag: .countTokens, "Count attention by token", isOn: true),
        OptionSpec(flag: .force, short: "f", "Begin anew, whatever DIR has"),
        OptionSpec(
          .saveEvery, .integer(0...3600), "Seconds after which what is counted is written",
          default: "5"),
        OptionSpec(
          .table, .choice(SurveyTable.Kind.allCases.map(\.rawValue)), "Which table to show",
          default: "heads"),
      ] + textOptions,
      examples: [
        .init("survey prompts.jsonl -o pile"),
        .init("survey pile --table top | where \"score == 'induction'\" | head 3"),
        .init(
          "survey prompts.jsonl --by 'induction,A[1:, 0].mean()' --max-tokens 16 --split -o windows"
        ),
      ],
      takes: .nothing, gives: .table)
  ) { invocation, _, workspace, console in
    let names = invocation.words(.files).map(\.path)
    guard let output = invocation.path(.output) else {
      if names.count == 1, SurveyFolder(path: names[0]).isSurvey {
        try refuseCounting(invocation, of: names[0])
        try writeParquet(names[0], invocation, workspace, console)
        return .table(try table(of: names[0], invocation))
      }
      throw ShellError(
        .usage, "survey keeps what it counts in a folder: give one with -o DIR")
    }
    let model = try workspace.model(
      invocation.text(.model), asTransformerLens: invocation.flag(.tlCompat),
      pastContext: invocation.flag(.pastContext), for: console)
    let shard = try shard(of: invocation) ?? .whole
    for name in [ArgumentName.parquet, .table] where shard != .whole && invocation.isGiven(name) {
      throw ShellError(
        .usage,
        "a part has no tables: 'merge \(output) --\(name.spelling)' is for when all parts are done")
    }
    if invocation.flag(.force) { try SurveyFolder(path: output).remove(shard) }
    let settings = try surveySettings(invocation, names, model)
    var files = try textFiles(names, workspace, console)
    let isCancelled = console.isCancelled
    files.isCancelled = isStopped(console)
    var survey = Survey(
      settings, in: output, shard: shard, skipsBad: invocation.flag(.skipBad),
      version: Program.version)
    survey.saves = .seconds(invocation.integer(.saveEvery) ?? 5)
    let (progress, watch) = bar("survey", over: files, console)
    defer { progress.finish() }
    // A scheduler that takes the processor back has what is counted written first.
    if console.isProgram { Interrupt.endSoftly() }
    let clock = ContinuousClock()
    let start = clock.now
    let report = try survey(
      files, by: surveyModel(model, settings, isCancelled: isCancelled),
      isCancelled: isCancelled, isEnding: { Interrupt.isEndRequested }, watch: watch)
    progress.finish()
    let seconds = (clock.now - start) / .seconds(1)
    try tell(report, of: survey, settings, seconds, output, console)
    guard shard == .whole else { return .nothing }
    try makeTables(output, invocation, workspace, console)
    return .table(try table(of: output, invocation))
  }

  /// Makes the tables of parts that are done.
  ///
  /// - Throws: `ShellError` where it is stopped: with what makes them then.
  private static func makeTables(
    _ folder: String, _ invocation: Invocation, _ workspace: Workspace, _ console: Console
  ) throws {
    do {
      try SurveyFolder(path: folder).merge(score: patternScore, isCancelled: isStopped(console))
      try writeParquet(folder, invocation, workspace, console)
    } catch is CancellationError {
      throw ShellError(
        .cancelled,
        "\(Interrupt.cause): all texts are counted, 'merge \(folder)' makes the tables")
    }
  }

  /// Whether Ctrl-C or SIGTERM asks for an end.
  private static func isStopped(_ console: Console) -> @Sendable () -> Bool {
    let isCancelled = console.isCancelled
    return { isCancelled() || Interrupt.isEndRequested }
  }

  /// Writes a survey's tables as Parquet too, if that is asked for.
  private static func writeParquet(
    _ folder: String, _ invocation: Invocation, _ workspace: Workspace, _ console: Console
  ) throws {
    guard invocation.flag(.parquet) else { return }
    try SurveyFolder(path: folder).writeParquet(
      python: workspace.settings(for: console)["python"], isCancelled: isStopped(console))
  }

  /// A survey that is only shown counts nothing.
  ///
  /// - Throws: `ShellError` where an option says how to count.
  private static func refuseCounting(_ invocation: Invocation, of folder: String) throws {
    for option in invocation.spec.options.map({ ArgumentName($0.name) })
    where ![.table, .parquet, .mode].contains(option) && invocation.isGiven(option) {
      throw ShellError(
        .usage,
        "'\(folder)' is a survey, which is shown: --\(option.spelling) is for counting, with -o DIR"
      )
    }
  }

  private static let parquetOption = OptionSpec(
    flag: .parquet,
    "Write the tables as Parquet too, by the interpreter of 'set python' with pyarrow")

  static let merge = ShellCommand(
    spec: CommandSpec(
      "merge", "Make a survey's tables of its parts", group: "Corpora",
      doc: """
        The tables are to the byte those of one run over all texts. Parts that are not done are named, and --retry \
        gives them as Slurm's --array takes them.
        """,
      operands: [OperandSpec(.folder, .folder, .one, "The survey's folder")],
      options: [
        OptionSpec(flag: .retry, "Only say which parts are to be run again"),
        parquetOption,
        OptionSpec(
          .table, .choice(SurveyTable.Kind.allCases.map(\.rawValue)), "Which table to show",
          default: "heads"),
      ],
      examples: [
        .init(
          "survey prompts.jsonl -o halves --shard 1/2; survey prompts.jsonl -o halves --shard 2/2; merge halves"
        ),
        .init("merge halves --retry", "nothing here; 2,5-7 where these are not done"),
      ],
      takes: .nothing, gives: [.table, .text])
  ) { invocation, _, workspace, console in
    let path = invocation.path(.folder) ?? ""
    let folder = SurveyFolder(path: path)
    if invocation.flag(.retry), let other = [.parquet, .table].first(where: invocation.isGiven) {
      throw ShellError(.usage, "--retry makes no table: leave --\(other.spelling) out")
    }
    if invocation.flag(.retry) { return .text(try folder.partsReport().arrayExpression) }
    if console.isProgram { Interrupt.endSoftly() }
    try makeTables(path, invocation, workspace, console)
    return .table(try table(of: path, invocation))
  }

  /// The option by which a run takes a part of the texts.
  static let shardOption = OptionSpec(
    .shard, .text,
    "Take the I-th of N parts of the texts, by their hashes; 'slurm' takes both from the job array",
    valueName: "I/N")

  /// Which part of the texts an invocation takes; nil for all.
  static func shard(of invocation: Invocation) throws -> Shard? {
    guard let text = invocation.text(.shard) else { return nil }
    guard text != "slurm" else { return try SlurmArray.shard() }
    guard let shard = Shard(text) else {
      throw ShellError(.usage, "--shard \(text): expected I/N with I from 1 to N, such as 3/8")
    }
    return shard
  }

  private static func table(of path: String, _ invocation: Invocation) throws -> Table {
    let kind = SurveyTable.Kind(rawValue: invocation.text(.table) ?? "") ?? .heads
    return shellTable(try SurveyFolder(path: path).table(kind))
  }

  /// A table of a survey as the shell has tables.
  static func shellTable(_ table: SurveyTable) -> Table {
    Table(
      table.columns.map { name, values in
        switch values {
        case .text(let values): .text(name, values)
        case .integer(let values): .integer(name, values)
        case .number(let values): .number(name, values)
        case .head(let values): .head(name, values)
        }
      })
  }

  /// Says what was read and what was not.
  ///
  /// - Throws: `ShellError` where the survey is not whole.
  private static func tell(
    _ report: Survey.Report, of survey: Survey, _ settings: SurveySettings, _ seconds: Double,
    _ output: String, _ console: Console
  ) throws {
    if report.resumed > 0, !report.wasComplete {
      console.notice("went on behind \(counted(report.resumed, "text")) that were counted before")
    }
    try tellUnread(report, settings, console, ", and the part is not done")
    guard !report.isCancelled else {
      throw ShellError(
        .cancelled,
        "\(Interrupt.cause): \(counted(report.texts, "text")) are counted; the same command goes on from there"
      )
    }
    if report.wasComplete {
      console.notice(
        "\(output) has this part of the survey already: \(counted(report.texts, "text"))")
    } else {
      console.notice(
        "\(settings.model): \(counted(report.texts, "text")), \(counted(report.tokens, "token")) in "
          + "\(durationText(seconds)) -> \(output)")
    }
  }
}
