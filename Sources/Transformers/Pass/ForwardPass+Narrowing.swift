import Activations
import Tensors

/// Where in the last layer the rows are left out whose logits are not wanted.
enum Narrowing {
  /// Queries, and all that comes of them, are made of the other rows alone.
  case beforeQueries
  /// The output of attention, and all that comes of it.
  case beforeOutput
}

extension ForwardPass {
  /// Where `layer` leaves rows out: in the last one, if nothing that is wanted comes after that.
  func narrowing(in layer: Int) -> Narrowing? {
    guard layer == config.layers - 1, config.mixer(in: layer) == .attention, memory == nil,
      batch.unembedsFewer, start?.layer ?? 0 <= layer, config.streams == nil,
      config.perLayerWidth == 0,
      !tap.wanted.points.contains(where: { $0.layer == nil && $0.kind.comesAfterBlocks })
    else { return nil }
    if tap.wantsAny(in: layer, where: { !$0.comesBeforeQueries && !$0.comesBeforeOutput }) {
      return nil
    }
    let needsQueries =
      keeper?.keepsQueries == true
      || tap.wantsAny(in: layer, where: { !$0.comesBeforeQueries })
    return needsQueries ? .beforeOutput : .beforeQueries
  }

  /// Logits of the rows that the batch asks for, `[rows, vocabulary]`.
  func end(ofWanted x: Tensor) throws -> Tensor {
    if narrowing(in: config.layers - 1) != nil { return try end(x) }
    let isHeadShown = tap.wants(.outside(.headNorm)) || tap.wants(.outside(.headNormScale))
    guard isHeadShown || !batch.unembedsFewer else {
      return try end(batch.unembedded(of: x))
    }
    return batch.unembedded(of: try end(x))
  }
}

extension HookPoint.Kind {
  /// Whether the value is there for all rows although queries are not.
  fileprivate var comesBeforeQueries: Bool {
    switch self {
    case .residualPre, .attentionIn, .queryInput, .keyInput, .valueInput, .norm1Scale, .norm1,
      .key, .value, .keyNormScale, .keyNorm, .rotatedKey:
      true
    default: false
    }
  }

  /// Whether it is between these and the output of attention.
  fileprivate var comesBeforeOutput: Bool {
    switch self {
    case .query, .queryNormScale, .queryNorm, .rotatedQuery, .attentionScores, .pattern, .z,
      .result:
      true
    default: false
    }
  }

  /// Whether it is behind the last block.
  var comesAfterBlocks: Bool {
    switch self {
    case .finalNormScale, .finalNorm, .headNormScale, .headNorm, .encoderNormScale, .encoderNorm,
      .decoderNormScale, .decoderNorm:
      true
    default: false
    }
  }
}
