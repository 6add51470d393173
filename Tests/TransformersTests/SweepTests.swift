import Activations
import Tensors
import TestSupport
import Testing
import Transformers

/// Variants of a prompt in one pass, against passes of their own.
@Suite struct SweepTests {
  static let models =
    ReferenceModels.decoderPaths + ReferenceModels.encoderPaths
    + ReferenceModels.familyDecoderPaths + ReferenceModels.familyEncoderPaths
    + ["families/bart", "families/marian"]
    + ["checkpoints/llama_dynamic", "checkpoints/t5"]

  /// Those that read an encoder's rows, and those whose tokens see later ones.
  private static let twofold = ["t5", "bart", "marian"]
  private static let unshared = twofold + ["bert", "electra"]
  /// Those whose stream alone does not tell what later layers need.
  private static let unstarted = twofold + ["gemma4", "gemma3n", "glm_moe_dsa", "deepseek_v4"]

  /// Those that normalise small numbers, so that two passes with one change differ by up to 2e-5.
  ///
  /// Each is up to 7e-6 from transformers' float64, whose own float32 is 5.5e-6 from it: ten times as far as in Llama 4.
  private static let noisy = ["gemma4", "olmo_hybrid"]

  private static func models(without names: [String]) -> [String] {
    models.filter { model in
      !names.contains { model.hasSuffix($0) || $0 == "bert" && model.contains($0) }
    }
  }

  private let tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
  private let answer = [0, 8, 7]

  private func open(_ name: String) throws -> Model {
    try Model(path: fixture(name))
  }

  /// The points whose changes a pass takes over.
  private func points(_ model: Model) -> [HookPoint] {
    model.config.hookPoints.filter { !$0.kind.isOnlyShown }
  }

  private func answer(_ model: Model) -> [Int]? {
    model.config.encoderLayers == nil ? nil : answer
  }

  /// A change that every hook point can bear.
  private func halve(_ value: inout Tensor) { value *= 0.5 }

  @Test(arguments: models)
  func `variants that change nothing give the prompt's logits`(name: String) throws {
    let model = try open(name)
    let unchanged = Variant()
    let written = points(model).map { Variant().editing($0) { _ in } }
    let plain = try #require(
      try model.run(tokens, answer: answer(model), capturing: CaptureSet([]), logits: true).logits)
    let sweep = try model.sweepLogits(
      tokens, answer: answer(model), variants: [unchanged] + written, logits: .all)
    #expect(worstRelativeDifference(sweep.prompt.values, to: plain.values) < 1e-5)
    for (index, logits) in sweep.variants.enumerated() {
      #expect(
        worstRelativeDifference(logits.values, to: plain.values) < 1e-5, "variant \(index)")
    }
  }

  @Test(arguments: models)
  func `a change at any hook point gives what a whole pass with it gives`(name: String) throws {
    let model = try open(name)
    let points = points(model)
    let variants = points.map { Variant().editing($0, halve) }
    let sweep = try model.sweepLogits(
      tokens, answer: answer(model), variants: variants, logits: .all)
    let plain = try #require(
      try model.run(tokens, answer: answer(model), capturing: CaptureSet([]), logits: true).logits)
    for (point, logits) in zip(points, sweep.variants) {
      let alone = try #require(
        try model.run(
          [tokens], answers: answer(model).map { [$0] }, capturing: CaptureSet([point]),
          logits: true
        ) { _, _, value in halve(&value) })
      let most: Float = Self.noisy.contains { name.hasSuffix($0) } ? 2e-5 : 1e-5
      #expect(worstRelativeDifference(logits.values, to: alone.values) < most, "\(point)")
      // A change has an effect where it has one in a pass of its own: a norm behind takes a factor out again.
      if point.kind == .z, alone.values != plain.values {
        #expect(logits != sweep.prompt, "\(point)")
      }
    }
  }

  @Test(arguments: models)
  func `passes of one variant each give what one pass of all gives`(name: String) throws {
    let model = try open(name)
    let kinds: Set<HookPoint.Kind> = [
      .residualPre, .key, .pattern, .z, .feedForwardOut, .hiddenPost,
    ]
    let variants = points(model).filter { kinds.contains($0.kind) }.reversed().map {
      Variant().editing($0, halve)
    }
    let together = try model.sweepLogits(tokens, answer: answer(model), variants: variants)
    for limit in [1, 20_000] {
      let apart = try model.sweepLogits(
        tokens, answer: answer(model), variants: variants, within: limit)
      #expect(worstRelativeDifference(apart.prompt.values, to: together.prompt.values) < 1e-5)
      for (left, right) in zip(apart.variants, together.variants) {
        #expect(left.shape == [1, right.columns])
        #expect(worstRelativeDifference(left.values, to: right.values) < 1e-5)
      }
    }
  }

  @Test(arguments: models(without: unshared))
  func `a variant that leaves the first tokens alone shares their rows`(name: String) throws {
    let model = try open(name)
    let first = 6
    let row: Set<HookPoint.Kind> = [.residualPre, .query, .key, .value, .z, .attentionOut]
    let points = points(model).filter { row.contains($0.kind) }
    func change(_ value: inout Tensor) {
      let length = value.values.count / value.shape[0]
      for index in first * length..<value.values.count { value.values[index] *= -1 }
    }
    let sweep = try model.sweepLogits(
      tokens, variants: points.map { Variant(from: first).editing($0, change) }, logits: .all)
    for (point, logits) in zip(points, sweep.variants) {
      let alone = try #require(
        try model.run([tokens], capturing: CaptureSet([point]), logits: true) { _, _, value in
          change(&value)
        })
      #expect(worstRelativeDifference(logits.values, to: alone.values) < 1e-5, "\(point)")
    }
    #expect(throws: ModelError.self) {
      try model.sweepLogits(
        tokens, variants: [Variant(from: first).editing(points[0], halve)])
    }
  }

  @Test func `several edits of a variant all count, and a tap sees what they leave`() throws {
    let model = try open("models/llama")
    let z = HookPoint.block(.z, 0)
    let (scores, out) = (HookPoint.block(.attentionScores, 1), HookPoint.block(.feedForwardOut, 1))
    let variants = [
      Variant().editing(z, halve).editing(out, halve).editing(z) { $0 *= 4 },
      Variant().editing(scores, halve),
    ]
    let shown: [HookPoint] = [z, .pattern(1), .outside(.finalNorm)]
    var seen: [HookPoint: [Int?: Tensor]] = [:]
    var logits: [Int?: Tensor] = [:]
    try model.sweep(
      tokens, variants: variants, capturing: CaptureSet(shown), logits: .rows([2, 10]),
      tap: { point, variant, value in seen[point, default: [:]][variant] = value },
      each: { logits[$0] = $1 })
    // The second variant is the prompt itself until layer 1.
    #expect(Set(seen[z, default: [:]].keys) == [nil, 0])
    #expect(Set(seen[.pattern(1), default: [:]].keys) == [nil, 0, 1])
    let wanted = CaptureSet([z, scores, .pattern(1), out, .outside(.finalNorm)])
    for (index, variant) in variants.enumerated() {
      var alone = ActivationCache()
      let output = try #require(
        try model.run([tokens], capturing: wanted, logits: true) { point, _, value in
          for edit in variant.edits where edit.point == point { try edit.edit(&value) }
          alone[point] = value
        })
      for point in shown where seen[point]?[index] != nil {
        let mine = try #require(seen[point]?[index])
        let own = try #require(alone[point])
        #expect(mine.shape == own.shape)
        #expect(worstRelativeDifference(mine.values, to: own.values) < 1e-5, "\(point)")
      }
      let rows = [2, 10].flatMap { output[$0].values }
      #expect(worstRelativeDifference(try #require(logits[index]).values, to: rows) < 1e-5)
    }
  }

  @Test(arguments: models(without: twofold))
  func `logits of some rows are those of a whole pass`(name: String) throws {
    let model = try open(name)
    let all = try #require(try model.run(tokens, capturing: CaptureSet([]), logits: .all).logits)
    let last = try #require(model.config.patternLayers.last)
    for points in [[], [.pattern(last)], [.block(.residualPost, last)]] as [[HookPoint]] {
      for rows in [[10], [7, 2, 3]] {
        let run = try model.run(tokens, capturing: CaptureSet(points), logits: .rows(rows))
        let expected = rows.flatMap { all[$0].values }
        let logits = try #require(run.logits)
        #expect(logits.shape == [rows.count, all.columns])
        #expect(worstRelativeDifference(logits.values, to: expected) < 1e-5)
        for point in points {
          let whole = try model.run(tokens, capturing: CaptureSet(points)).cache[point]
          #expect(try #require(run.cache[point]).shape == whole?.shape)
        }
      }
    }
  }

  @Test(arguments: [
    ("gemma4", 1, "vectors of tokens for every layer"),
    ("gemma3n", 0, "vectors of tokens for every layer"), ("glm_moe_dsa", 2, "use what layer 1"),
    ("deepseek_v4", 0, "chooses experts by tokens up to layer 0"),
  ])
  func `a stream that does not tell all is refused with the reason`(
    name: String, layer: Int, expected: String
  ) throws {
    let model = try open("families/\(name)")
    let point = HookPoint.block(.residualPre, layer)
    let stream = try #require(
      try model.run(tokens, capturing: CaptureSet([point])).cache[point])
    #expect {
      try model.run(from: stream, layer: layer)
    } throws: { "\($0)".contains(expected) }
  }

  @Test(arguments: models(without: unstarted))
  func `a run that starts at a layer's stream ends as the whole run`(name: String) throws {
    let model = try open(name)
    let streams = model.config.hookPoints.filter { $0.kind == .residualPre }
    let whole = try model.run(tokens, capturing: CaptureSet(streams), logits: .all)
    let logits = try #require(whole.logits)
    for (layer, point) in streams.enumerated() {
      let stream = try #require(whole.cache[point])
      var shown = ActivationCache()
      let output = try model.run(
        from: stream, layer: layer, capturing: CaptureSet(streams),
        tap: { point, _, value in shown[point] = value })
      let run = try #require(output)
      for point in streams[layer...] {
        let (mine, own) = (try #require(shown[point]), try #require(whole.cache[point]))
        #expect(worstRelativeDifference(mine.values, to: own.values) < 1e-5)
      }
      #expect(shown.points == Array(streams[layer...]))
      let last = try #require(try model.run(from: stream, layer: layer, logits: .last))
      #expect(worstRelativeDifference(last.values, to: logits[tokens.count - 1].values) < 1e-5)
      #expect(worstRelativeDifference(run.values, to: logits.values) < 1e-5)
    }
    let layers = model.config.layers
    let posts = model.config.hookPoints.filter { $0.layer == layers - 1 && $0.kind.isLast }
    let post = try #require(posts.last)
    let end = try #require(try model.run(tokens, capturing: CaptureSet(posts)).cache[post])
    let last = try #require(try model.run(from: end, layer: layers, logits: .rows([4])))
    #expect(worstRelativeDifference(last.values, to: logits[4].values) < 1e-5)
    let stream = try #require(whole.cache[streams[0]])
    #expect(throws: ModelError.self) {
      try model.run(from: stream, layer: model.config.layers + 1)
    }
    #expect(throws: ModelError.self) { try model.run(from: Tensor(zeros: [2, 1]), layer: 0) }
  }

  @Test func `what can't be done is refused in one sentence`() throws {
    let model = try open("models/gpt2")
    func expectRefusal(_ variant: Variant, _ text: String) {
      #expect {
        try model.sweepLogits([1, 2, 3], variants: [variant])
      } throws: { ("\($0)").contains(text) }
    }
    expectRefusal(Variant().editing(.block(.z, 99), halve), "has no hook point 'blocks.99")
    expectRefusal(Variant().editing(.block(.result, 0), halve), "only shows")
    expectRefusal(Variant(from: 3).editing(.block(.z, 0), halve), "from token 3 of 3")
    expectRefusal(
      Variant().editing(.block(.z, 0)) { $0 = $0.reshaped([$0.values.count]) }, "makes shape")
    #expect(throws: ModelError.self) {
      try model.run([1, 2, 3], capturing: CaptureSet([]), logits: .rows([3]))
    }
    let encoder = try open("models/bert")
    #expect(throws: ModelError.self) {
      try encoder.sweepLogits([1, 2, 3], variants: [Variant(from: 1)])
    }
  }
}

extension HookPoint.Kind {
  /// Whether it may be what a block leaves.
  fileprivate var isLast: Bool { self == .residualPost || self == .normalizedResidualPost }
}
