import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Patterns made again from queries and keys, against those of the pass and a plain computation.
@Suite struct PatternRowsTests {
  static let models =
    ReferenceModels.decoderPaths + ReferenceModels.encoderPaths
    + ReferenceModels.familyDecoderPaths + ReferenceModels.familyEncoderPaths

  @Test(arguments: models)
  func `patterns made of queries and keys are those of the pass`(name: String) throws {
    let model = try Model(path: fixture(name))
    var generator = SeededGenerator(seed: 5)
    let length = min(model.config.contextLength, 200)
    let tokens = (0..<length).map { _ in
      Int.random(in: 0..<model.config.vocabularySize, using: &generator)
    }
    let facts = try model.scoreFacts()
    let points = model.config.hookPoints.filter {
      $0.kind == .pattern || $0.kind == .attentionScores
    }
    let cache = try model.run(tokens, capturing: CaptureSet(points + facts.points.points)).cache
    // An indexer's choice and vectors of distances are no part of queries and keys.
    let isMadeOfMore = ["glm_moe_dsa", "deepseek_v4", "deberta_v2"].contains { name.hasSuffix($0) }
    #expect(facts.points.points.isEmpty == isMadeOfMore)
    for layer in model.config.patternLayers where !isMadeOfMore {
      let pattern = try #require(cache[.pattern(layer)])
      let rows = try #require(facts.rows(layer, of: cache))
      #expect(rows.patterns() == pattern, "layer \(layer)")  // the same blocks: to the bit
      let head = model.config.heads - 1
      #expect(rows.pattern(head) == pattern[head])
      let scores = try #require(cache[.block(.attentionScores, layer)])
      #expect(rows.scores(head, 0..<length) == scores[head])
      for _ in 0..<5 {
        let first = Int.random(in: 0..<length, using: &generator)
        let queries = first..<Int.random(in: first...length, using: &generator)
        let expected = queries.flatMap { pattern[head][$0].values }
        #expect(worstDifference(rows.rows(head, queries).values, expected) < 1e-6)
      }
      var joined: [Float] = []
      for block in rows.blocks(of: 0) {
        #expect(block.values.shape == [block.queries.count, length])
        joined += block.values.values
      }
      #expect(joined == pattern[0].values)
    }
  }

  @Test(arguments: ["gpt_oss", "gemma2", "bloom", "mistral-sliding-window", "llama"])
  func `rows of random blocks of a long prompt equal a float64 computation`(name: String) throws {
    let model = try Model(path: fixture("models/\(name)"))
    var generator = SeededGenerator(seed: 7)
    let tokens = (0..<1500).map { _ in
      Int.random(in: 0..<model.config.vocabularySize, using: &generator)
    }
    let facts = try model.scoreFacts()
    let cache = try model.run(tokens, capturing: facts.points).cache
    for _ in 0..<20 {
      let layer = Int.random(in: 0..<model.config.layers, using: &generator)
      let head = Int.random(in: 0..<model.config.heads, using: &generator)
      let first = Int.random(in: 0..<1490, using: &generator)
      let rows = try #require(facts.rows(layer, of: cache))
      let made = rows.rows(head, first..<first + 10)
      let sinks = rows.scoring.sinks
      #expect((sinks != nil) == model.config.hasSinks)
      for query in first..<first + 10 {
        let expected = plainRow(
          query, head, rows,
          window: model.config.windows.isEmpty ? nil : model.config.windows[layer],
          scale: Double(model.config.scoreScale), cap: model.config.scoreCap.map { Double($0) },
          slope: slope(of: head, model), sink: sinks.map { Double($0[head]) })
        let row = Array(made.values[(query - first) * 1500..<(query - first + 1) * 1500])
        #expect(worstDifference(row, expected) < 1e-5)
      }
    }
  }

  @Test(arguments: ["gpt_oss", "gemma2", "bloom", "mistral-sliding-window", "llama"])
  func `what long rows mix equals a float64 computation`(name: String) throws {
    let model = try Model(path: fixture("models/\(name)"))
    var generator = SeededGenerator(seed: 11)
    let tokens = (0..<1700).map { _ in
      Int.random(in: 0..<model.config.vocabularySize, using: &generator)
    }
    let facts = try model.scoreFacts()
    let (config, layers) = (model.config, 0..<model.config.layers)
    let mixed = layers.flatMap { [HookPoint.block(.value, $0), .block(.z, $0)] }
    let wanted = CaptureSet(facts.points.points + mixed)
    let cache = try model.run(tokens, capturing: wanted).cache
    for layer in layers {
      let rows = try #require(facts.rows(layer, of: cache))
      let values = try #require(cache[.block(.value, layer)])  // [n, key heads, h]
      let z = try #require(cache[.block(.z, layer)])  // [n, heads, h]
      let h = z.shape[2]
      for query in [0, 127, 128, 1023, 1024, 1500, 1536, 1600, 1699] {
        let head = Int.random(in: 0..<config.heads, using: &generator)
        let group = head / (config.heads / values.shape[1])
        let row = plainRow(
          query, head, rows, window: config.windows.isEmpty ? nil : config.windows[layer],
          scale: Double(config.scoreScale), cap: config.scoreCap.map { Double($0) },
          slope: slope(of: head, model), sink: rows.scoring.sinks.map { Double($0[head]) })
        let expected = (0..<h).map { element in
          row.indices.reduce(0.0) { sum, key in
            let place = (key * values.shape[1] + group) * h + element
            return sum + Double(row[key]) * Double(values.values[place])
          }
        }
        let start = (query * config.heads + head) * h
        let own = Array(z.values[start..<start + h])
        #expect(worstDifference(own, expected.map { Float($0) }) < 1e-5, "\(layer) \(query)")
      }
    }
  }

  private func slope(of head: Int, _ model: Model) -> Double? {
    if case .alibi(let slopes) = model.config.position { Double(slopes[head]) } else { nil }
  }

  /// One row in float64, as its definition says.
  private func plainRow(
    _ query: Int, _ head: Int, _ rows: PatternRows, window: Int?, scale: Double, cap: Double?,
    slope: Double?, sink: Double?
  ) -> [Float] {
    let h = rows.queries.shape[2]
    let (heads, keyHeads) = (rows.queries.shape[1], rows.keys.shape[1])
    let group = head / (heads / keyHeads)
    var scores = [Double](repeating: -.infinity, count: rows.keys.shape[0])
    for key in 0...query where window.map({ query - key < $0 }) ?? true {
      var sum = 0.0
      for element in 0..<h {
        sum +=
          Double(rows.queries.values[(query * heads + head) * h + element])
          * Double(rows.keys.values[(key * keyHeads + group) * h + element])
      }
      sum *= scale
      if let cap { sum = cap * tanh(sum / cap) }
      if let slope { sum -= slope * Double(query - key) }
      scores[key] = sum
    }
    let peak = max(scores.max() ?? 0, sink ?? -.infinity)
    let powers = scores.map { exp($0 - peak) }
    let total = powers.reduce(0, +) + (sink.map { exp($0 - peak) } ?? 0)
    return powers.map { Float($0 / total) }
  }

  @Test(arguments: [
    "models/gpt2", "models/gpt_oss", "models/gemma2", "models/bloom", "models/smollm3",
    "models/mpt", "toys/shortformer", "models/gpt2-inverse-layer-scale",
  ])
  func `patterns are made of queries and keys that a folder holds`(name: String) throws {
    let model = try Model(path: fixture(name))
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    let facts = try model.scoreFacts()
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6]
    let wanted = CaptureSet.patterns(layers: model.config.layers)
    let patterns = try model.run(tokens, capturing: wanted).cache
    let saved = try model.run(tokens, capturing: facts.points).cache
    let prompt = PromptRecord(text: "text")
    let config = model.config.hookedTransformerConfig(tokenizerPrependsBOS: nil)
    let withFacts = try model.configWithScoreFacts(tokenizerPrependsBOS: nil)
    try store.write(saved, of: prompt, model: "m")
    try store.writeConfig(try #require(config.objectValue), of: "m")
    #expect(throws: (any Error).self) {
      _ = try SavedPatterns(of: prompt.hash, model: "m", in: store).layer(0)
    }
    try store.writeConfig(try #require(withFacts.objectValue), of: "m")
    let read = SavedPatterns(of: prompt.hash, model: "m", in: store)
    for layer in 0..<model.config.layers {
      #expect(try read.layer(layer).tensor == patterns[.pattern(layer)])
      let rows = try #require(try read.rows(layer))
      #expect(rows.scoring == facts.layers[layer]?.scoring)
    }
    #expect(try ScoreFacts(facts.json, path: "f") == facts)
  }

  @Test(arguments: [ModelPart.encoder, .decoder, .cross])
  func `parts of a model with two stacks have facts of attention to themselves`(
    part: ModelPart
  ) throws {
    let model = try Model(path: fixture("checkpoints/t5"), part: part)
    let tokens = [5, 7, 9, 3, 3, 8, 1, 4, 8, 6, 7]
    let facts = try model.scoreFacts()
    guard part != .cross else {
      #expect(facts.layers == [nil, nil] && facts.points.points.isEmpty)
      return
    }
    let patterns = CaptureSet.patterns(layers: 2).points
    let cache = try model.run(
      tokens, capturing: CaptureSet(patterns + facts.points.points)
    ).cache
    for layer in 0..<2 {
      #expect(try #require(facts.rows(layer, of: cache)).patterns() == cache[.pattern(layer)])
    }
    #expect(try ScoreFacts(facts.json, path: "f") == facts)
  }

  @Test func `broken facts and arrays end in an error`() throws {
    for text in [
      "5", "[5]", "[{\"scale\": 1}]",
      "[{\"scale\": 1, \"causal\": true, \"rotated\": false, \"slopes\": [\"a\"]}]",
      "[{\"scale\": 1, \"causal\": true, \"rotated\": false, \"window\": 0}]",
      "[{\"scale\": 1, \"causal\": true, \"rotated\": false, \"distances\": {\"buckets\": 4}}]",
    ] {
      #expect(throws: (any Error).self) {
        try ScoreFacts(JSON(parsing: text), path: "model_cfg.json")
      }
    }
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    let scoring = Scoring(scale: 1, sight: Sight(window: nil, isCausal: true))
    let facts = ScoreFacts(layers: [ScoreFacts.Layer(scoring: scoring, readsRotated: false)])
    try store.writeConfig([ScoreFacts.key: facts.json], of: "m")
    let shapes: [([Int], [Int])] = [
      ([4, 2, 3], [4, 2, 2]), ([4, 3, 2], [4, 2, 2]), ([4, 8], [4, 8]), ([5, 2, 2], [4, 2, 2]),
    ]
    for (number, (queries, keys)) in shapes.enumerated() {
      var cache = ActivationCache()
      cache[.block(.query, 0)] = Tensor(zeros: queries)
      cache[.block(.key, 0)] = Tensor(zeros: keys)
      let prompt = PromptRecord(text: "text \(number)")
      try store.write(cache, of: prompt, model: "m")
      #expect(throws: (any Error).self) {
        _ = try SavedPatterns(of: prompt.hash, model: "m", in: store).layer(0)
      }
    }
  }
}
