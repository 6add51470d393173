import Activations
import Causal
import Language
import Tensors
import Text
import Transformers
import Workspace

extension ShellCommand {
  /// The parts of one score of a head, the largest pairs first.
  static func explainedScore(
    _ words: [Word], _ invocation: Invocation, _ workspace: inout Workspace, _ console: Console
  ) throws -> Value {
    let usage = "explain takes one prompt, one head, a query and a key: explain p0 L3H4[-1, 3]"
    let selection = try workspace.selection(
      of: words, invocation, .nothing, standing: .last, for: console)
    guard case .model(let model) = selection.source else {
      throw ShellError(
        .notFound, "\(selection.source.name) is a folder of patterns: 'load MODEL' opens one to run"
      )
    }
    guard selection.prompts.count == 1, selection.heads.heads.count == 1,
      let slice = selection.slice
    else { throw ShellError(.usage, usage) }
    let prompt = try console.causalPrompt(selection.prompts[0], model)
    let count = prompt.labels.count
    let cell = try slice.slice(of: prompt.labels).resolved(queries: count, keys: count)
    func one(_ range: Range<Int>, _ noun: String) throws -> Int {
      guard range.count == 1 || slice.hasText && range.count < count else {
        throw ShellError(.usage, usage)
      }
      if range.count > 1 {
        console.notice(
          "the \(noun) is \(range.count) tokens; the first, \(range.lowerBound) "
            + "'\(prompt.labels[range.lowerBound])', is used")
      }
      return range.lowerBound
    }
    let (query, key) = (try one(cell.queries, "query"), try one(cell.keys, "key"))
    let other = try invocation.text(.against).map { text in
      let numbered = Int(text).map { "[:,\($0)]" }
      let slice = try SliceText(numbered ?? "[:,\"\(text)\"]").slice(of: prompt.labels)
      return try one(slice.resolved(queries: count, keys: count).keys, "other key")
    }
    if let other, other == key {
      throw ShellError(.usage, "--against is the key itself: the difference is always 0")
    }
    let head = selection.heads.heads[0]
    let result = try model.edited.explainScore(
      of: head, prompt.tokens, query: query, key: key, against: other,
      checkpoint: console.checkpoint)
    tell(result, of: head, prompt, (query, key, other), console)
    let pairs = result.largest(result.table.values.count)
    return .table(
      Table([
        .text("query_part", pairs.map(\.query.description) + extra(result).map(\.name)),
        .text("key_part", pairs.map(\.key.description) + extra(result).map { _ in "-" }),
        .number("value", pairs.map(\.value) + extra(result).map(\.value)),
      ]))
  }

  /// What no pair gives: the distance, and what is left unexplained.
  private static func extra(_ result: ScoreAttribution) -> [(name: String, value: Double)] {
    (result.constant == 0 ? [] : [("distance", result.constant)])
      + (result.hasResidual ? [("residual", result.residual)] : [])
  }

  private static func tell(
    _ result: ScoreAttribution, of head: Head, _ prompt: CausalPrompt,
    _ cell: (query: Int, key: Int, other: Int?), _ console: Console
  ) {
    func token(_ place: Int) -> String { "\(place) '\(prompt.labels[place])'" }
    let less = cell.other.map { ", less that at \(token($0))" } ?? ""
    let capped =
      abs(result.score - result.total) > 1e-4 * max(1, abs(result.total))
      ? " before the cap, \(shortNumber(result.score)) behind it" : ""
    console.notice(
      "\(head) from \(token(cell.query)) to \(token(cell.key))\(less): score "
        + "\(shortNumber(result.total))\(capped), the sum of \(result.table.values.count) pairs")
    if result.hasResidual {
      console.notice(
        "the pairs sum to \(result.sum), and the model gives \(result.total): \(result.residual) is left"
      )
    }
  }
}
