public import Activations

extension ModelConfig {
  /// Every hook point that a pass of this model has, in its order.
  public var hookPoints: [HookPoint] {
    let after: [HookPoint.Kind] = [.finalNormScale, .finalNorm]
    let outside = HookPoint.Kind.allCases.filter { !$0.isInBlock && !after.contains($0) }
    let inside = HookPoint.Kind.allCases.filter(\.isInBlock)
    return outside.filter { has($0, in: 0) }.map { .outside($0) }
      + (0..<layers).flatMap { layer in
        inside.filter { has($0, in: layer) }.map { .block($0, layer) }
      }
      + after.map { .outside($0) }
  }

  private func has(_ kind: HookPoint.Kind, in layer: Int) -> Bool {
    switch kind {
    case .embedNormScale, .embedNorm: normalizesEmbedding
    case .positionEmbed: hasLearnedPlaces
    case .norm1Scale, .norm1, .norm2Scale, .norm2: normPlacement != .after
    case .norm1PostScale, .norm1Post, .norm2PostScale, .norm2Post: normPlacement != .before
    case .rotatedQuery, .rotatedKey: rotary(in: layer) != nil
    case .residualMid: residual == .sequential
    case .hiddenPreLinear: isGated && !hasExperts(in: layer)
    case .hiddenPre, .hiddenPost: !hasExperts(in: layer)
    case .queryNormScale, .queryNorm, .keyNormScale, .keyNorm: queryKeyNorm != .none
    case .hiddenMid, .hiddenNormScale, .hiddenNorm: false
    default: true
    }
  }
}
