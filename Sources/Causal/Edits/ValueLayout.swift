public import Activations
import Tensors
public import Transformers

/// How the value at a hook point lies: which axis counts heads, if any.
enum ValueLayout {
  /// `[tokens, width]`.
  case rows
  /// `[tokens, heads, width]`.
  case tokensByHeads
  /// `[heads, query, key]`.
  case headsByTokens

  /// The layout at a kind of hook point where edits are made; nil where none is.
  init?(_ kind: HookPoint.Kind) {
    switch kind {
    case .embed, .positionEmbed, .residualPre, .residualMid, .residualPost, .attentionOut,
      .feedForwardOut, .perLayerOut, .hiddenPre, .hiddenPreLinear, .hiddenPost:
      self = .rows
    case .query, .key, .value, .rotatedQuery, .rotatedKey, .z: self = .tokensByHeads
    case .attentionScores, .pattern: self = .headsByTokens
    default: return nil
    }
  }
}

extension HookPoint.Kind {
  /// Number of heads at this kind of point of one layer; nil where it has none.
  func heads(of config: ModelConfig, in layer: Int) -> Int? {
    switch self {
    case .key, .value, .rotatedKey: config.keyValueHeads(in: layer)
    default: heads(of: config)
    }
  }

  /// Number of heads at this kind of point, in the layer that has most; nil where it has none.
  public func heads(of config: ModelConfig) -> Int? {
    switch self {
    case .key, .value, .rotatedKey: config.keyValueHeadCounts.max() ?? config.keyValueHeads
    case .query, .rotatedQuery, .z, .attentionScores, .pattern: config.heads
    default: nil
    }
  }
}

extension Tensor {
  /// The matrix of one head, or the whole where there are no heads: `[tokens, width]` or `[query, key]`.
  func matrix(of head: Int?, _ layout: ValueLayout) -> Tensor {
    guard let head else { return self }
    switch layout {
    case .rows: return self
    case .headsByTokens: return self[head]
    case .tokensByHeads:
      let (count, width) = (shape[1], shape[2])
      var values: [Float] = []
      values.reserveCapacity(shape[0] * width)
      for token in 0..<shape[0] {
        let start = (token * count + head) * width
        values += self.values[start..<start + width]
      }
      return Tensor(shape: [shape[0], width], values: values)
    }
  }

  /// Puts the matrix of one head back.
  mutating func set(_ matrix: Tensor, of head: Int?, _ layout: ValueLayout) {
    guard let head, layout != .rows else {
      values = matrix.values
      return
    }
    let count = matrix.values.count
    guard layout == .tokensByHeads else {
      values.replaceSubrange(head * count..<(head + 1) * count, with: matrix.values)
      return
    }
    let (heads, width) = (shape[1], shape[2])
    for token in 0..<shape[0] {
      let start = (token * heads + head) * width
      for element in 0..<width {
        values[start + element] = matrix.values[token * width + element]
      }
    }
  }
}
