public import Activations
public import Tensors

extension Model {
  /// Runs the next tokens of a text whose earlier tokens are in `kept`, and adds them to it.
  ///
  /// Only the new tokens are computed. What taps see and logits are given of are the new tokens' rows; patterns are
  /// `[heads, new tokens, all tokens]`, and equal those of a run from nothing within 1e-5.
  ///
  /// - Parameters:
  ///   - tokens: At least one.
  ///   - kept: What this model ran before; after an error it is as it was.
  ///   - logits: Of which of the new tokens logits are wanted; places are counted from the first of all.
  /// - Throws: `ModelError` for a model whose rows depend on later tokens, ids outside the vocabulary or a wrong length.
  @discardableResult
  public func run(
    _ tokens: [Int], behind kept: inout KeptRun, capturing wanted: CaptureSet = CaptureSet([]),
    logits: LogitRows = .last, checkpoint: () throws -> Void = {},
    tap: Tap = { _, _, _ in }
  ) throws -> Tensor? {
    guard config.sharesBeginnings else {
      throw ModelError(
        .badRequest, "\(config.name) can't go on behind tokens: its rows depend on later ones")
    }
    let all = kept.tokens + tokens
    guard !tokens.isEmpty else { throw ModelError(.badRequest, "no tokens to go on with") }
    _ = try input(all, answer: nil)
    try logits.check(kept.tokens.count..<all.count)
    if !kept.tokens.isEmpty, !config.turnsAlike(kept.length, all.count) {
      // Longer prompts turn by other angles: the earlier rows are made anew.
      var again = KeptRun(keepingQueries: kept.keepsQueries)
      let made = try goOn(
        kept.tokens, behind: again, shown: nil, CaptureSet([]), .none, turnedFor: all.count,
        checkpoint, { _, _, _ in })
      again.append(kept.tokens, made.rows, turnedFor: all.count)
      kept = again
    }
    let made = try goOn(
      all, behind: kept, shown: nil, wanted, logits, turnedFor: all.count, checkpoint, tap)
    kept.append(tokens, made.rows, turnedFor: all.count)
    return made.logits
  }

  /// Runs one prompt and keeps what `capturing` chooses; a beginning that an earlier run shares is
  /// not computed again.
  ///
  /// Patterns, scores, and the queries and keys that they are made of are captured whole: of tokens that an earlier
  /// run had too, they are made of its rows. For any other hook point all of the prompt is computed.
  ///
  /// - Parameter runs: Runs of this model; this one is added.
  /// - Throws: `ModelError` for ids outside the vocabulary or a wrong length.
  public func run(
    _ tokens: [Int], sharing runs: inout KeptRuns, capturing wanted: CaptureSet,
    logits: LogitRows = .none, checkpoint: () throws -> Void = {}
  ) throws -> Run {
    guard config.sharesBeginnings else {
      return try run(tokens, capturing: wanted, logits: logits, checkpoint: checkpoint)
    }
    _ = try input(tokens, answer: nil)
    try logits.check(0..<tokens.count)
    let needed = logits.places(in: 0..<tokens.count).min() ?? tokens.count
    var kept = KeptRun(keepingQueries: true)
    var common = 0
    if let found = runs.longest(
      beginning: tokens,
      where: { $0.keepsQueries && config.turnsAlike($0.length, tokens.count) }),
      wanted.points.allSatisfy(isMadeOfQueriesAndKeys)
    {
      common = min(found.common, tokens.count - 1, needed)
      if common > 0 { kept = found.run }
    }
    var cache = ActivationCache()
    let layers = kept.layers
    let made = try goOn(
      tokens, behind: kept, from: common, shown: 0..<tokens.count, wanted, logits,
      turnedFor: tokens.count, checkpoint
    ) { point, _, value in
      let earlier = point.layer.flatMap { layers[checked: $0] }
      switch point.kind {
      case .query, .rotatedQuery: cache[point] = value.behind(earlier?.queries, common)
      case .key, .rotatedKey: cache[point] = value.behind(earlier?.keys, common)
      default: cache[point] = value
      }
    }
    var run = kept.prefix(common)
    run.append(Array(tokens[common...]), made.rows, turnedFor: tokens.count)
    runs.keep(run)
    return Run(cache: cache, logits: made.logits)
  }

  /// Whether a run can go on from an earlier one where these points are captured.
  public func canShare(_ points: CaptureSet) -> Bool {
    config.sharesBeginnings && points.points.allSatisfy(isMadeOfQueriesAndKeys)
  }

  /// Whether the value at a point can be made of queries and keys as scores read them.
  private func isMadeOfQueriesAndKeys(_ point: HookPoint) -> Bool {
    guard let layer = point.layer else { return false }
    switch point.kind {
    case .pattern, .attentionScores, .rotatedQuery, .rotatedKey: return true
    case .query, .key: return !config.changesQueries(in: layer)
    default: return false
    }
  }

  /// Sends the end of a prompt through the model.
  ///
  /// - Parameters:
  ///   - first: The first place that is computed; by default the one behind `kept`.
  ///   - shown: The queries whose rows of patterns are shown; by default those computed.
  /// - Returns: Logits, and the rows of all layers that were computed.
  private func goOn(
    _ tokens: [Int], behind kept: KeptRun, from first: Int? = nil, shown: Range<Int>?,
    _ wanted: CaptureSet, _ logits: LogitRows, turnedFor length: Int,
    _ checkpoint: () throws -> Void, _ tap: Tap
  ) throws -> (logits: Tensor?, rows: [KeptRun.Layer]) {
    var sequence = Batch.Sequence(tokens)
    sequence.start = first ?? kept.tokens.count
    sequence.shown = sequence.start..<tokens.count
    sequence.shownQueries = shown ?? sequence.shown
    sequence.unembedded = logits.places(in: shown ?? sequence.shown)
    sequence.length = length
    let keeper = Keeper(behind: kept)
    let output = try withoutActuallyEscaping(checkpoint) { checkpoint in
      try withoutActuallyEscaping(tap) { tap in
        try run(PassInput(sequences: [sequence], wanted: wanted, keeper: keeper), checkpoint, tap)
      }
    }
    keeper.close(config.layers)
    return (output, keeper.layers)
  }
}

extension Tensor {
  /// The first `count` rows of an earlier run, `[n, heads * h]`, and behind them these, `[tokens, heads, h]`.
  fileprivate func behind(_ earlier: Tensor?, _ count: Int) -> Tensor {
    guard let earlier, count > 0 else { return self }
    var all = earlier.part(0..<count).reshaped([count] + shape.dropFirst())
    all.append(self)
    return all
  }
}

extension Array {
  /// The element at `index`; nil past the end.
  fileprivate subscript(checked index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
