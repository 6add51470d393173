import Activations
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
        spreads over them. 'help scores' says how each is defined.
        """,
      operands: patternOperands,
      options: [
        modelOption, fromOption,
        OptionSpec(
          .by, .score, "The score, or an expression of figure scripts over the pattern A",
          default: "induction"),
        OptionSpec(.top, .integer(1...Int.max), "How many heads", default: "10"),
      ],
      examples: [
        .init("rank --by previous"),
        .init("rank p0-7 L2- --by 'offset(3)' --top 5"),
        .init("rank --by 'A[1:, :2].sum(axis=1).mean()'", "any expression that gives a number"),
        .init("let ind = rank --by induction --top 8", "and then: fig raw p* $ind -o out"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let score = try score(invocation.text(.by) ?? "")
    let selection = try wholeSelection(invocation, input, &workspace, console)
    let scores = try workspace.scores([score], of: selection, for: console)
    let top = scores.ranking(by: 0).prefix(invocation.integer(.top) ?? 10)
    guard !top.isEmpty else {
      throw ShellError(
        .failed, "no prompt has a token that '\(score.name)' is about: 'help scores' defines it")
    }
    workspace.tellLeftOut(by: scores, of: selection.prompts, for: console)
    var columns: [Table.Column] = [
      .head("head", top.map { scores.heads[$0.head] }),
      .number(columnName(score), top.map(\.summary.mean)),
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
        modelOption, fromOption,
        OptionSpec(
          .by, .score, "The scores, separated by commas", valueName: "SCORE[,SCORE...]",
          default: "previous,first,duplicate,induction,entropy"),
        OptionSpec(flag: .perPrompt, "A row for each prompt and head, and no means"),
      ],
      examples: [
        .init("stat p0 L3"), .init("stat --by induction,entropy --per-prompt > scores.csv"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let scores = try parts(of: invocation.text(.by) ?? "").map(score)
    guard !scores.isEmpty else { throw ShellError(.usage, "--by needs a score") }
    let selection = try wholeSelection(invocation, input, &workspace, console)
    let table = try workspace.scores(scores, of: selection, for: console)
    if !invocation.flag(.perPrompt) {
      workspace.tellLeftOut(by: table, of: selection.prompts, for: console)
    }
    return .table(
      invocation.flag(.perPrompt)
        ? rows(of: table, selection.prompts) : means(of: table, prompts: selection.prompts.count))
  }

  /// How each score is defined, as `help scores` shows it.
  static var scoreHelp: String {
    let scores = HeadScores.all.map { score in
      "\(score.name)\n    \(score.summary)\n    \(score.definition)"
    }
    return """
      Scores of heads, for 'rank --by' and 'stat --by'. A[q, k] is the attention of query q to key k, \
      both from 0,
      a BOS included; row 0, which under a causal mask sees itself alone, is left out.

      \(scores.joined(separator: "\n"))
      """
  }

  /// The score of this name, or that this expression defines.
  private static func score(_ name: String) throws -> HeadScore {
    do {
      return try HeadScores.named(name)
    } catch let error as FigureError {
      guard name.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }),
        !name.hasPrefix("offset")
      else {
        let near = name.hasPrefix("offset") ? nil : nearest(to: name, in: HeadScores.names)
        throw ShellError(
          .notFound,
          near.map { "there is no score '\(name)'; did you mean '\($0)'?" } ?? "\(error)")
      }
      return try HeadScore.expression(name)
    }
  }

  /// What stands between commas that no bracket holds.
  private static func parts(of text: String) -> [String] {
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

  /// A score's name as the name of a column: `offset_2`.
  private static func columnName(_ score: HeadScore) -> String {
    let words = score.name.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return words.joined(separator: "_")
  }

  private static func means(of table: ScoreTable, prompts: Int) -> Table {
    var columns: [Table.Column] = [.head("head", table.heads)]
    for (place, score) in table.scores.enumerated() {
      let summaries = table.heads.indices.map { table.summary(head: $0, score: place) }
      columns.append(.number(columnName(score), summaries.map { $0?.mean ?? .nan }))
      guard prompts > 1 else { continue }
      columns.append(
        .number(columnName(score) + "_std", summaries.map { $0?.deviation ?? .nan }))
    }
    return Table(columns)
  }

  private static func rows(of table: ScoreTable, _ prompts: [PromptRecord]) -> Table {
    let places = prompts.indices.flatMap { prompt in table.heads.indices.map { (prompt, $0) } }
    let columns = table.scores.enumerated().map { place, score in
      Table.Column.number(
        columnName(score),
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
  /// Scores of the heads of a selection on each of its prompts.
  fileprivate mutating func scores(
    _ scores: [HeadScore], of selection: PatternSelection, for console: Console
  ) throws -> ScoreTable {
    let scoring = HeadScoring(scores, of: selection.heads)
    let progress = console.progress("score", total: selection.prompts.count)
    let isCancelled = console.isCancelled
    defer { progress.finish() }
    var table: ScoreTable?
    for batch in batches(of: selection) {
      let prompts = try patterns(
        of: batch, layers: selection.heads.layers, from: selection.source, for: console)
      let part = try scoring(prompts, isCancelled: isCancelled)
      table = table.map { $0.appending(part) } ?? part
      progress.advance(by: prompts.count)
    }
    guard let table else { throw ShellError(.notFound, "there are no prompts to score") }
    return table
  }

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
