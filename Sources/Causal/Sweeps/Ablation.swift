public import Activations
import Tensors
import Transformers

/// The ways to ablate a head: what its z is replaced by, before the output projection.
public enum AblationKind: Sendable {
  /// By 0.
  case zero
  /// By their own values times a number.
  case scale(Float)
  /// By their mean over prompts, given by their ids.
  case mean(over: [[Int]], Edit.Averaging)
  /// By what they have on another prompt of the same length.
  case resample([Int])

  /// The change of z.
  var change: Edit.Change {
    switch self {
    case .zero: .zero
    case .scale(let factor): .scale(factor)
    case .mean(let prompts, let averaging): .mean(over: prompts, averaging)
    case .resample(let tokens): .otherPrompt(tokens)
    }
  }
}

/// A prepared ablation: the replacement values of heads, ready for any number of prompts.
public struct PreparedAblation: Sendable {
  /// The heads that are taken out, one at a time.
  public let heads: [Head]
  let edit: PreparedEdit
}

extension EditedModel {
  /// Runs the prompts whose values take the place of `heads`.
  ///
  /// - Parameters:
  ///   - heads: Query heads; nil for all.
  ///   - positions: The tokens at which they are taken out.
  /// - Throws: `CausalError` for heads that are not there.
  public func prepareAblation(
    of heads: [Head]? = nil, by kind: AblationKind = .zero, at positions: Edit.Tokens = .all,
    checkpoint: () throws -> Void = {}
  ) throws -> PreparedAblation {
    let heads = heads ?? config.allHeads
    let edit = Edit(.z, heads: heads, tokens: positions, kind.change)
    return PreparedAblation(heads: heads, edit: try prepare(edit, checkpoint: checkpoint))
  }

  /// Ablates each of `heads` alone and measures the metric; later layers are computed again.
  ///
  /// - Parameters:
  ///   - heads: Query heads; nil for all.
  ///   - positions: The tokens at which they are taken out.
  ///   - progress: Called with how many heads are done and how many there are.
  /// - Returns: Effects are the metric with the head changed less the metric without: negative where the head helped.
  /// - Throws: `CausalError` for heads or tokens that are not there.
  public func ablate(
    _ tokens: [Int], heads: [Head]? = nil, by kind: AblationKind = .zero,
    at positions: Edit.Tokens = .all, metric: Metric,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    let prepared = try prepareAblation(
      of: heads, by: kind, at: positions, checkpoint: checkpoint)
    return try ablate(
      tokens, by: prepared, metric: metric, progress: progress, checkpoint: checkpoint)
  }

  /// The same with a prepared ablation.
  public func ablate(
    _ tokens: [Int], by prepared: PreparedAblation, metric: Metric,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    let whole = prepared.edit
    let variants = prepared.heads.map { head in
      [
        PreparedEdit(
          edit: Edit(.z, heads: [head], tokens: whole.edit.tokens, whole.edit.change),
          points: [.block(.z, head.layer)], references: whole.references)
      ]
    }
    return try effects(
      of: variants, at: prepared.heads.map(SweepPlace.head), tokens, metric, progress, checkpoint)
  }

  /// Makes each change alone and measures it.
  func effects(
    of variants: [[PreparedEdit]], at places: [SweepPlace], _ tokens: [Int], _ metric: Metric,
    _ progress: (Int, Int) -> Void, _ checkpoint: () throws -> Void
  ) throws -> EffectTable {
    let (base, values) = try measure(
      tokens, variants: variants, metric, progress: progress, checkpoint: checkpoint)
    return EffectTable(
      metric: metric.name, unchanged: [base], source: [],
      rows: zip(places, values).map { Effect(place: $0, values: [$1], effects: [$1 - base]) })
  }

  /// The same on several prompts, each with its own metric, as tables with mean and spread.
  public func ablate(
    _ prompts: [(tokens: [Int], metric: Metric)], heads: [Head]? = nil,
    by kind: AblationKind = .zero, at positions: Edit.Tokens = .all,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    try prompts.enumerated().map { index, prompt in
      try ablate(
        prompt.tokens, heads: heads, by: kind, at: positions, metric: prompt.metric,
        progress: { progress(index * $1 + $0, prompts.count * $1) }, checkpoint: checkpoint)
    }.merged()
  }
}

extension ModelConfig {
  /// Every query head, in order.
  var allHeads: [Head] {
    patternLayers.flatMap { layer in (0..<heads).map { Head(layer: layer, index: $0) } }
  }
}
