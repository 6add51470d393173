import Activations
import Files
import Language
import Surveys
import Terminal
import Transformers
import Workspace

extension ShellCommand {
  static let curve = ShellCommand(
    spec: CommandSpec(
      "curve", "Score heads on texts over several models, such as a model's checkpoints",
      group: "Corpora",
      doc: """
        A row for each model and head: scores as means over the texts, with their spread. Models are separated by \
        commas or a pattern: of files and folders ('pythia/step*'), of names that 'models' lists, or of revisions in \
        Hugging Face's cache ('EleutherAI/pythia-14m@step*'). They come in the order of the number that their names \
        end with, which is the column step. One is open at a time. Two whose files of weights are equal, byte for byte, \
        are told: some revisions were published twice.
        """,
      operands: [OperandSpec(.files, .file, .some, "Files or folders of texts")],
      options: [
        modelsOption,
        OptionSpec(
          .by, .score, "The scores, separated by commas; expressions over A too",
          valueName: "SCORE[,SCORE...]", default: "previous,induction"),
        OptionSpec(.heads, .heads, "The heads", default: "L*H*"),
      ] + textOptions,
      examples: [
        .init("curve prompts.jsonl -m demo --by induction | top 3 --by induction"),
        .init("curve prompts.jsonl -m demo --by 'A[1:, 0].mean()' --heads L0 > curve.csv"),
      ],
      takes: .nothing, gives: .table)
  ) { invocation, _, workspace, console in
    let scores = try parts(of: invocation.text(.by) ?? "").map(patternScore)
    guard !scores.isEmpty else { throw ShellError(.usage, "--by needs a score") }
    let paths = invocation.words(.files).map(\.path)
    let files = try textFiles(paths, workspace, console)
    let names = try workspace.modelNames(invocation.text(.model))
    var columns: [Table.Column] = []
    var weights: [String: [(name: String, path: String)]] = [:]
    for name in names {
      let open = Set(workspace.models.keys)
      let model = try workspace.model(name, for: console)
      let weight = try ModelFingerprint.of(model.origin.path, weightsAlone: true)
      let mine = (name: model.config.name, path: model.origin.path)
      // What looks alike in samples is compared whole.
      let other = try weights[weight, default: []].first { other in
        try weight != ModelFingerprint.builtIn && other.name != mine.name
          && ModelFingerprint.areWeightsEqual(
            other.path, mine.path, isCancelled: console.isCancelled)
      }
      if let other { console.notice("\(other.name) and \(mine.name) hold equal weights") }
      if other == nil { weights[weight, default: []].append(mine) }
      let heads = try HeadSelection(
        invocation.text(.heads) ?? "L*H*", in: Source.model(model).size)
      let settings = try textSettings(invocation, paths, heads, scores, model)
      let (progress, watch) = bar(model.config.name, over: files, console)
      defer { progress.finish() }
      let (table, report) = try Survey.means(
        settings, of: files, by: surveyModel(model, settings, isCancelled: console.isCancelled),
        skipsBad: invocation.flag(.skipBad), isCancelled: console.isCancelled, watch: watch)
      progress.finish()
      try tellUnread(report, settings, console, "")
      let own = [
        Table.Column.text("model", heads.heads.map { _ in model.config.name }),
        .number("step", heads.heads.map { _ in CheckpointName(model.config.name).step ?? .nan }),
      ]
      columns = Table(columns).appending(Table(own + shellTable(table).columns)).columns
      // Checkpoints need not fit in memory together.
      for key in workspace.models.keys where names.count > 1 && !open.contains(key) {
        try workspace.close(key)
      }
    }
    return .table(Table(columns))
  }
}

extension Table {
  /// These rows and those of `other`, which has the same columns; `other` alone where there are none yet.
  fileprivate func appending(_ other: Table) -> Table {
    guard !columns.isEmpty else { return other }
    return Table(
      zip(columns, other.columns).map { Column($0.name, $0.cells.appending($1.cells)) })
  }
}
