import Activations
import Tensors
import Transformers

/// An edit with the hook points where it is made and the values that it takes from other runs.
struct PreparedEdit: Sendable {
  let edit: Edit
  let points: [HookPoint]
  /// What means and other prompts give, in the layout of the point; one row where it serves all tokens.
  var references: [HookPoint: Tensor] = [:]
  /// The first token whose values it changes: what comes in is the same before it, as where two prompts begin alike.
  var firstToken = 0

  /// Changes the value at `point` of a run of `tokens`, all of whose rows it has or only those of the last tokens.
  ///
  /// - Parameter isGrowing: Whether the text is still being generated.
  func apply(
    at point: HookPoint, of config: ModelConfig, tokens: [Int], isGrowing: Bool,
    to value: inout Tensor
  ) throws {
    guard let layout = ValueLayout(edit.kind) else { return }
    let ids = config.patternTokens(of: tokens)
    let count = ids.count
    let places = try edit.tokens.resolved(in: ids, isGrowing: isGrowing)
    let heads = edit.heads(
      in: point.layer ?? 0, of: edit.kind.heads(of: config, in: point.layer ?? 0))
    for head in heads.map({ $0.map(Optional.some) }) ?? [nil] {
      var matrix = value.matrix(of: head, layout)
      let first = count - matrix.rows  // the token of the first row
      let site = EditSite(point: point, head: head, tokens: ids, first: first)
      let places = places.filter { $0 >= max(first, firstToken) }
      let given = try given(at: site, matrix, layout, places, count)
      let keys =
        layout == .headsByTokens ? try edit.keys.resolved(in: ids, isGrowing: isGrowing) : nil
      for place in places {
        if let keys {
          let seen = config.visibleKeys(from: place, of: count, layer: point.layer ?? 0)
          for key in keys where seen.contains(key) {
            change(&matrix, place - first, key, given?[place, key])
          }
          if edit.renormalizes { matrix.renormalize(place - first) }
        } else {
          for column in 0..<matrix.columns {
            change(&matrix, place - first, column, given?[place, column])
          }
        }
      }
      value.set(matrix, of: head, layout)
    }
  }

  /// Changes one element; `given` is the value that comes in from outside, if any does.
  @inline(__always)
  private func change(_ matrix: inout Tensor, _ row: Int, _ column: Int, _ given: Float?) {
    let place = row * matrix.columns + column
    switch edit.change {
    case .zero: matrix.values[place] = 0
    case .constant(let number): matrix.values[place] = number
    case .scale(let factor): matrix.values[place] *= factor
    case .knockout: matrix.values[place] = -.infinity
    case .values, .mean, .otherPrompt, .transform:
      if let given { matrix.values[place] = given }
    case .add(_, let times):
      if let given { matrix.values[place] += times * given }
    }
  }

  /// Values that come in from outside: one row for all tokens, or one a token.
  private struct Given {
    let values: Tensor
    let hasOneRow: Bool
    /// The token of the first row.
    var first = 0

    /// The value for a token; nil where there is none.
    subscript(token: Int, column: Int) -> Float? {
      let row = hasOneRow ? 0 : token - first
      return row < values.rows ? values.values[row * values.columns + column] : nil
    }
  }

  /// What comes in for one head, checked against the rows that are to change.
  private func given(
    at site: EditSite, _ matrix: Tensor, _ layout: ValueLayout, _ places: [Int], _ count: Int
  ) throws -> Given? {
    func fail(_ problem: String) -> CausalError { CausalError("\(edit): \(problem)") }
    switch edit.change {
    case .zero, .constant, .scale, .knockout: return nil
    case .transform(let body):
      let result = try body(site, matrix)
      guard result.shape == matrix.shape else {
        throw fail("the result has shape \(result.shape); expected \(matrix.shape)")
      }
      let first = count - matrix.rows
      try check(result, site, layout, places, first)
      return Given(values: result, hasOneRow: false, first: first)
    case .values(let values), .add(let values, times: _):
      guard values.columns == matrix.columns else {
        throw fail("rows of \(values.columns) values; expected \(matrix.columns)")
      }
      if case .values = edit.change, values.shape.count == 2 {
        try reach(values.rows, places, fail)
      }
      return Given(values: values, hasOneRow: values.shape.count == 1)
    case .mean, .otherPrompt:
      guard let reference = references[site.point] else { return nil }
      let values = reference.matrix(of: site.head, layout)
      if case .mean(_, let averaging) = edit.change, averaging != .position {
        return Given(values: values, hasOneRow: true)
      }
      if case .otherPrompt = edit.change, edit.tokens.isAll, values.rows != count {
        throw fail("the other prompt has \(values.rows) tokens, this one \(count)")
      }
      try reach(values.rows, places, fail)
      return Given(
        values: values.columns == matrix.columns || layout != .headsByTokens
          ? values : values.columns(matrix.columns), hasOneRow: false)
    }
  }

  private func reach(_ count: Int, _ places: [Int], _ fail: (String) -> CausalError) throws {
    if let place = places.first(where: { $0 >= count }) {
      throw fail("there are values for \(count) tokens and none for token \(place)")
    }
  }

  /// Throws for what a transform must not give: NaN, or infinity, but for scores that cut a key off.
  private func check(
    _ result: Tensor, _ site: EditSite, _ layout: ValueLayout, _ places: [Int], _ first: Int
  ) throws {
    for token in places {
      for column in 0..<result.columns {
        let value = result.values[(token - first) * result.columns + column]
        guard !value.isFinite, !(edit.kind == .attentionScores && value == -.infinity) else {
          continue
        }
        let place = layout == .headsByTokens ? "query \(token), key \(column)" : "token \(token)"
        throw CausalError(
          "\(edit): the result is \(value.isNaN ? .nan : value) at \(place) of \(site.point)")
      }
    }
  }
}

extension Tensor {
  /// Divides a row by its sum; one that sums to 0 stays.
  fileprivate mutating func renormalize(_ row: Int) {
    let range = row * columns..<(row + 1) * columns
    let sum = values[range].reduce(0, +)
    guard sum != 0 else { return }
    for place in range { values[place] /= sum }
  }

  /// The matrix with its columns cut off behind `count`, or filled up with 0.
  fileprivate func columns(_ count: Int) -> Tensor {
    var result = Tensor(zeros: [rows, count])
    for row in 0..<rows {
      for column in 0..<min(columns, count) {
        result.values[row * count + column] = values[row * columns + column]
      }
    }
    return result
  }
}
