public import Activations
public import Tensors
import Transformers

/// The lengths that a pattern's weights are multiplied with.
public enum AttentionWeighting: String, CaseIterable, Sendable {
  /// The length of each key's value vector.
  case values
  /// The length of what the head would write of it, v W_O (Kobayashi et al., 2020): comparable between heads.
  case outputs
}

/// Measures of how much a head does on a prompt: means over all queries but the first.
public struct HeadActivity: Equatable, Sendable {
  /// The head.
  public let head: Head
  /// The mean length of its output to the residual stream, before any norm behind attention.
  public let outputNorm: Double
  /// The share of its attention that goes to the first token.
  public let firstShare: Double
  /// The same share of the output-weighted pattern: near 0 where the first token is a sink.
  public let weightedFirstShare: Double
  /// The share that a learned sink takes; 0 in models without one.
  public let sinkShare: Double
}

extension EditedModel {
  /// Patterns whose weights are multiplied with the length of the value vector, or output, that
  /// each mixes in; rows don't sum to 1.
  ///
  /// - Returns: For each of `layers` a tensor `[heads, query, key]`, in float32.
  public func weightedPatterns(
    _ tokens: [Int], layers: [Int], by weight: AttentionWeighting,
    checkpoint: () throws -> Void = {}
  ) throws -> [Int: Tensor] {
    var patterns: [Int: Tensor] = [:]
    try forPatterns(tokens, layers, checkpoint) { layer, pattern, values in
      patterns[layer] = try weighted(pattern, values, layer, by: weight)
    }
    return patterns
  }

  /// The activity of each head of `layers` on a prompt of at least two tokens.
  public func activity(
    _ tokens: [Int], layers: [Int], checkpoint: () throws -> Void = {}
  ) throws -> [HeadActivity] {
    guard config.patternTokens(of: tokens).count > 1 else {
      throw CausalError("a prompt of one token shows nothing of what heads do")
    }
    var activity: [HeadActivity] = []
    try forPatterns(tokens, layers, checkpoint) { layer, pattern, values in
      let weighted = try weighted(pattern, values, layer, by: .outputs)
      let n = pattern.columns
      for head in 0..<config.heads {
        let written = try outputNorms(pattern[head], values, head, layer)
        let (own, ownWeighted) = (pattern[head], weighted[head])
        var (first, weightedFirst, sink) = (0.0, 0.0, 0.0)
        for query in 1..<n {
          let row = own[query].values.map(Double.init)
          let weightedRow = ownWeighted[query].values.map(Double.init)
          first += row[0]
          sink += config.hasSinks ? 1 - row.reduce(0, +) : 0
          let whole = weightedRow.reduce(0, +)
          if whole > 0 { weightedFirst += weightedRow[0] / whole }
        }
        let count = Double(n - 1)
        activity.append(
          HeadActivity(
            head: Head(layer: layer, index: head),
            outputNorm: written.dropFirst().reduce(0, +) / count, firstShare: first / count,
            weightedFirstShare: weightedFirst / count, sinkShare: sink / count))
      }
    }
    return activity
  }

  /// Runs a prompt and hands over each layer's pattern and values.
  private func forPatterns(
    _ tokens: [Int], _ layers: [Int], _ checkpoint: () throws -> Void,
    _ body: (_ layer: Int, _ pattern: Tensor, _ values: Tensor) throws -> Void
  ) throws {
    if let layer = layers.first(where: { !(0..<config.layers).contains($0) }) {
      throw CausalError("there is no layer \(layer): \(config.name) has 0-\(config.layers - 1)")
    }
    try layers.forEach(config.requirePattern)
    if let problem = config.mixtureProblem { throw CausalError("\(config.name) \(problem)") }
    let points = Set(layers).sorted().flatMap { layer in
      [HookPoint.block(.value, layer), .pattern(layer)]
    }
    var value: Tensor?
    // One point more, so that the pass makes the last layer's values.
    let last = layers.max().map { [HookPoint.block(.z, $0)] } ?? []
    try run([tokens], capturing: CaptureSet(points + last), checkpoint: checkpoint) {
      point, _, tensor in
      switch point.kind {
      case .value: value = tensor
      case .pattern:
        guard let layer = point.layer, var own = value else { return }
        if let limit = config.projectionLimit { own.clamp(to: limit) }
        try body(layer, tensor, own)
      default: break
      }
    }
  }

  private func weighted(
    _ pattern: Tensor, _ values: Tensor, _ layer: Int, by weight: AttentionWeighting
  ) throws -> Tensor {
    let (heads, n) = (config.heads, pattern.columns)
    let group = heads / config.keyValueHeads(in: layer)
    let maps = weight == .outputs ? try model.attentionOutput(layer: layer) : nil
    let h = config.valueWidth(in: layer)
    var result = pattern
    for head in 0..<heads {
      let own = values.matrix(of: head / group, .tokensByHeads)  // [n, h]
      let mapped = maps.map { $0.output.reading(head * h..<(head + 1) * h)(own) } ?? own
      let norms = (0..<n).map { Float(mapped.length(of: $0)) }
      for query in 0..<n {
        for key in 0..<n { result.values[(head * n + query) * n + key] *= norms[key] }
      }
    }
    return result
  }

  /// The length of what a head writes at each query.
  private func outputNorms(
    _ pattern: Tensor, _ values: Tensor, _ head: Int, _ layer: Int
  ) throws -> [Double] {
    let h = config.valueWidth(in: layer)
    let own = values.matrix(
      of: head / (config.heads / config.keyValueHeads(in: layer)), .tokensByHeads)
    let z = LinearAlgebra.products(
      pattern.values, own.values, count: 1, pattern.rows, pattern.columns, h)
    let written = try model.attentionOutput(layer: layer).output
      .reading(head * h..<(head + 1) * h)(Tensor(shape: [pattern.rows, h], values: z))
    return (0..<written.rows).map { written.length(of: $0) }
  }
}

extension Tensor {
  /// The Euclidean length of a row.
  func length(of row: Int) -> Double {
    values[row * columns..<(row + 1) * columns]
      .reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
