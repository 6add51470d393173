import Activations
import Causal
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct AttributionTests {
  @Test(arguments: CausalCase.all)
  func `parts of the logit difference are the oracle's and sum to it`(own: CausalCase) throws {
    let own = try own.open()
    let result = try own.model.attribute(
      own.tokens, to: .difference(own.answer, own.against))
    let (layers, heads) = (own.config.layers, own.config.heads)
    let expected = try [
      "dla_embed", "dla_pos", "dla_heads", "dla_attn_bias", "dla_mlp", "dla_norm_bias",
      "dla_unembed_bias", "dla_total",
    ].flatMap { try own.array($0).values }
    let order: [StreamPart] =
      [.embedding, .position]
      + (0..<layers).flatMap { layer in
        (0..<heads).map { .head(Head(layer: layer, index: $0)) }
      } + (0..<layers).map { .attentionBias($0) } + (0..<layers).map { .feedForward($0) }
      + [.normBias, .unembeddingBias]
    expectNear(order.map { result[$0] ?? 0 } + [result.total], expected, "parts")
    #expect(result.rows.allSatisfy { order.contains($0.part) })
    #expect(!result.hasResidual, "\(result.residual)")
    #expect(abs(result.sum - result.total) < 1e-4 * max(abs(result.total), 1))
    let clean = try #require(own.meta["ld_clean"]?.doubleValue)
    #expect(abs(result.capped - clean) < 1e-4 * max(abs(clean), 1))
  }

  @Test(arguments: CausalCase.all)
  func `a head's part is the sum of what it takes from each key`(own: CausalCase) throws {
    let own = try own.open()
    let target = LogitTarget.difference(own.answer, own.against)
    let result = try own.model.attribute(own.tokens, to: target)
    let largest = result.rows.map { abs($0.value) }.max() ?? 1
    for layer in 0..<own.config.layers {
      for index in 0..<own.config.heads {
        let head = Head(layer: layer, index: index)
        let sources = try own.model.attributeSources(of: head, own.tokens, to: target)
        let part = try #require(result[.head(head)])
        #expect(sources.count == own.tokens.count)
        #expect(abs(sources.reduce(0, +) - part) < 1e-5 * largest, "\(head)")
      }
    }
  }

  @Test(arguments: CausalCase.all)
  func `value-weighted patterns are the oracle's`(own: CausalCase) throws {
    let own = try own.open()
    for (weight, array) in [(AttentionWeighting.values, "vw_v"), (.outputs, "vw_out")] {
      let layers = Array(0..<own.config.layers)
      let patterns = try own.model.weightedPatterns(own.tokens, layers: layers, by: weight)
      try own.expect(layers.flatMap { patterns[$0]?.values.map(Double.init) ?? [] }, array)
    }
  }

  @Test(arguments: CausalCase.all)
  func `a score is the oracle's sum over pairs of parts`(own: CausalCase) throws {
    let own = try own.open()
    let place = try ["layer", "head", "query", "key"].map { key in
      try #require(own.meta["qk"]?[key]?.integerValue)
    }
    let head = Head(layer: place[0], index: place[1])
    let result = try own.model.explainScore(of: head, own.tokens, query: place[2], key: place[3])
    let names = own.meta["qk"]?["parts"]?.arrayValue?.compactMap(\.stringValue)
    #expect(result.parts.map(\.description) == names)
    try own.expect(result.table.values.map(Double.init), "qk_parts")
    #expect(!result.hasResidual, "\(result.residual)")
    let pairs = result.largest(3)
    #expect(abs(pairs[0].value) >= abs(pairs[1].value))
    #expect(Float(abs(pairs[0].value)) == result.table.values.map(abs).max())
    let other = try own.model.explainScore(of: head, own.tokens, query: place[2], key: 0)
    let difference = try own.model.explainScore(
      of: head, own.tokens, query: place[2], key: place[3], against: 0)
    #expect(abs(difference.sum - result.sum + other.sum) < 1e-4 * max(1, abs(result.sum)))
    #expect(abs(difference.residual) < 1e-3)
  }

  /// Every family whose stream is a sum, at a token in the middle and for one logit.
  @Test(arguments: ReferenceModels.decoderPaths)
  func `parts sum to a logit in every family`(folder: String) throws {
    let model = EditedModel(try Model(path: fixture(folder)))
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6]
    for target in [LogitTarget.difference(5, 7), .logit(5), .againstAll(5)] {
      let result = try model.attribute(tokens, to: target, at: 6)
      #expect(!result.hasResidual, "\(target): \(result.residual) of \(result.total)")
    }
    let layer = model.config.layers - 1
    for index in 0..<model.config.heads where model.config.projectionLimit == nil {
      let score = try model.explainScore(
        of: Head(layer: layer, index: index), tokens, query: 7, key: 6)
      #expect(!score.hasResidual, "H\(index): \(score.residual) of \(score.total)")
    }
  }

  @Test func `a model whose stream is no sum is refused with the reason`() throws {
    let model = EditedModel(try Model(path: fixture("models/bert")))
    let error = #expect(throws: CausalError.self) {
      try model.attribute([3, 1, 4], to: .logit(5))
    }
    #expect(error?.description.contains("no sum of parts") == true)
  }

  @Test func `what edits of the stream change is a part of its own`() throws {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let direction = Tensor(
      shape: [own.config.width], values: (0..<own.config.width).map { Float($0 % 7) - 3 })
    let model = try EditedModel(
      own.model.model, edits: [Edit(.residualPre, layers: [2], .add(direction, times: 0.1))])
    let result = try model.attribute(own.tokens, to: .difference(own.answer, own.against))
    #expect(!result.hasResidual)
    #expect(abs(try #require(result[.edits])) > 1e-3)
    let logits = try model.predict(own.tokens).scores
    let last = own.tokens.count - 1
    let difference =
      logits.logit(of: own.answer, at: last) - logits.logit(of: own.against, at: last)
    #expect(abs(result.total - Double(difference)) < 1e-4)
  }

  @Test func `activity tells a sink from a head that writes`() throws {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let layers = Array(0..<own.config.layers)
    let activity = try own.model.activity(own.tokens, layers: layers)
    let weighted = try own.model.weightedPatterns(own.tokens, layers: layers, by: .outputs)
    let run = try own.model.run(
      own.tokens, capturing: CaptureSet(layers.flatMap { [.pattern($0), .block(.result, $0)] }))
    for row in activity {
      let pattern = try #require(run.cache.pattern(row.head))
      let result = try #require(run.cache[.block(.result, row.head.layer)])
      let own = try #require(weighted[row.head.layer]?[row.head.index])
      let n = pattern.columns
      let first = (1..<n).map { Double(pattern.values[$0 * n]) }.reduce(0, +) / Double(n - 1)
      let norms = (1..<n).map { query -> Double in
        let written = result[query][row.head.index].values
        return written.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      }
      let shares = (1..<n).map { query -> Double in
        let values = own.rowValues(query).map(Double.init)
        return values[0] / values.reduce(0, +)
      }
      #expect(abs(row.firstShare - first) < 1e-6)
      #expect(abs(row.outputNorm - norms.reduce(0, +) / Double(n - 1)) < 1e-4)
      #expect(abs(row.weightedFirstShare - shares.reduce(0, +) / Double(n - 1)) < 1e-5)
      #expect(row.sinkShare == 0)
    }
  }
}
