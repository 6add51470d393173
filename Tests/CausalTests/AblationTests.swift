import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct AblationTests {
  @Test(arguments: CausalCase.all)
  func `heads taken out one by one give the oracle's differences`(own: CausalCase) throws {
    let own = try own.open()
    let kinds: [(AblationKind, String)] = [
      (.zero, "ld_zero"), (.scale(2), "ld_scale2"), (.resample(own.resample), "ld_resample"),
      (.mean(over: own.meanSet, .position), "ld_mean_pos"),
      (.mean(over: own.meanSet, .all), "ld_mean_all"),
      (.mean(over: own.meanSet, .allButFirst), "ld_mean_all_nobos"),
    ]
    let clean = try #require(own.meta["ld_clean"]?.doubleValue)
    for (kind, array) in kinds {
      let table = try own.model.ablate(own.tokens, by: kind, metric: own.metric())
      try own.expect(table.rows.map(\.value), array)
      #expect(abs(table.unchanged[0] - clean) < 1e-4 * max(1, abs(clean)))
      #expect(table.rows.allSatisfy { abs($0.effect - $0.value + table.unchanged[0]) < 1e-9 })
    }
    let table = try own.model.ablate(own.tokens, by: .zero, metric: own.metric(.loss))
    try own.expect(table.rows.map(\.value), "loss_zero")
  }

  @Test(arguments: CausalCase.all)
  func `all heads at once give the oracle's difference`(own: CausalCase) throws {
    let own = try own.open()
    let layers = Array(0..<own.config.layers)
    let silent = try EditedModel(own.model.model, edits: [Edit(.z, layers: layers, .zero)])
    try own.expect([own.difference(silent)], "ld_zero_all_heads")
  }

  @Test(arguments: CausalCase.all)
  func `edges cut before or after the softmax give the oracle's differences`(
    own: CausalCase
  ) throws {
    let own = try own.open()
    let edge = own.integers("edge")
    let cut = try own.config.allHeads.map { head in
      try own.difference([
        .knockout(heads: [head], queries: .at([edge[0]]), keys: .at([edge[1]]))
      ])
    }
    try own.expect(cut, "ld_edge_ko")
    let place = own.integers("edge_head")
    let head = Head(layer: place[0], index: place[1])
    let last = Edit.Tokens.at([-1])
    try own.expect(
      own.tokens.indices.map { key in
        try own.difference([.knockout(heads: [head], queries: last, keys: .at([key]))])
      }, "edge_sweep_ld")
    try own.expect(
      own.tokens.indices.map { key in
        try own.difference([Edit(.pattern, heads: [head], tokens: last, keys: .at([key]), .zero)])
      }, "edge_sweep_zeroed_ld")
    let cutFirst = try own.edited([.knockout(heads: [head], queries: last, keys: .at([0]))])
    let run = try cutFirst.run(own.tokens, capturing: CaptureSet([.pattern(head.layer)]))
    let row = try #require(run.cache.pattern(head)).rowValues(own.tokens.count - 1)
    #expect(worstDifference(row, try own.array("edge_first_cut_row").values) < 1e-5)
  }

  @Test(arguments: CausalCase.all)
  func `patterns without the first key, renormalised, give the oracle's differences`(
    own: CausalCase
  ) throws {
    let own = try own.open()
    let first = Edit.Tokens.at([0])
    let heads = own.config.allHeads
    try own.expect(
      heads.map { head in
        try own.difference([Edit(.pattern, heads: [head], keys: first, .zero, renormalizes: true)])
      }, "ld_no_first")
    try own.expect(
      [own.difference([Edit(.pattern, heads: heads, keys: first, .zero, renormalizes: true)])],
      "ld_no_first_all_heads")
    if own.config.hasSinks {
      // Rows after the first, since all of the first row is its key 0.
      let values = try heads.map { head in
        try own.difference([.knockout(heads: [head], queries: .all, keys: first)])
      }
      try own.expect(values, "ld_no_first_sink")
    }
    // The same as an expression would say it.
    let head = heads[heads.count - 1]
    let transform = Edit(
      .pattern, heads: [head],
      .transform { _, pattern in
        var pattern = pattern
        for query in 0..<pattern.rows { pattern.values[query * pattern.columns] = 0 }
        return pattern
      }, renormalizes: true)
    let expected = try own.array("ld_no_first").values[heads.count - 1]
    #expect(abs(try own.difference([transform]) - Double(expected)) < 1e-4 * 10)
  }

  @Test(arguments: CausalCase.all)
  func `a direction added to the stream gives the oracle's logits`(own: CausalCase) throws {
    let own = try own.open()
    let layer = try #require(own.meta["steer"]?["layer"]?.integerValue)
    let alpha = Float(try #require(own.meta["steer"]?["alpha"]?.doubleValue))
    let steered = try own.edited([
      Edit(.residualPre, layers: [layer], .add(own.array("steer_vector"), times: alpha))
    ])
    let expected = try own.array("steer_logits").values
    let logits = try steered.predict(own.tokens).scores.logits.values.suffix(expected.count)
    #expect(worstRelativeDifference(Array(logits), to: expected) < 1e-4)
  }

  @Test func `several prompts have a mean and a spread`() throws {
    let cases = try (0..<3).map { try CausalCase(name: "demo", prompt: "p\($0)").open() }
    let heads = [Head(layer: 2, index: 0), Head(layer: 3, index: 4)]
    var calls: [Int] = []
    let table = try cases[0].model.ablate(
      cases.map { ($0.tokens, try $0.metric()) }, heads: heads,
      progress: { done, _ in calls.append(done) })
    let alone = try cases.map { own in
      try own.model.ablate(own.tokens, heads: heads, metric: own.metric())
    }
    for (index, row) in table.rows.enumerated() {
      let effects = alone.map { $0.rows[index].effect }
      let mean = effects.reduce(0, +) / 3
      #expect(row.effects == effects && abs(row.effect - mean) < 1e-12)
      let squares = effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs(try #require(row.spread) - (squares / 2).squareRoot()) < 1e-12)
    }
    #expect(calls.last == 6 && calls == calls.sorted())
  }
}

extension CausalFixture {
  func edited(_ edits: [Edit]) throws -> EditedModel {
    try EditedModel(model.model, edits: edits)
  }

  /// The difference of answer and against at the last token.
  func difference(_ model: EditedModel) throws -> Double {
    let scores = try model.predict(tokens).scores
    let last = tokens.count - 1
    return Double(scores.logit(of: answer, at: last)) - Double(scores.logit(of: against, at: last))
  }

  func difference(_ edits: [Edit]) throws -> Double { try difference(edited(edits)) }
}

extension ModelConfig {
  /// Every query head of the layers that have patterns, in order.
  var allHeads: [Head] {
    patternLayers.flatMap { layer in (0..<heads).map { Head(layer: layer, index: $0) } }
  }
}
