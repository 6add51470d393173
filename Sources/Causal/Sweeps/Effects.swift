public import Activations

/// A place in a model that a sweep changed.
public enum SweepPlace: Hashable, Sendable {
  /// A query head.
  case head(Head)
  /// A key and value head, which a group of query heads shares.
  case keyHead(Head)
  /// The values of one token in a layer.
  case token(layer: Int, position: Int)
  /// One input of a head that a path leads to; of a key head for keys and values.
  case input(PathInput, Head)
  /// Several inputs at once.
  case inputs(Int)
  /// The logits, behind the last block.
  case logits
  /// Everything behind the sender.
  case everywhere
}

extension SweepPlace: CustomStringConvertible {
  /// Such as `L3H4`, `L2[7]` or `L3H4.k`.
  public var description: String {
    switch self {
    case .head(let head), .keyHead(let head): head.description
    case .token(let layer, let position): "L\(layer)[\(position)]"
    case .input(let input, let head): "\(head).\(input.rawValue)"
    case .inputs(let count): "\(count) inputs"
    case .logits: "logits"
    case .everywhere: "everywhere"
    }
  }
}

/// What a change at one place does to a metric, on one prompt or on several.
public struct Effect: Sendable {
  /// Where the change was made.
  public let place: SweepPlace
  /// The metric with the change, one number a prompt.
  public let values: [Double]
  /// What the change does: the difference to the unchanged run, or the share that it restores, one number a prompt.
  public let effects: [Double]

  /// The mean of the changed metric over prompts.
  public var value: Double { values.mean }
  /// The mean effect over prompts.
  public var effect: Double { effects.mean }
  /// The sample standard deviation of the effect over prompts; nil for one prompt.
  public var spread: Double? {
    guard effects.count > 1 else { return nil }
    let mean = effect
    let squares = effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(effects.count - 1)).squareRoot()
  }
}

/// A sweep's results, with what they are compared with.
public struct EffectTable: Sendable {
  /// The metric that was measured.
  public let metric: String
  /// The metric of the unchanged run, one number a prompt.
  public let unchanged: [Double]
  /// The metric of the run from which values were patched, one number a prompt; empty if there is
  /// none.
  public let source: [Double]
  /// One row a place, in the order of the places.
  public let rows: [Effect]

  /// The row of one place.
  public subscript(place: SweepPlace) -> Effect? { rows.first { $0.place == place } }
}

extension [EffectTable] {
  /// The tables of several prompts as one; nil where there is none.
  ///
  /// - Throws: `CausalError` where they have different places.
  func merged() throws -> EffectTable {
    guard let first else { throw CausalError("a sweep over no prompt") }
    let places = first.rows.map(\.place)
    guard allSatisfy({ $0.rows.map(\.place) == places }) else {
      throw CausalError("the prompts have different numbers of tokens: places can't be averaged")
    }
    return EffectTable(
      metric: first.metric, unchanged: flatMap(\.unchanged), source: flatMap(\.source),
      rows: places.indices.map { index in
        Effect(
          place: places[index], values: flatMap { $0.rows[index].values },
          effects: flatMap { $0.rows[index].effects })
      })
  }
}

extension [Double] {
  fileprivate var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
}
