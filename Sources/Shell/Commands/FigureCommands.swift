import Activations
import Figures
import Formats
import Foundation
import Language
import Pictures
import Scripts
import Terminal
import Text
import Tokenizers
import Transformers
import Workspace

extension ShellCommand {
  static let fig = ShellCommand(
    spec: CommandSpec(
      "fig", "Draw figures of heads: into a folder, or to look at", group: "Figures",
      doc: """
        With -o figures are saved as DIR/MODEL/prompts/HASH/L0/H3/FUNCTION.FORMAT, where pattern_lens and the \
        viewer look for them; those that are there already are left alone unless --force is given. Where a \
        function fails, FUNCTION.error.txt says why. Ctrl-C keeps what is drawn; the same command goes on \
        from there.

        Patterns come from the folder of --from, or from memory, from the folder of -o if they are saved \
        there, or are captured now. Without functions all are drawn, without heads all, without prompts all of \
        the session or of --from; as a program, all of -o or attn_data.
        """,
      operands: [
        OperandSpec(
          .functions, .figure, .optional,
          "Functions that `figs` lists, in several words or separated by commas; * ? [a-z] stand for letters",
          otherNames: ["figure-funcs"])
      ] + patternOperands,
      options: [
        OptionSpec(
          .model, short: "m", .model, "The model, or several separated by commas",
          valueName: "MODEL[,MODEL...]"),
        fromOption,
        OptionSpec(
          .output, short: "o", .folder,
          "The folder to save to; as a program --from's, or attn_data, if left out",
          otherNames: ["save-path", "s"]),
        OptionSpec(.nSamples, short: "n", .integer(0...Int.max), "Take only the first N prompts"),
        OptionSpec(
          .format, .choice(FigureFormat.drawn.map(\.rawValue)),
          "The format of all figures, instead of each function's own"),
        OptionSpec(
          .set, .text, "An option of a script's figure: a parameter that has a value there",
          valueName: "NAME=VALUE", repeats: true),
        OptionSpec(flag: .force, short: "f", "Draw again what is there already"),
        OptionSpec(.limit, .integer(1...10_000), "Most figures to look at", default: "16"),
        weightedOption,
        OptionSpec(
          .load, .file, "Figure scripts or Python modules to load first, separated by commas",
          valueName: "FILE[,FILE...]"),
      ],
      examples: [
        .init("fig raw p0 L3H4", "to look at"),
        .init("fig raw,'svd*' p* L2-3 -o attn_data"),
        .init(
          "fig raw --from attn_data -o figures", "all heads of all prompts that are saved there"),
        .init(
          "figs define 'figure hot(A, cap=1) = heatmap(clip(A, 0, cap))'; fig hot p0 L3H4 --set cap=0.2"
        ),
      ],
      otherNames: ["figures"],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: [.figures, .text])
  ) { invocation, input, workspace, console in
    for file in invocation.text(.load)?.split(separator: ",") ?? [] {
      try workspace.loadFigures(String(file), for: console)
    }
    let (named, invocation) = try workspace.functions(of: invocation)
    let functions = try setting(invocation.texts(.set), of: named)
    let models = invocation.word(.model).map { word in
      word.text.split(separator: ",").map { Word(argument: String($0), span: word.span) }
    }
    let each = models.map { $0.map { invocation.setting(.model, to: [$0]) } } ?? [invocation]
    let isProgram = console.isProgram || invocation.isByOtherName
    let standard = isProgram ? invocation.path(.from) ?? "attn_data" : nil
    guard let folder = invocation.path(.output) ?? standard else {
      var shown: [ShownFigure] = []
      let limit = invocation.integer(.limit) ?? 16
      for one in each {
        let selection = try workspace.selection(one, input, standing: .last, for: console)
          .first(invocation.integer(.nSamples))
        shown += try workspace.figures(
          functions, selection, limit: limit - shown.count, for: console)
      }
      return .figures(shown)
    }
    try OutputMode.refuse(
      file: folder, asFolder: "'fig raw p0 L3H4 > x.png' writes one picture")
    var replies: [String] = []
    for one in each {
      var one = one
      // As pattern_lens does: what is saved there is drawn there.
      if isProgram, !one.isGiven(.from), !one.isGiven(.prompts), !one.isGiven(.heads),
        input.prompts == nil, workspace.prompts.isEmpty, SavedModel.isSaved(folder)
      {
        one = one.setting(.from, to: [Word(argument: folder, span: one.span)])
      }
      replies.append(try draw(functions, one, input, to: folder, &workspace, console))
    }
    return .text(replies.joined(separator: "\n"))
  }

  /// Draws figures of one model into a folder.
  ///
  /// - Returns: What became of it, in a line.
  private static func draw(
    _ functions: [FigureFunction], _ invocation: Invocation, _ input: Value, to folder: String,
    _ workspace: inout Workspace, _ console: Console
  ) throws -> String {
    let selection = try wholeSelection(invocation, input, &workspace, console)
      .first(invocation.integer(.nSamples))
    var store = CaptureStore(root: folder)
    if !invocation.isGiven(.output), case .folder(let saved) = selection.source {
      store = saved.store
    }
    let drawing = FigureDrawing(
      functions.map { $0.named(for: selection.weight) }, of: selection.heads,
      model: selection.source.name, to: store,
      format: invocation.text(.format).flatMap { FigureFormat(rawValue: $0) },
      isForced: invocation.flag(.force))
    return try workspace.draw(drawing, selection, for: console)
  }

  /// What `help` shows for a word that is no command: the scores, a figure function, or a part of the
  /// language.
  static func topic(_ word: String, _ workspace: Workspace, _ keys: KeyBindings, width: Int)
    -> String?
  {
    if word == "scripts" { return fitting(ScriptReference.text, width: width) }
    if word == "keys" { return keyHelp(keys, width: width) }
    if word == "scores" { return fitting(scoreHelp, width: width) }
    guard table[word] == nil else { return nil }
    guard let function = workspace.figures[word] else {
      return LanguageTopic.named(word)?.help(width: width)
    }
    let names =
      function.figureNames.isEmpty
      ? "" : "\nFigures of each head: \(function.figureNames.joined(separator: ", "))"
    let options = function.options.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    return """
      \(function.name): \(function.summary)
      From \(function.source), saved as \(function.format.rawValue).\(names)\(options.isEmpty ? "" : "\nOptions, for --set: \(options)")

      \(function.code)

      fig \(function.name) [PROMPTS] [HEADS] [-o DIR]
      """
  }
}

/// The functions with the options that `--set` gives, each with those that it has.
///
/// - Throws: `ShellError` for an option that none of them has.
private func setting(_ texts: [String], of functions: [FigureFunction]) throws -> [FigureFunction] {
  var values: [String: String] = [:]
  for text in texts {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw ShellError(.usage, "--set takes NAME=VALUE, such as cap=0.1, not '\(text)'")
    }
    values[String(text[..<equals])] = String(text[text.index(after: equals)...])
  }
  let known = functions.flatMap(\.options).map(\.name)
  for name in values.keys.sorted() where !known.contains(name) {
    let names = functions.map { "'\($0.name)'" }.joined(separator: ", ")
    throw ShellError(
      .notFound,
      "\(names): no option '\(name)'; "
        + (known.isEmpty
          ? "only figures of scripts have options" : "there is \(known.joined(separator: ", "))"))
  }
  return try functions.map { function in
    let own = function.options.map(\.name)
    return try function.setting(values.filter { own.contains($0.key) })
  }
}

extension Workspace {
  /// The functions that the first word means and those after it that mean some too, and what was said besides;
  /// all functions where the first word is a prompt or a head.
  fileprivate func functions(
    of invocation: Invocation
  ) throws -> ([FigureFunction], Invocation) {
    let prompts = invocation.words(.prompts)
    guard let first = invocation.word(.functions), !["None", "none"].contains(first.text) else {
      return (figures.all, invocation.setting(.functions, to: []))
    }
    if figures[first.text] == nil, isPattern(first) {
      return (
        figures.all,
        invocation.setting(.functions, to: []).setting(.prompts, to: [first] + prompts)
      )
    }
    let more = prompts.map(\.text).prefix { text in
      !PromptAddress.isAddress(text) && (try? functions(text)) != nil
    }
    return (
      try functions(([first.text] + more).joined(separator: ",")),
      invocation.setting(.prompts, to: Array(prompts.dropFirst(more.count)))
    )
  }

  /// Whether a word that is no function can only be prompts or heads.
  private func isPattern(_ word: Word) -> Bool {
    PromptAddress.isAddress(word.text) || isPromptFile(word) || AddressParts(word) != nil
      || word.text == "-" || word.text.contains(where: \.isWhitespace)
  }

  /// The functions that names and patterns of names, separated by commas, mean.
  ///
  /// - Throws: `ShellError` for a name that no function has.
  fileprivate func functions(_ text: String) throws -> [FigureFunction] {
    var found: [FigureFunction] = []
    for name in text.split(separator: ",").map(String.init) {
      let isPattern = name.contains { "*?[".contains($0) }
      let functions = figures.all.filter { function in
        isPattern ? unsafe fnmatch(name, function.name, 0) == 0 : function.name == name
      }
      guard !functions.isEmpty else {
        let names = figures.all.map(\.name)
        let near = nearest(to: name, in: names).map { "did you mean '\($0)'?" }
        throw ShellError(
          .notFound, "there is no figure function '\(name)'; \(near ?? "'figs' lists them")")
      }
      found += functions.filter { function in !found.contains { $0.name == function.name } }
    }
    guard !found.isEmpty else {
      throw ShellError(.usage, "fig needs a function: 'figs' lists them")
    }
    return found
  }

  /// Figures to look at.
  fileprivate mutating func figures(
    _ functions: [FigureFunction], _ selection: PatternSelection, limit: Int, for console: Console
  ) throws -> [ShownFigure] {
    let count = selection.count * functions.count
    guard count <= limit else {
      throw ShellError(
        .usage,
        "\(counted(count, "figure")) are more than --limit \(limit) to look at: name heads, or save "
          + "them with -o DIR")
    }
    return try patterns(selection, for: console).flatMap { pattern in
      try functions.flatMap { function in
        try function.draw(pattern.figureInput).map { figure in
          let name = FigurePath.name(
            of: figure.name, by: function.named(for: selection.weight).name)
          return ShownFigure(name: "\(pattern.address) \(name)", figure: figure.figure)
        }
      }
    }
  }

  /// Draws into a folder; what is drawn stays, whatever happens.
  ///
  /// - Returns: What became of it, in a line.
  fileprivate mutating func draw(
    _ drawing: FigureDrawing, _ selection: PatternSelection, for console: Console
  ) throws -> String {
    let total = selection.count * drawing.functions.count
    let progress = console.progress("draw", total: total)
    let isCancelled = console.isCancelled
    let start = ContinuousClock.now
    var report = DrawingReport(total: total)
    do {
      defer { progress.finish() }
      try prepare(drawing.store, selection)
      for batch in batches(of: selection, for: console) {
        let prompts = try patterns(
          of: batch, layers: selection.heads.layers, from: selection.source,
          savedIn: drawing.store, weighted: selection.weight, for: console)
        for prompt in prompts {
          try drawing.store.writePrompt(prompt.prompt, of: drawing.model)
        }
        let before = report.done
        let part = try drawing.draw(prompts, isCancelled: isCancelled) {
          progress.update(done: before + $0.done)
        }
        report.add(part)
        if part.isCancelled { throw CancellationError() }
      }
    } catch is CancellationError {
      report.isCancelled = true
    }
    try drawing.store.updateFigureIndex(drawing.functions.flatMap(\.indexLines))
    console.tellPassedOver(try drawing.store.updateIndexes(onlyOutdated: true))
    return try reply(
      to: report, drawing, seconds: (ContinuousClock.now - start) / .seconds(1), for: console)
  }

  /// Writes the model's configuration where there is none.
  private func prepare(_ store: CaptureStore, _ selection: PatternSelection) throws {
    let name = selection.source.name
    guard (try? store.config(of: name)) == nil else { return }
    switch selection.source {
    case .folder(let saved):
      let config = try saved.store.config(of: saved.name)
      try store.writeConfig(config.objectValue ?? [:], of: name)
    case .model(let model):
      try store.writeConfig(model.configFields, of: name)
    }
  }

  private func reply(
    to report: DrawingReport, _ drawing: FigureDrawing, seconds: Double, for console: Console
  ) throws -> String {
    if report.isCancelled {
      throw ShellError(
        .cancelled,
        "cancelled: \(report.drawn + report.skipped) of \(report.total) figures are there; "
          + "the same command goes on from there")
    }
    var line = "\(drawing.model): \(counted(report.drawn, "figure"))"
    if report.drawn > 0 {
      let rate = Int(Double(report.drawn) / max(seconds, 1e-9))
      line += " in \(durationText(seconds)) (\(rate) figures/s)"
    }
    if report.skipped > 0 { line += ", \(report.skipped) skipped: already there" }
    line += " -> \(drawing.store.folder(of: drawing.model))"
    var problems: [String] = []
    if let first = report.firstFailure {
      problems.append("\(counted(report.failed, "figure")) could not be drawn, first \(first)")
    }
    if let first = report.problems.first {
      let others = report.problems.count - 1
      problems.append(
        "\(counted(report.missing, "figure")) lack their pattern: \(first)"
          + (others > 0 ? ", and \(counted(others, "other problem"))" : ""))
    }
    guard problems.isEmpty else {
      console.notice(line)
      throw ShellError(.failed, problems.joined(separator: "; "))
    }
    return line
  }
}
