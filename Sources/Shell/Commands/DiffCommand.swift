import Activations
import Foundation
import Language
import Tensors
import Workspace

extension ShellCommand {
  static let diff = ShellCommand(
    spec: CommandSpec(
      "diff", "Compare the patterns of two prompts, head by head", group: "Looking",
      doc: """
        For each head: delta is the largest difference of two cells, divergence the mean over queries of the \
        Jensen-Shannon divergence of the two rows, 0 where they are equal and 1 where they have nothing in \
        common. One head alone is drawn, second prompt minus first, with 0 in the middle of the colours; \
        --table gives numbers of it too. The prompts have as many tokens as each other, or slices choose as many.
        """,
      operands: patternOperands,
      options: [
        modelOption, fromOption, OptionSpec(flag: .table, "Numbers, also of one head"),
      ],
      examples: [
        .init(
          "diff 'then Mary gave John a book' 'then John gave Mary a book' L* | sort delta --desc"),
        .init("diff 'a b a b' 'a b b a' L3H4"),
      ],
      takes: [.nothing, .heads, .table, .prompts], gives: [.table, .patterns])
  ) { invocation, input, workspace, console in
    let selection = try workspace.selection(invocation, input, standing: .all, for: console)
    guard selection.prompts.count == 2 else {
      throw ShellError(
        .usage, "diff compares two prompts; here are \(selection.prompts.count): diff p0 p1 L*H*")
    }
    let all = try workspace.patterns(selection, for: console)
    let pairs = Array(zip(all.prefix(all.count / 2), all.suffix(all.count / 2)))
    for (first, second) in pairs where first.values.shape != second.values.shape {
      throw ShellError(
        .failed,
        "the prompts differ in length: \(first.values.rows) and \(second.values.rows) tokens; "
          + "a slice such as \(first.address.head)[:8,:8] chooses as many of each")
    }
    if let (first, second) = pairs.first, pairs.count == 1, !invocation.flag(.table) {
      let change = zip(second.values.values, first.values.values).map { $0 - $1 }
      let drawn = second.replacing(Tensor(shape: second.values.shape, values: change))
      var list = PatternList(patterns: [drawn])
      list.isDiverging = true
      return .patterns(list)
    }
    return .table(
      Table([
        .head("head", pairs.map { $0.0.address.head }),
        .number("delta", pairs.map { largestDifference($0.0.values, $0.1.values) }),
        .number("divergence", pairs.map { divergence($0.0.values, $0.1.values) }),
      ]))
  }

  private static func largestDifference(_ left: Tensor, _ right: Tensor) -> Double {
    Double(zip(left.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) })
  }

  /// The mean over rows of the Jensen-Shannon divergence with logarithms to base 2 (Lin, 1991).
  private static func divergence(_ left: Tensor, _ right: Tensor) -> Double {
    func term(_ share: Float, _ middle: Float) -> Float {
      share > 0 ? share * log2(share / middle) : 0
    }
    let sum = zip(left.values, right.values).reduce(into: 0.0) { sum, pair in
      let middle = (pair.0 + pair.1) / 2
      sum += Double(term(pair.0, middle) + term(pair.1, middle)) / 2
    }
    return max(0, sum / Double(max(left.rows, 1)))
  }
}
