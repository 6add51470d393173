import Activations
import Figures
import Foundation
import Language
import Pictures
import Terminal
import Text

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
          "by", .score, "The score, or an expression of figure scripts over the pattern A",
          default: "induction"),
        OptionSpec("top", .integer(1...Int.max), "How many heads", default: "10"),
      ],
      examples: [
        .init("rank --by previous"),
        .init("rank p0-7 L2- --by 'offset(3)' --top 5"),
        .init("rank --by 'A[1:, :2].sum(axis=1).mean()'", "any expression that gives a number"),
        .init("let ind = rank --by induction --top 8", "and then: fig raw p* $ind -o out"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, session in
    let (scores:wanted, check) = try scores([invocation.text("by") ?? ""])
    guard let score = wanted.first else { throw ShellError(.usage, "--by needs a score") }
    let selection = try wholeSelection(invocation, input, &session)
    let scores = try session.scores([score], of: selection)
    try check()
    let top = scores.ranking(by: 0).prefix(invocation.integer("top") ?? 10)
    guard !top.isEmpty else {
      throw ShellError(
        .failed, "no prompt has a token that '\(score.name)' is about: 'help scores' defines it")
    }
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
          "by", .score, "The scores, separated by commas", valueName: "SCORE[,SCORE...]",
          default: "previous,first,duplicate,induction,entropy"),
        OptionSpec(flag: "per-prompt", "A row for each prompt and head, and no means"),
      ],
      examples: [
        .init("stat p0 L3"), .init("stat --by induction,entropy --per-prompt > scores.csv"),
      ],
      takes: [.nothing, .prompts, .heads, .patterns, .table], gives: .table)
  ) { invocation, input, session in
    let (scores, check) = try scores(parts(of: invocation.text("by") ?? ""))
    guard !scores.isEmpty else { throw ShellError(.usage, "--by needs a score") }
    let selection = try wholeSelection(invocation, input, &session)
    let table = try session.scores(scores, of: selection)
    try check()
    return .table(
      invocation.flag("per-prompt")
        ? rows(of: table, selection.prompts) : means(of: table, prompts: selection.prompts.count))
  }

  /// How each score is defined, as `help scores` shows it.
  static func scoreHelp(width: Int) -> String {
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

  /// The scores of these names, or that these expressions define.
  ///
  /// - Returns: Also what throws once they were computed, if an expression failed.
  private static func scores(
    _ names: [String]
  ) throws -> (scores: [HeadScore], check: () throws -> Void) {
    var expressions: [ExpressionScore] = []
    let scores = try names.map { name -> HeadScore in
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
        let expression = try ExpressionScore(name)
        expressions.append(expression)
        return expression.score
      }
    }
    return (scores, { for expression in expressions { try expression.check() } })
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
    _ invocation: Invocation, _ input: Value, _ session: inout Session
  ) throws -> PatternSelection {
    let selection = try session.selection(invocation, input, standing: .all)
    guard selection.slice == nil else {
      throw ShellError(
        .usage, "\(invocation.spec.name) looks at whole patterns: leave the slice in [] out")
    }
    return selection
  }
}

extension Session {
  /// Scores of the heads of a selection on each of its prompts.
  fileprivate mutating func scores(
    _ scores: [HeadScore], of selection: PatternSelection
  ) throws -> ScoreTable {
    let scoring = HeadScoring(scores, of: selection.heads)
    let progress = self.progress("score", total: selection.prompts.count)
    let isCancelled = isCancelled
    defer { progress.finish() }
    var table: ScoreTable?
    try forPrompts(of: selection) { prompts in
      let part = try scoring(prompts, isCancelled: isCancelled)
      table = table.map { $0.appending(part) } ?? part
      progress.advance(by: prompts.count)
    }
    guard let table else { throw ShellError(.notFound, "there are no prompts to score") }
    return table
  }
}
