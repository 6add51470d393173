public import Activations
import Tensors
import Transformers

/// What a head reads from the residual stream.
public enum PathInput: String, CaseIterable, Sendable {
  /// Queries, by query head.
  case q
  /// Keys, by key head.
  case k
  /// Values, by key head.
  case v

  var kind: HookPoint.Kind {
    switch self {
    case .q: .query
    case .k: .key
    case .v: .value
    }
  }
}

/// Which paths may carry a sender's change to a receiver; all other heads are frozen.
public enum PathKind: String, CaseIterable, Sendable {
  /// The straight edge alone: feed-forward layers are frozen too.
  case direct
  /// Feed-forward layers are computed anew (Wang et al., 2022).
  case viaMLPs = "via_mlps"
}

/// One input of a head at the end of a path.
public struct PathReceiver: Hashable, Sendable {
  /// The head; for keys and values a key head, which a group of query heads shares.
  public let head: Head
  /// The input that is meant: query, key or value.
  public let input: PathInput

  /// Names an input of a head.
  public init(_ head: Head, _ input: PathInput) { (self.head, self.input) = (head, input) }
}

extension EditedModel {
  /// Path patching (Wang et al., 2022): the clean prompt is run with one receiver's input as it is when the sender alone is corrupt.
  ///
  /// The sender's z comes from the corrupt prompt while all other heads' z are frozen at the clean run's. What a receiver then
  /// reads is put into a further run of the clean prompt, in which everything else is free.
  ///
  /// - Parameters:
  ///   - pair: The metric is measured on the clean prompt.
  ///   - receivers: Inputs of heads in layers after the sender's; nil for all of them.
  ///   - together: Whether all receivers' inputs are replaced in one run.
  /// - Returns: Rows of the receivers, then `.logits` (the path to the last norm) and `.everywhere` (the sender's z patched plainly);
  ///   effects are differences to the clean run.
  /// - Throws: `CausalError` for heads that are not there or receivers that the sender can't reach.
  public func path(
    _ pair: PromptPair, from sender: Head, to receivers: [PathReceiver]? = nil,
    _ kind: PathKind = .direct, together: Bool = false,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> EffectTable {
    let receivers = receivers ?? inputs(after: sender.layer)
    try check(receivers, behind: sender)
    guard !(0..<config.layers).contains(where: { config.mixer(in: $0) == .attentionAndStateSpace })
    else {
      throw CausalError(
        "\(config.name) has a state space beside every layer's heads, which paths would go through too"
      )
    }
    // What stands in attention's place in some layers is held as heads are.
    let zPoints = config.hookPoints.filter { point in
      point.kind == .z
        || point.kind == .attentionOut && !config.mixer(in: point.layer ?? 0).hasPattern
    }
    let mlpPoints = config.hookPoints.filter { $0.kind == .feedForwardOut }
    let clean = try run(
      pair.clean, capturing: CaptureSet(zPoints + mlpPoints), checkpoint: checkpoint)
    let own = HookPoint.block(.z, sender.layer)
    let corrupt = try run(pair.corrupt, capturing: CaptureSet([own]), checkpoint: checkpoint)
    guard let new = corrupt.cache[own], var changed = clean.cache[own] else {
      throw CausalError("\(config.name) has no \(own)")
    }
    changed.set(
      new.matrix(of: sender.index, .tokensByHeads), of: sender.index, .tokensByHeads)

    // The sender corrupt, all else frozen: what every receiver reads then.
    var frozen = frozen(zPoints, of: clean.cache)
    frozen.references[own] = changed
    let held = kind == .direct ? [frozen, self.frozen(mlpPoints, of: clean.cache)] : [frozen]
    let read = CaptureSet(
      config.hookPoints.filter { point in
        receivers.contains { point == .block($0.input.kind, $0.head.layer) }
      })
    var inputs: [HookPoint: Tensor] = [:]
    let logits = try run(
      [pair.clean], variants: [held], capturing: read, logits: true, checkpoint: checkpoint
    ) { point, _, value in inputs[point] = value }
    guard let logits else { throw CausalError("\(config.name) gives no logits") }

    let first = firstDifference(pair.clean, pair.corrupt)
    let edits = receivers.map { receiver in
      PreparedEdit(
        edit: Edit(receiver.input.kind, heads: [receiver.head], .otherPrompt(pair.clean)),
        points: [.block(receiver.input.kind, receiver.head.layer)], references: inputs,
        firstToken: first)
    }
    let plain = PreparedEdit(
      edit: Edit(.z, heads: [sender], .otherPrompt(pair.clean)), points: [own],
      references: [own: new], firstToken: first)
    let variants = (together ? [edits] : edits.map { [$0] }) + [[plain]]
    let places =
      together ? [.inputs(edits.count)] : receivers.map { SweepPlace.input($0.input, $0.head) }
    let table = try effects(
      of: variants, at: places + [.everywhere], pair.clean, pair.metric, progress, checkpoint)
    return try table.adding(
      .logits, before: .everywhere,
      value: pair.metric.value(
        TokenScores(logits: logits),
        unchanged: TokenScores(logits: self.logits(of: pair.clean, checkpoint: checkpoint)),
        tokens: config.patternTokens(of: pair.clean)))
  }

  /// Edits that keep what a run had at `points`.
  private func frozen(_ points: [HookPoint], of cache: ActivationCache) -> PreparedEdit {
    var references: [HookPoint: Tensor] = [:]
    for point in points { references[point] = cache[point] }
    let kind = points.first?.kind ?? .feedForwardOut
    return PreparedEdit(
      edit: Edit(kind, layers: points.compactMap(\.layer), .otherPrompt([])), points: points,
      references: references)
  }

  /// All inputs of the layers after `layer`; layers that use others' keys have none of their own.
  private func inputs(after layer: Int) -> [PathReceiver] {
    let available = Set(config.hookPoints)
    let later = config.patternLayers.filter { $0 > layer }
    return PathInput.allCases.flatMap { input in
      later.filter { available.contains(HookPoint.block(input.kind, $0)) }.flatMap { layer in
        (0..<(input.kind.heads(of: config, in: layer) ?? 0)).map {
          PathReceiver(Head(layer: layer, index: $0), input)
        }
      }
    }
  }

  private func check(_ receivers: [PathReceiver], behind sender: Head) throws {
    guard sender.isIn(layers: config.layers, heads: config.heads) else {
      throw CausalError(
        "there is no \(sender): \(config.name) has layers 0-\(config.layers - 1) with heads "
          + "0-\(config.heads - 1)")
    }
    try config.requirePattern(sender.layer)
    for receiver in receivers {
      let layer = min(receiver.head.layer, config.layers - 1)
      try config.requirePattern(layer)
      let count = receiver.input.kind.heads(of: config, in: layer) ?? 0
      guard receiver.head.isIn(layers: config.layers, heads: count) else {
        throw CausalError(
          "there is no \(receiver.head).\(receiver.input.rawValue): \(config.name) has layers "
            + "0-\(config.layers - 1) with 0-\(count - 1) there")
      }
      guard receiver.head.layer > sender.layer else {
        throw CausalError(
          "no path leads from \(sender) to \(receiver.head): a receiver is in a later layer")
      }
    }
  }
}

extension EffectTable {
  /// The table with one row more.
  fileprivate func adding(
    _ place: SweepPlace, before next: SweepPlace, value: Double
  ) -> EffectTable {
    var rows = rows
    let row = Effect(place: place, values: [value], effects: [value - unchanged[0]])
    rows.insert(row, at: rows.firstIndex { $0.place == next } ?? rows.count)
    return EffectTable(metric: metric, unchanged: unchanged, source: source, rows: rows)
  }
}
