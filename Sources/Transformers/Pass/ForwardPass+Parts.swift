import Activations
import Tensors

/// The most multiplications that a pass can't be stopped in.
private let partCost = 1_500_000_000

extension ForwardPass {
  /// The rows that a map makes of `x`, some at a time, so that a pass can be stopped between.
  func map(_ x: Tensor, by linear: Linear) throws -> Tensor { try map(x, by: [linear])[0] }

  /// The rows that several maps make of `x`, likewise.
  func map(_ x: Tensor, by linears: [Linear]) throws -> [Tensor] {
    let cost = linears.reduce(1) { $0 + $1.weight.inner * $1.weight.columns }
    let length = max(256, partCost / cost)
    guard x.rows > length else { return x.products(linears) }
    var results = linears.map { linear in
      var result = Tensor(zeros: [0, linear.weight.columns])
      result.values.reserveCapacity(x.rows * linear.weight.columns)
      return result
    }
    for start in stride(from: 0, to: x.rows, by: length) {
      try tap.checkpoint()
      let made = x.part(start..<min(start + length, x.rows)).products(linears)
      for index in made.indices { results[index].append(made[index]) }
    }
    return results
  }

  /// Does for some rows at a time what `layer`'s feed-forward part does, so that its hidden rows are never all there
  /// and a pass can be stopped between; for all at once where something stands at them.
  func inParts(
    _ x: Tensor, _ layer: Int, _ body: (Tensor, _ first: Int) throws -> Tensor?
  ) throws -> Tensor? {
    let length = config.feedForwardRows
    guard x.rows > length, !tap.wantsAny(in: layer, where: \.isInFeedForward) else {
      return try body(x, 0)
    }
    var result: Tensor?
    for start in stride(from: 0, to: x.rows, by: length) {
      try tap.checkpoint()
      guard let part = try body(x.part(start..<min(start + length, x.rows)), start) else {
        return nil
      }
      if result == nil { result = part } else { result?.append(part) }
    }
    return result
  }
}

extension HookPoint.Kind {
  fileprivate var isInFeedForward: Bool {
    switch self {
    case .feedForwardIn, .norm2Scale, .norm2, .norm3Scale, .norm3, .hiddenPre, .hiddenPreLinear,
      .hiddenMid, .hiddenNormScale, .hiddenNorm, .hiddenPost, .norm2PostScale, .norm2Post,
      .feedForwardOut:
      true
    default: false
    }
  }
}

extension ModelConfig {
  /// The rows that a feed-forward layer takes at a time.
  var feedForwardRows: Int {
    let perToken = experts?.perToken ?? 1
    let cost = (isGated ? 3 : 2) * width * hiddenWidth * perToken
    return max(256, partCost / max(cost, 1))
  }
}
