import Activations
import Tensors
import TestSupport
import Testing
import Transformers

/// Prompts that go on behind what was computed before, against runs from nothing.
@Suite struct KeptRunTests {
  static let models =
    ReferenceModels.decoderPaths + ReferenceModels.familyDecoderPaths
    + ["checkpoints/llama_dynamic", "checkpoints/phi3_longrope"]

  private let tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]

  private func open(_ name: String) throws -> Model {
    try Model(path: fixture(name))
  }

  /// Compares two values whose scores may be -infinity at the same places.
  private func worst(_ left: Tensor, _ right: Tensor) -> Float {
    guard left.shape == right.shape else { return .infinity }
    let values = zip(left.values, right.values).filter { $0.isFinite || $1.isFinite }
    return worstRelativeDifference(values.map(\.0), to: values.map(\.1))
  }

  @Test(arguments: models)
  func `a text that goes on token by token gives the rows of one whole pass`(name: String) throws {
    let model = try open(name)
    let wanted = CaptureSet(model.config.hookPoints.filter { $0.kind != .tokens })
    let whole = try model.run(tokens, capturing: wanted, logits: .all)
    let logits = try #require(whole.logits)
    var kept = KeptRun()
    try model.run(Array(tokens[..<9]), behind: &kept, logits: .none)
    #expect(kept.tokens == Array(tokens[..<9]))
    for place in 9..<tokens.count {
      var rows = ActivationCache()
      let last = try #require(
        try model.run(
          [tokens[place]], behind: &kept, capturing: wanted,
          tap: { point, _, value in rows[point] = value }))
      #expect(worstRelativeDifference(last.values, to: logits[place].values) < 1e-5)
      for layer in model.config.patternLayers {
        let pattern = try #require(rows[.pattern(layer)])
        let expected = try #require(whole.cache[.pattern(layer)])
        for head in 0..<model.config.heads {
          let row = Array(expected[head][place].values[...place])
          #expect(worstDifference(pattern[head][0].values, row) < 1e-5)
        }
        let z = try #require(rows[.block(.z, layer)])
        let expectedZ = try #require(whole.cache[.block(.z, layer)])
        #expect(worst(z[0], expectedZ[place]) < 1e-5)
      }
    }
    #expect(kept.tokens == tokens)
  }

  @Test(arguments: models)
  func `a prompt that begins like an earlier one gives what a run from nothing gives`(
    name: String
  ) throws {
    let model = try open(name)
    let facts = try model.scoreFacts()
    let patterns = model.config.hookPoints.filter { $0.kind == .pattern }
    let wanted = CaptureSet(patterns + facts.points.points)
    var runs = KeptRuns(limit: 1 << 30)
    var other = tokens
    other[10] = 11
    for prompt in [tokens, other, Array(tokens[..<12]), tokens] {
      let shared = try model.run(prompt, sharing: &runs, capturing: wanted, logits: .last)
      let alone = try model.run(prompt, capturing: wanted, logits: .last)
      for point in wanted.points {
        let (mine, own) = (try #require(shared.cache[point]), try #require(alone.cache[point]))
        #expect(worst(mine, own) < 1e-5, "\(point)")
      }
      #expect(worst(try #require(shared.logits), try #require(alone.logits)) < 1e-5)
    }
    #expect(runs.count == 2)
    // Anything else is computed for all tokens.
    let z = CaptureSet([.block(.z, model.config.patternLayers[0])])
    let shared = try model.run(tokens, sharing: &runs, capturing: z, logits: .all)
    let alone = try model.run(tokens, capturing: z, logits: .all)
    #expect(
      worst(try #require(shared.cache[z.points[0]]), try #require(alone.cache[z.points[0]])) < 1e-5)
    #expect(worst(try #require(shared.logits), try #require(alone.logits)) < 1e-5)
  }

  @Test(arguments: models + ["models/bert", "checkpoints/t5"])
  func `prompts of a batch that begin alike get what their own passes give`(name: String) throws {
    let model = try open(name)
    var prompts = [tokens, Array(tokens[..<13]) + [2], Array(tokens[..<6]) + [2, 2, 2], tokens]
    prompts.append(Array(prompts[2][..<8]) + [7, 1])
    prompts.append([9])
    let wanted = CaptureSet(model.config.hookPoints)
    var together = [ActivationCache](repeating: ActivationCache(), count: prompts.count)
    let logits = try #require(
      try model.run(prompts, capturing: wanted, logits: .all, sharesBeginnings: true) {
        together[$1][$0] = $2
      })
    var row = 0
    for (index, prompt) in prompts.enumerated() {
      let alone = try model.run(prompt, capturing: wanted, logits: .all)
      for point in wanted.points {
        let (mine, own) = (try #require(together[index][point]), try #require(alone.cache[point]))
        #expect(worst(mine, own) < 1e-5, "\(point) of prompt \(index)")
      }
      let own = try #require(alone.logits)
      #expect(worst(logits.part(row..<row + own.shape[0]), own) < 1e-5)
      row += own.shape[0]
    }
  }

  @Test func `a batch computes a common beginning once`() throws {
    let model = try open("models/llama")
    let prompts = (0..<20).map { tokens + [$0, 1] }
    var rows = 0
    // Experts, norms and products see packed rows; their number is that of a kept run's rows.
    var kept = KeptRun()
    try model.run(tokens, behind: &kept, logits: .none)
    let bytes = kept.byteCount
    try model.run([1, 2], behind: &kept, logits: .none)
    #expect(kept.byteCount == bytes / tokens.count * (tokens.count + 2))
    try model.run(
      prompts, capturing: CaptureSet([.block(.z, 1)]), sharesBeginnings: true
    ) { _, _, value in rows += value.shape[0] }
    #expect(rows == 20 * (tokens.count + 2))
  }

  @Test func `a tap may change what is a prompt's own, and is told where it can't`() throws {
    let model = try open("models/gpt2")
    let prompts = [tokens, Array(tokens[..<10]) + [2, 2]]
    let point = HookPoint.block(.z, 1)
    func run(from first: Int) throws -> Tensor? {
      try model.run(
        prompts, capturing: CaptureSet([point]), logits: .last, sharesBeginnings: true
      ) { _, prompt, value in
        guard prompt == 1 else { return }
        let length = value.values.count / value.shape[0]
        for index in first * length..<value.values.count { value.values[index] = 0 }
      }
    }
    let logits = try #require(try run(from: 10))
    let alone = try #require(
      try model.run([prompts[1]], capturing: CaptureSet([point]), logits: .last) {
        _, _, value in
        let length = value.values.count / value.shape[0]
        for index in 10 * length..<value.values.count { value.values[index] = 0 }
      })
    #expect(worstRelativeDifference(logits[1].values, to: alone.values) < 1e-5)
    #expect(throws: ModelError.self) { try run(from: 9) }
  }

  @Test func `a text whose angles depend on its length is made anew when they change`() throws {
    for name in ["llama_dynamic", "phi3_longrope"] {
      let model = try open("checkpoints/\(name)")
      let length = model.config.contextLength + 40
      let text = (0..<length).map { $0 * 7 % model.config.vocabularySize }
      var kept = KeptRun()
      try model.run(Array(text.prefix(20)), behind: &kept, logits: .none)
      let last = try #require(
        try model.run(Array(text.dropFirst(20)), behind: &kept))
      let whole = try #require(
        try model.run(text, capturing: CaptureSet([]), logits: .last).logits)
      #expect(worstRelativeDifference(last.values, to: whole.values) < 1e-5, "\(name)")
    }
  }

  @Test func `runs used longest ago go when there is no room`() throws {
    let model = try open("models/gpt2")
    var one = KeptRun(keepingQueries: true)
    try model.run(tokens, behind: &one, logits: .none)
    var runs = KeptRuns(limit: one.byteCount * 2)
    let wanted = CaptureSet.patterns(layers: 1)
    for first in 0..<4 {
      var prompt = tokens
      prompt[0] = 10 + first
      _ = try model.run(prompt, sharing: &runs, capturing: wanted)
      #expect(runs.byteCount <= runs.limit)
    }
    #expect(runs.count == 2)
    var none = KeptRuns(limit: 10)
    _ = try model.run(tokens, sharing: &none, capturing: wanted)
    #expect(none.count == 0)
  }

  @Test func `a pass that stops leaves a kept run as it was`() throws {
    struct Stop: Error {}
    let model = try open("models/gpt2")
    var kept = KeptRun()
    try model.run([1, 2, 3], behind: &kept, logits: .none)
    var calls = 0
    #expect(throws: Stop.self) {
      try model.run(
        [4, 5], behind: &kept,
        checkpoint: {
          calls += 1
          if calls == 30 { throw Stop() }
        })
    }
    #expect(kept.tokens == [1, 2, 3])
    let last = try #require(try model.run([4], behind: &kept))
    let whole = try #require(
      try model.run([1, 2, 3, 4], capturing: CaptureSet([]), logits: .last).logits)
    #expect(worstRelativeDifference(last.values, to: whole.values) < 1e-5)
  }

  @Test(arguments: ["qwen3_5", "kimi_linear", "nemotron_h", "falcon_h1", "lfm2"])
  func `states go on from part to part of a long prompt, where a pass can be stopped`(
    name: String
  ) throws {
    let model = try open("families/\(name)")
    let long = (0..<300).map { (7 * $0 + $0 / 5) % 60 }
    let last = HookPoint.block(.residualPost, model.config.layers - 1)
    var checks = 0
    let whole = try model.run(
      long, capturing: CaptureSet([last]), checkpoint: { checks += 1 })
    let expected = try #require(whole.cache[last])
    // The same by two shorter runs behind one another, cut elsewhere.
    var kept = KeptRun()
    var rows: [Float] = []
    for part in [0..<150, 150..<300] {
      try model.run(
        Array(long[part]), behind: &kept, capturing: CaptureSet([last]), logits: .none,
        tap: { _, _, value in rows += value.values })
    }
    #expect(worstRelativeDifference(rows, to: expected.values) < 1e-5)
    var shortChecks = 0
    _ = try model.run(
      Array(long[..<250]), capturing: CaptureSet([last]), checkpoint: { shortChecks += 1 })
    let layers = 0..<model.config.layers
    let mixing = layers.filter { ![.attention, .nothing].contains(model.config.mixer(in: $0)) }
    #expect(checks - shortChecks >= 2 * mixing.count)
  }

  @Test func `what can't go on is refused in one sentence`() throws {
    var kept = KeptRun()
    #expect(throws: ModelError.self) {
      try open("models/bert").run([1, 2], behind: &kept, logits: .none)
    }
    let model = try open("models/gpt2")
    #expect(throws: ModelError.self) { try model.run([], behind: &kept) }
    try model.run([1, 2], behind: &kept, logits: .none)
    #expect(throws: ModelError.self) { try model.run([3], behind: &kept, logits: .rows([1])) }
    let long = [Int](repeating: 1, count: model.config.contextLength - 1)
    #expect(throws: ModelError.self) { try model.run(long, behind: &kept) }
    #expect(kept.tokens == [1, 2])
  }
}
