import Activations
import Tensors

/// The most multiplications of a feed-forward layer that a pass can't be stopped in.
private let partCost = 4_000_000_000

extension ForwardPass {
  /// Does for some rows at a time what `layer`'s feed-forward part does, so that its hidden rows are never all there
  /// and a pass can be stopped between; for all at once where something stands at them.
  func inParts(
    _ x: Tensor, _ layer: Int, _ body: (Tensor) throws -> Tensor?
  ) throws -> Tensor? {
    let length = config.feedForwardRows
    guard x.rows > length, !tap.wantsAny(in: layer, where: \.isInFeedForward) else {
      return try body(x)
    }
    var result: Tensor?
    for start in stride(from: 0, to: x.rows, by: length) {
      try tap.checkpoint()
      guard let part = try body(x.part(start..<min(start + length, x.rows))) else { return nil }
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
