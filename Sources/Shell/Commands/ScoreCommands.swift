import Activations
import Causal
import Figures
import Foundation
import Language
import Pictures
import Terminal
import Text
import Workspace

extension ShellCommand {
  static let rank = ShellCommand(
    spec: CommandSpec(
      "rank", "List the heads that a score is highest for", group: "Looking",
      doc: """
        The score is the mean over the prompts, all of the session if none are named; std is how far it \
        spreads over them. 'help scores' says how each is defined. Scores of the weights, such as copying, need \
        no prompts.
        """,
      operands: patternOperands,
      options: [
        modelOption, contextOption, fromOption,
        OptionSpec(
          .by, .score, "The score, or an expression of figure scripts over the pattern A",
          default: "induction"),
        OptionSpec(.top, .integer(1...Int.max), "How many heads", default: "10"),
      ] + scoreOptions,
      examples: [
        .init("rank --by previous"),
        .init("rank --by induction --on repeat", "on random words twice over"),
        .init("rank --by copying", "by the weights"),
        .init("rank p0-7 L2- --by 'offset(3)' --top 5"),
        .init("rank --by 'A[1:, :2].sum(axis=1).mean()'", "any expression that gives a number"),
        .init("let ind = rank --by induction --top 8", "and then: fig raw p* $ind -o out"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let (scores, selection) = try scored(
      [try score(invocation.text(.by) ?? "")], invocation, input, &workspace, console)
    let score = scores.scores[0]
    let top = scores.ranking(by: 0).prefix(invocation.integer(.top) ?? 10)
    guard !top.isEmpty else {
      throw ShellError(
        .failed, "no prompt has a token that '\(score.name)' is about: 'help scores' defines it")
    }
    workspace.tellLeftOut(by: scores, of: selection.prompts, for: console)
    var columns: [Table.Column] = [
      .head("head", top.map { scores.heads[$0.head] }),
      .number(score.columnName, top.map(\.summary.mean)),
    ]
    if selection.prompts.count > 1 {
      columns.append(.number("std", top.map { $0.summary.deviation ?? .nan }))
      columns.append(.integer("prompts", top.map(\.summary.count)))
    }
    return .table(Table(columns))
  }

  static let stat = ShellCommand(
    spec: CommandSpec(
      "stat", "List scores of heads", group: "Looking",
      doc: """
        Scores are means over the prompts, all of the session if none are named; columns that end in _std \
        say how far they spread over them. 'help scores' says how each is defined.
        """,
      operands: patternOperands,
      options: [
        modelOption, contextOption, fromOption,
        OptionSpec(
          .by, .score, "The scores, separated by commas", valueName: "SCORE[,SCORE...]",
          default: "previous,first,duplicate,induction,entropy"),
        OptionSpec(flag: .perPrompt, "A row for each prompt and head, and no means"),
      ] + scoreOptions,
      examples: [
        .init("stat p0 L3"), .init("stat --by induction,entropy --per-prompt > scores.csv"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let scores = try parts(of: invocation.text(.by) ?? "").map(score)
    guard !scores.isEmpty else { throw ShellError(.usage, "--by needs a score") }
    let (table, selection) = try scored(scores, invocation, input, &workspace, console)
    try HeadScore.checkColumns(of: table.scores, beside: ["prompt", "head"], endings: ["_std"])
    guard !invocation.flag(.perPrompt) || !selection.prompts.isEmpty else {
      throw ShellError(.usage, "--per-prompt: scores of weights are the same for all prompts")
    }
    if !invocation.flag(.perPrompt) {
      workspace.tellLeftOut(by: table, of: selection.prompts, for: console)
    }
    return .table(
      invocation.flag(.perPrompt)
        ? rows(of: table, selection.prompts) : means(of: table, prompts: selection.prompts.count))
  }

  /// The options of commands that score heads.
  private static let scoreOptions = [
    weightedOption,
    OptionSpec(
      .on, .choice(generatedPrompts),
      "Score ten prompts made for the question, as 'prompts make' makes them, instead of others"),
    OptionSpec(
      flag: .raw, "Scores of weights: as they are stored, the norms' factors not folded in"),
  ]

  /// Scores the heads that a command is about on its prompts, or on prompts made for it.
  private static func scored(
    _ scores: [AnyScore], _ invocation: Invocation, _ input: Value, _ workspace: inout Workspace,
    _ console: Console
  ) throws -> (ScoreTable, PatternSelection) {
    try refuse(.raw, "is for scores of weights", invocation, !scores.contains(where: \.isOfWeights))
    try refuse(
      .weighted, "is for scores of patterns", invocation, !scores.contains(where: \.isOfPattern))
    try refuse(
      .on, "makes prompts, and scores of weights need none", invocation,
      scores.allSatisfy(\.isOfWeights))
    var selection: PatternSelection
    if scores.allSatisfy(\.isOfWeights) {
      selection = try workspace.headSelection(invocation, input, for: console)
    } else {
      var given = input
      if let kind = invocation.text(.on) {
        let model = try workspace.model(invocation.text(.model), for: console)
        let prompts = try generatedPrompts(kind, count: 10, length: 20, seed: 0, for: model)
        given = .prompts(PromptList(prompts: prompts.map { PromptRecord(text: $0.text) }))
      }
      selection = try wholeSelection(invocation, given, &workspace, console)
      let made = uniquePrompts(given.prompts ?? [])
      if invocation.isGiven(.on), selection.prompts.map(\.hash) != made.map(\.hash) {
        throw ShellError(.usage, "--on makes its own prompts: leave others out")
      }
    }
    let form: CircuitForm = invocation.flag(.raw) ? .raw : .folded
    return (try workspace.scores(scores, form: form, of: selection, for: console), selection)
  }

  /// Refuses an option that would do nothing.
  private static func refuse(
    _ option: ArgumentName, _ reason: String, _ invocation: Invocation, _ isIdle: Bool
  ) throws {
    guard isIdle, invocation.isGiven(option) else { return }
    throw ShellError(.usage, "--\(option.spelling) \(reason)")
  }

  /// How each score is defined, as `help scores` shows it.
  static var scoreHelp: String {
    let ofPatterns = HeadScores.all.map { ($0.name, $0.summary, $0.definition) }
    let ofModels = ModelScore.all.map { ($0.name, $0.summary, $0.definition) }
    let scores = (ofPatterns + ofModels).map { "\($0)\n    \($1)\n    \($2)" }
    return """
      Scores of heads, for 'rank --by' and 'stat --by'. A[q, k] is the attention of query q to key k, \
      both from 0,
      a BOS included; row 0, which under a causal mask sees itself alone, is left out.

      \(scores.joined(separator: "\n"))
      """
  }

  /// The score of this name, or that this expression defines.
  private static func score(_ name: String) throws -> AnyScore {
    if let score = ModelScore.named(name) { return .model(score) }
    return .pattern(try patternScore(name))
  }

  /// The score of patterns of this name, or that this expression defines.
  @Sendable static func patternScore(_ name: String) throws -> HeadScore {
    do {
      return try HeadScores.named(name)
    } catch let error as FigureError {
      guard name.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }),
        !name.hasPrefix("offset")
      else {
        let near = name.hasPrefix("offset") ? nil : nearest(to: name, in: scoreNames)
        throw ShellError(
          .notFound,
          near.map { "there is no score '\(name)'; did you mean '\($0)'?" } ?? "\(error)")
      }
      return try HeadScore.expression(name)
    }
  }

  /// The names of all scores.
  static var scoreNames: [String] { HeadScores.names + ModelScore.all.map(\.name) }

  /// What stands between commas that no bracket holds.
  static func parts(of text: String) -> [String] {
    var (parts, depth) = ([""], 0)
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == "," && depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func means(of table: ScoreTable, prompts: Int) -> Table {
    var columns: [Table.Column] = [.head("head", table.heads)]
    for (place, score) in table.scores.enumerated() {
      let summaries = table.heads.indices.map { table.summary(head: $0, score: place) }
      columns.append(.number(score.columnName, summaries.map { $0?.mean ?? .nan }))
      guard prompts > 1 else { continue }
      columns.append(
        .number(score.columnName + "_std", summaries.map { $0?.deviation ?? .nan }))
    }
    return Table(columns)
  }

  private static func rows(of table: ScoreTable, _ prompts: [PromptRecord]) -> Table {
    let places = prompts.indices.flatMap { prompt in table.heads.indices.map { (prompt, $0) } }
    let columns = table.scores.enumerated().map { place, score in
      Table.Column.number(
        score.columnName,
        places.map { table.value(prompt: $0.0, head: $0.1, score: place) ?? .nan })
    }
    return Table(
      [
        .prompt("prompt", places.map { prompts[$0.0] }),
        .head("head", places.map { table.heads[$0.1] }),
      ] + columns)
  }
}

extension ShellCommand {
  /// The patterns that a command is about which looks at whole patterns only.
  static func wholeSelection(
    _ invocation: Invocation, _ input: Value, _ workspace: inout Workspace, _ console: Console
  ) throws -> PatternSelection {
    let selection = try workspace.selection(invocation, input, standing: .all, for: console)
    guard selection.slice == nil else {
      throw ShellError(
        .usage, "\(invocation.spec.name) looks at whole patterns: leave the slice in [] out")
    }
    return selection
  }
}

extension Workspace {
  /// Says which prompts have no token that a score is about, so that its means are over the others.
  fileprivate func tellLeftOut(
    by table: ScoreTable, of prompts: [PromptRecord], for console: Console
  ) {
    for (place, score) in table.scores.enumerated() {
      let out = prompts.indices.filter { prompt in
        table.heads.indices.allSatisfy {
          table.value(prompt: prompt, head: $0, score: place) == nil
        }
      }
      guard !out.isEmpty, out.count < prompts.count else { continue }
      let names = out.prefix(5).map { prompt in
        self.place(of: prompts[prompt]).map { "p\($0)" } ?? "@\(prompts[prompt].hash.prefix(6))"
      }
      let more = out.count > 5 ? " and \(out.count - 5) more" : ""
      console.notice(
        "\(score.name): \(prompts.count - out.count) of \(prompts.count) prompts counted; "
          + "\(names.joined(separator: ", "))\(more) left out, without a token that it is about")
    }
  }
}
