import Activations
import Tensors
import Transformers

/// Which activation a patching sweep replaces.
public enum PatchSite: String, CaseIterable, Sendable {
  /// The stream before each layer, by layer and token.
  case residPre = "resid_pre"
  /// What attention adds to it, by layer and token.
  case attnOut = "attn_out"
  /// What the feed-forward layer adds to it, by layer and token.
  case mlpOut = "mlp_out"
  /// The stream between the two, by layer and token; absent where they run in parallel.
  case residMid = "resid_mid"
  /// A head's mixed values, at all tokens.
  case z
  /// A head's queries before norm and rotation, at all tokens.
  case q
  /// A key head's keys before norm and rotation, at all tokens: it serves a group of query heads.
  case k
  /// A key head's values, at all tokens.
  case v
  /// A head's whole pattern.
  case pattern
  /// A head's queries behind norm and rotation.
  case rotQ = "rot_q"
  /// A key head's keys behind norm and rotation.
  case rotK = "rot_k"

  var kind: HookPoint.Kind {
    switch self {
    case .residPre: .residualPre
    case .attnOut: .attentionOut
    case .mlpOut: .feedForwardOut
    case .residMid: .residualMid
    case .z: .z
    case .q: .query
    case .k: .key
    case .v: .value
    case .pattern: .pattern
    case .rotQ: .rotatedQuery
    case .rotK: .rotatedKey
    }
  }
}

/// A prompt and its corruption, of one length, with what is measured on both.
public struct PromptPair: Sendable {
  /// The ids of the clean prompt, from which values are taken.
  public let clean: [Int]
  /// The ids of the corrupted prompt, into which values are patched.
  public let corrupt: [Int]
  /// What is measured.
  public let metric: Metric

  /// Pairs two prompts.
  ///
  /// - Throws: `CausalError` where they differ in length or not at all.
  public init(clean: [Int], corrupt: [Int], metric: Metric) throws {
    guard clean.count == corrupt.count else {
      throw CausalError(
        "the prompts have \(clean.count) and \(corrupt.count) tokens: patching needs as many in both"
      )
    }
    guard clean != corrupt else { throw CausalError("the two prompts are the same") }
    (self.clean, self.corrupt, self.metric) = (clean, corrupt, metric)
  }
}

extension EditedModel {
  /// Activation patching: runs the corrupt prompt with one activation of the clean run at a time,
  /// and measures how much of the metric that restores.
  ///
  /// - Parameters:
  ///   - layers: The layers to sweep; nil for all.
  /// - Returns: Effects are (patched - corrupt) / (clean - corrupt): 0 where nothing is restored, 1 where all is.
  /// - Throws: `CausalError` where the model has no such activation, or the two runs do not differ in the metric.
  public func patch(
    _ pair: PromptPair, _ site: PatchSite, layers: [Int]? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    let layers = layers ?? Array(0..<config.layers)
    let kind = site.kind
    let available = Set(config.hookPoints)
    let points = layers.map { HookPoint.block(kind, $0) }.filter { available.contains($0) }
    guard !points.isEmpty else {
      throw CausalError(
        "\(config.name) has no \(kind.rawValue) in layers "
          + layers.map(String.init).joined(separator: ", "))
    }
    let clean = try run(
      pair.clean, capturing: CaptureSet(points), logits: true, checkpoint: checkpoint)
    var references: [HookPoint: Tensor] = [:]
    for point in points { references[point] = clean.cache[point] }
    let (places, edits) = sites(kind, points, tokens: pair.clean)
    let first = firstDifference(pair.clean, pair.corrupt)
    let variants = edits.map { edit in
      [
        PreparedEdit(
          edit: edit, points: edit.layers.map { .block(kind, $0) }, references: references,
          firstToken: first)
      ]
    }
    let table = try effects(
      of: variants, at: places, pair.corrupt, pair.metric, progress, checkpoint)
    guard let logits = clean.logits else { throw CausalError("\(config.name) gives no logits") }
    let scores = TokenScores(logits: logits)
    let best = try pair.metric.value(
      scores, unchanged: scores, tokens: config.patternTokens(of: pair.clean))
    return try table.restored(to: best, rounding: pair.metric.rounding)
  }

  /// The same for several pairs, as tables with mean and spread.
  public func patch(
    _ pairs: [PromptPair], _ site: PatchSite, layers: [Int]? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    try pairs.enumerated().map { index, pair in
      try patch(
        pair, site, layers: layers,
        progress: { progress(index * $1 + $0, pairs.count * $1) }, checkpoint: checkpoint)
    }.merged()
  }

  /// The places of a sweep with the edit that replaces each.
  private func sites(
    _ kind: HookPoint.Kind, _ points: [HookPoint], tokens: [Int]
  ) -> ([SweepPlace], [Edit]) {
    var places: [SweepPlace] = []
    var edits: [Edit] = []
    for layer in points.compactMap(\.layer) {
      if let count = kind.heads(of: config, in: layer) {
        let isKey = kind == .key || kind == .value || kind == .rotatedKey
        for index in 0..<count {
          let head = Head(layer: layer, index: index)
          places.append(isKey ? .keyHead(head) : .head(head))
          edits.append(Edit(kind, heads: [head], .otherPrompt(tokens)))
        }
      } else {
        for position in config.patternTokens(of: tokens).indices {
          places.append(.token(layer: layer, position: position))
          edits.append(Edit(kind, layers: [layer], tokens: .at([position]), .otherPrompt(tokens)))
        }
      }
    }
    return (places, edits)
  }
}

extension EffectTable {
  /// The table with effects as shares of the way from the unchanged metric to `best`.
  ///
  /// - Throws: `CausalError` where the two are so near that rounding would decide.
  fileprivate func restored(to best: Double, rounding: Double) throws -> EffectTable {
    let base = unchanged[0]
    guard abs(best - base) >= max(rounding, 1e-4 * max(abs(best), abs(base))) else {
      throw CausalError(
        "\(metric) is \(best) on the clean prompt and \(base) on the corrupt one: "
          + "there is nothing to restore")
    }
    return EffectTable(
      metric: metric, unchanged: unchanged, source: [best],
      rows: rows.map { row in
        Effect(
          place: row.place, values: row.values,
          effects: row.values.map { ($0 - base) / (best - base) })
      })
  }
}
