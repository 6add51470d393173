import Activations
import Tensors

/// Variants of a prompt in the order in which they begin to differ from it.
struct Sweep {
  private let config: ModelConfig
  private let variants: [Variant]
  private let wanted: CaptureSet
  private let tokens: [Int]
  private let answer: [Int]?
  private let logits: LogitRows
  private let order: [HookPoint: Int]
  private let edits: [[HookPoint: [Variant.Edit]]]
  /// The variants' indices in the order of joining, with the number of the point at which each does.
  private let joining: [(variant: Int, joint: Int)]

  /// Some of the variants, which share a pass.
  struct Chunk {
    /// Their indices, in the order of joining.
    let variants: [Int]
    let joints: [Int]
    /// The layer in which the first of them joins; 0 where the model has an encoder beside a decoder.
    let firstLayer: Int
    /// Whether the pass is the first, which also shows the prompt itself.
    let isFirst: Bool
  }

  /// Sorts variants.
  ///
  /// - Throws: `ModelError` for points that the model does not have or that can't be changed.
  init(
    _ config: ModelConfig, variants: [Variant], wanted: CaptureSet, tokens: [Int], answer: [Int]?,
    logits: LogitRows
  ) throws {
    (self.config, self.variants, self.tokens, self.answer) = (config, variants, tokens, answer)
    self.logits = logits
    func real(_ point: HookPoint) -> HookPoint { config.part?.real(point) ?? point }
    self.wanted = CaptureSet(wanted.points.map(real))
    let whole = config.withoutPart.hookPoints
    let order = Dictionary(uniqueKeysWithValues: zip(whole, 0...))
    self.order = order
    var edits: [[HookPoint: [Variant.Edit]]] = []
    for variant in variants {
      var own: [HookPoint: [Variant.Edit]] = [:]
      for (point, edit) in variant.edits {
        guard order[real(point)] != nil else {
          throw ModelError(.badRequest, "\(config.name) has no hook point '\(point)'")
        }
        guard !point.kind.isOnlyShown else {
          throw ModelError(
            .badRequest, "'\(point)' only shows what the pass does: a change there does nothing")
        }
        own[real(point), default: []].append(edit)
      }
      guard variant.firstToken == 0 || config.sharesBeginnings else {
        throw ModelError(
          .badRequest, "\(config.name) has no tokens that stay as they are: it is not causal")
      }
      guard (0..<tokens.count).contains(variant.firstToken) else {
        throw ModelError(
          .badRequest, "a variant from token \(variant.firstToken) of \(tokens.count)")
      }
      edits.append(own)
    }
    self.edits = edits
    joining = variants.indices.map { variant in
      (variant, edits[variant].keys.compactMap { order[$0] }.min() ?? whole.count)
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
  }

  /// Variants whose rows fit into so many bytes, at least one, pass by pass.
  func chunks(within limit: Int) -> [Chunk] {
    let costs = joining.map { joined in
      (tokens.count - variants[joined.variant].firstToken + (answer?.count ?? 0))
        * config.bytesPerRow
    }
    var parts: [Range<Int>] = []
    var (first, sum) = (0, 0)
    for (index, cost) in costs.enumerated() {
      if index > first, sum + cost > limit {
        parts.append(first..<index)
        (first, sum) = (index, 0)
      }
      sum += cost
    }
    parts.append(first..<costs.count)
    let points = config.withoutPart.hookPoints
    return parts.enumerated().map { number, part in
      let joined = joining[part]
      let point = joined.first.flatMap {
        points.indices.contains($0.joint) ? points[$0.joint] : nil
      }
      return Chunk(
        variants: joined.map(\.variant), joints: joined.map(\.joint),
        firstLayer: config.encoder == nil ? config.start(for: point?.layer ?? 0) : 0,
        isFirst: number == 0)
    }
  }

  /// Layers before which the stream is kept, for the passes after the first.
  func startLayers(within limit: Int) -> Set<Int> {
    Set(chunks(within: limit).dropFirst().map(\.firstLayer)).subtracting([0])
  }

  /// What a pass of these variants is given: the prompt first, behind it they.
  func input(for chunk: Chunk) -> PassInput {
    func sequences(_ tokens: [Int], _ logits: LogitRows) -> [Batch.Sequence] {
      let prompt = Batch.Sequence(tokens, logits: logits)
      return [prompt]
        + chunk.variants.map { variant in
          var sequence = prompt
          (sequence.start, sequence.source) = (variants[variant].firstToken, 0)
          return sequence
        }
    }
    let edited = [[]] + chunk.variants.map { Set(edits[$0].keys) }
    let points = edited.reduce(into: Set(wanted.points)) { $0.formUnion($1) }
    return PassInput(
      sequences: sequences(tokens, answer == nil ? logits : .none),
      answers: answer.map { sequences($0, logits) } ?? [],
      wanted: CaptureSet(points.sorted { order[$0] ?? .max < order[$1] ?? .max }),
      plan: SweepPlan(
        order: order, joints: [-1] + chunk.joints, edited: edited, shown: wanted,
        showsPrompt: chunk.isFirst, decoder: decoderStart))
  }

  /// What stands at the hook points of such a pass: a variant's edits, and behind them `tap`.
  func tap(
    for chunk: Chunk, _ tap: @escaping (HookPoint, Int?, Tensor) throws -> Void
  ) -> Tap {
    { point, sequence, value in
      let variant = sequence == 0 ? nil : chunk.variants[sequence - 1]
      func apply(_ shownPoint: HookPoint, _ value: inout Tensor) throws {
        let shape = value.shape
        for edit in variant.flatMap({ edits[$0][point] }) ?? [] { try edit(&value) }
        guard value.shape == shape else {
          throw ModelError(
            .badRequest, "an edit makes shape \(value.shape) of \(shape) at '\(shownPoint)'")
        }
        if wanted.contains(point) { try tap(shownPoint, variant, value) }
      }
      guard let part = config.part else { return try apply(point, &value) }
      try withoutActuallyEscaping(apply) { apply in
        try part.shown { shown, _, value in try apply(shown, &value) }(point, sequence, &value)
      }
    }
  }

  private var decoderStart: Int {
    order.filter { $0.key.stack == .decoder }.values.min() ?? 0
  }
}

extension ModelConfig {
  /// The whole model that this may be a part of.
  var withoutPart: ModelConfig {
    var whole = self
    whole.part = nil
    return whole
  }

  /// Bytes that a row takes at most between two layers, all that are there at once together.
  var bytesPerRow: Int {
    let hidden = widestHidden * (isGated ? 2 : 1)
    return (4 * width * (streams?.count ?? 1) + largestAttentionRow + hidden) * 4
  }
}
