public import Activations

extension ModelConfig {
  /// Every hook point that a pass of this model has, in its order.
  public var hookPoints: [HookPoint] {
    let kinds = HookPoint.Kind.allCases.filter(has)
    let after: [HookPoint.Kind] = [.finalNormScale, .finalNorm]
    return kinds.filter { !$0.isInBlock && !after.contains($0) }.map { .outside($0) }
      + (0..<layers).flatMap { layer in
        kinds.filter(\.isInBlock).map { .block($0, layer) }
      }
      + after.map { .outside($0) }
  }

  private func has(_ kind: HookPoint.Kind) -> Bool {
    switch kind {
    case .embedNormScale, .embedNorm: normalizesEmbedding
    case .positionEmbed: hasLearnedPlaces
    case .norm1Scale, .norm1, .norm2Scale, .norm2: normPlacement != .after
    case .norm1PostScale, .norm1Post, .norm2PostScale, .norm2Post: normPlacement != .before
    case .rotatedQuery, .rotatedKey: rotary != nil
    case .residualMid: residual == .sequential
    case .hiddenPreLinear: isGated && experts == nil
    case .hiddenPre, .hiddenPost: experts == nil
    case .queryNormScale, .queryNorm, .keyNormScale, .keyNorm: queryKeyNorm != .none
    case .hiddenMid, .hiddenNormScale, .hiddenNorm: false
    default: true
    }
  }
}
