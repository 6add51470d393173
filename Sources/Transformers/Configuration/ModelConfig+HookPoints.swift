public import Activations

extension ModelConfig {
  /// Every hook point that a pass of this model has, in its order.
  public var hookPoints: [HookPoint] {
    guard let encoder else {
      let before = Self.beforeBlocks.filter { has($0, in: 0) }.map { HookPoint.outside($0) }
      let after = Self.afterBlocks.filter { has($0, in: 0) }.map { HookPoint.outside($0) }
      return before + blockPoints(of: .blocks) + after
    }
    let before: [HookPoint.Kind] = [.tokens, .embed, .positionEmbed, .embedNormScale, .embedNorm]
    let points =
      before.filter { has($0, in: 0) }.map { HookPoint.outside($0) }
      + encoder.blockPoints(of: .encoder)
      + (hasFinalNorm ? [.outside(.encoderNormScale), .outside(.encoderNorm)] : [])
      + blockPoints(of: .decoder)
      + (hasFinalNorm ? [.outside(.decoderNormScale), .outside(.decoderNorm)] : [])
    return part.map { points.map($0.shown) } ?? points
  }

  private static let beforeBlocks: [HookPoint.Kind] = [
    .tokens, .tokenEmbed, .placeEmbed, .typeEmbed, .embedNormScale, .embedNorm, .fullEmbed, .embed,
    .positionEmbed,
  ]
  private static let afterBlocks: [HookPoint.Kind] = [
    .finalNormScale, .finalNorm, .headNormScale, .headNorm,
  ]

  private func blockPoints(of stack: HookPoint.Stack) -> [HookPoint] {
    let kinds = blockKinds
    return (0..<layers).flatMap { layer in
      kinds.filter { has($0, in: layer) }.map { .block($0, layer, of: stack) }
    }
  }

  /// What blocks have, in the order of the pass: norms on sums and before attention to an encoder come later than others.
  private var blockKinds: [HookPoint.Kind] {
    var kinds = HookPoint.Kind.allCases.filter(\.isInBlock)
    func move(_ moved: [HookPoint.Kind], behind kind: HookPoint.Kind) {
      kinds.removeAll { moved.contains($0) }
      kinds.insert(contentsOf: moved, at: (kinds.firstIndex(of: kind) ?? 0) + 1)
    }
    if normPlacement == .onSum {
      move([.norm1Scale, .norm1], behind: .residualMid)
      let isLast = encoderLayers == nil
      move([.norm2Scale, .norm2], behind: isLast ? .residualPost : .residualMidCross)
      if !isLast { move([.norm3Scale, .norm3], behind: .residualPost) }
    } else if encoderLayers != nil {
      move([.norm2Scale, .norm2], behind: .residualMid)
    }
    return kinds
  }

  private func has(_ kind: HookPoint.Kind, in layer: Int) -> Bool {
    let placement = normPlacement(in: layer)
    let isNormedBefore =
      placement != .after && placement != .nowhere && !unnormedLayers.contains(layer)
    let isNormedAfter = placement == .after || placement == .beforeAndAfter
    let hasSecond = hasFeedForward(in: layer)
    let isDense = hasSecond && (!hasExperts(in: layer) || experts?.standBesideDense == true)
    let mixes = mixer(in: layer) != .nothing
    let attends = mixer(in: layer).hasPattern
    switch kind {
    case .tokenEmbed, .fullEmbed: return isEncoder
    case .placeEmbed: return isEncoder && hasLearnedPlaces
    case .typeEmbed: return hasTokenTypes
    case .embed: return !isEncoder
    case .positionEmbed: return !isEncoder && hasPlaceVectors
    case .embedNormScale, .embedNorm: return normalizesEmbedding || normalizesPlaced
    case .norm1Scale, .norm1: return isNormedBefore && mixes
    case .norm2Scale, .norm2:
      return placement != .after && placement != .nowhere && hasSecond || encoderLayers != nil
    case .norm1PostScale, .norm1Post: return isNormedAfter && mixes
    case .norm2PostScale, .norm2Post: return isNormedAfter && hasSecond
    case .normalizedResidualPost: return placement == .onSum
    case .attentionIn, .queryInput, .keyInput, .valueInput, .query, .value, .attentionScores,
      .pattern, .z, .result:
      return attends
    case .key: return attends && keyValueSource(of: layer) == nil
    case .rotatedQuery, .rotatedKey: return attends && changesQueries(in: layer)
    case .attentionOut: return mixes
    case .residualMid: return residual == .sequential && hasSecond && mixes
    case .feedForwardIn, .feedForwardOut: return hasSecond
    case .hiddenPreLinear: return isGated && isDense
    case .hiddenPre, .hiddenPost: return isDense
    case .hiddenMid, .hiddenNormScale, .hiddenNorm: return softens && normalizesHidden && isDense
    case .queryNormScale, .queryNorm: return attends && normalizesHeads(in: layer)
    case .keyNormScale, .keyNorm:
      return attends && normalizesHeads(in: layer) && keyValueSource(of: layer) == nil
    case .crossQuery, .crossKey, .crossValue, .crossScores, .crossPattern, .crossZ, .crossResult,
      .crossAttentionOut, .residualMidCross, .norm3Scale, .norm3:
      return encoderLayers != nil
    case .finalNormScale, .finalNorm: return hasFinalNorm
    // Only logits of masked language models go through that head, and not all files have it.
    case .headNormScale, .headNorm: return false
    case .encoderNormScale, .encoderNorm, .decoderNormScale, .decoderNorm: return false
    default: return true
    }
  }
}
