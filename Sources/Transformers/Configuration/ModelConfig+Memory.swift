public import Activations
import Tensors

extension ModelConfig {
  /// Bytes that the values at these points take for a prompt of `n` tokens.
  public func memory(tokens n: Int, keeping points: CaptureSet) -> Int {
    points.points.reduce(0) { $0 + n * rowLength(at: $1, tokens: n) * 4 }
  }

  /// About how many bytes of working memory a pass of `n` tokens takes, besides weights and kept
  /// values.
  ///
  /// - Parameters:
  ///   - points: What taps see. Where patterns or scores are among them, those of a layer are there whole.
  ///   - logits: Of how many tokens logits are wanted.
  public func workingMemory(tokens n: Int, capturing points: CaptureSet, logits: Int = 0) -> Int {
    // The stream, its norm, what attention adds, and a copy that a sum or a norm makes.
    let streams = 4 * n * streamShape.reduce(1, *) * 4
    let attention = n * largestRow { attentionRow(in: $0) + heads * valueWidth(in: $0) } * 4
    let blocks = Parallel.width * min(n, 128) * min(n, 2048) * 4
    let whole = points.points.contains { [.pattern, .attentionScores].contains($0.kind) }
    // A tap's copy beside the pass's own.
    let patterns = whole ? 2 * heads * n * n * 4 : 0
    // Which keys each query may see where these are chosen: the indexer's scores of some queries, of one
    // head and of all, and the choice itself, a bit a key.
    let keys = compressions.compactMap { $0.map { n / $0.rate } }.max() ?? n
    let choice =
      latent?.indexer == nil
      ? 0 : 8 * min(n, Indexer.scoredAtOnce) * keys + n * (keys + 63) / 64 * 8
    let part = min(n, feedForwardRows)
    let hidden = part * (2 * widestHidden + 3 * width) * 4
    let ends = logits * (vocabularySize + width) * 4
    return streams + max(attention + blocks + patterns + choice, hidden, ends)
  }

  /// Floats of one token's queries, keys and values in `layer`; 0 where it has no attention.
  package func attentionRow(in layer: Int) -> Int {
    guard mixer(in: layer).hasPattern else { return 0 }
    let (h, hv) = (headWidth(in: layer), valueWidth(in: layer))
    return heads * h + keyValueHeads(in: layer) * (h + hv)
  }

  /// Floats of one token that `layer` keeps for prompts that go on behind it (`KeptRun`): besides queries, keys and values
  /// what states, and what chosen keys, are made of.
  package func keptRow(in layer: Int) -> Int {
    let makesKeys = compression(in: layer) != nil || latent?.indexer?.layers.contains(layer) == true
    let hasState = ![.attention, .nothing].contains(mixer(in: layer))
    return attentionRow(in: layer) + (makesKeys || hasState ? width : 0)
  }

  /// Floats of one token's queries, keys and values in the layer of attention that has most.
  package var largestAttentionRow: Int { largestRow(attentionRow) }

  /// The width inside the widest feed-forward layer or expert.
  var widestHidden: Int {
    (0..<layers).reduce(hiddenWidth) { max($0, denseHiddenWidth(in: $1)) }
  }

  private func largestRow(_ floats: (Int) -> Int) -> Int { patternLayers.map(floats).max() ?? 0 }

  /// Floats of one token at a point.
  private func rowLength(at point: HookPoint, tokens n: Int) -> Int {
    switch point.kind {
    case .pattern, .compressedPattern, .attentionScores: heads * n
    case .query, .rotatedQuery: heads * headWidth(in: point.layer ?? 0)
    case .z: heads * valueWidth(in: point.layer ?? 0)
    case .key, .rotatedKey: keyValueHeads(in: point.layer ?? 0) * headWidth(in: point.layer ?? 0)
    case .value: keyValueHeads(in: point.layer ?? 0) * valueWidth(in: point.layer ?? 0)
    case .residualPre, .residualPost: streamShape.reduce(1, *)
    case .residualMid: middleShape.reduce(1, *)
    case .result: heads * width
    case .hiddenPre, .hiddenPreLinear, .hiddenMid, .hiddenNorm, .hiddenPost:
      denseHiddenWidth(in: point.layer ?? 0)
    default: width
    }
  }
}
