import Activations
import Tensors
import TestSupport
import Testing
import Transformers

/// T5 opened as one of its parts: the patterns are those of the whole model, under the names of other models.
@Suite struct ModelPartTests {
  private let source = [5, 7, 9, 1]
  private let answer = [4, 8]
  private let path = fixture("checkpoints/t5")

  /// A layer's values in the whole model, whose decoder reads the answer behind its start token.
  private func whole(_ point: HookPoint) throws -> Tensor {
    let model = try Model(path: path)
    let run = try model.run(source, answer: [0] + answer, capturing: CaptureSet([point]))
    return try #require(run.cache[point])
  }

  private func part(_ part: ModelPart, _ prompt: [Int], layer: Int) throws -> Tensor {
    let model = try Model(path: path, part: part)
    #expect(model.config.name == "t5.\(part.rawValue)")
    #expect(model.config.hookPoints.contains(.pattern(layer)))
    let run = try model.run(prompt, capturing: .patterns(layers: model.config.layers))
    return try #require(run.cache[.pattern(layer)])
  }

  @Test(arguments: [0, 1])
  func `the encoder's patterns are blocks'`(layer: Int) throws {
    let expected = try whole(.block(.pattern, layer, of: .encoder))
    #expect(try part(.encoder, source + answer, layer: layer) == expected)
    #expect(try part(.encoder, source, layer: layer) == expected)
  }

  @Test(arguments: [0, 1])
  func `the decoder reads what follows the source's end`(layer: Int) throws {
    let expected = try whole(.block(.pattern, layer, of: .decoder))
    #expect(try part(.decoder, source + answer, layer: layer) == expected)
    #expect(try part(.decoder, source, layer: layer).shape == [4, 1, 1])
  }

  @Test(arguments: [0, 1])
  func `cross patterns are a corner of a square over source and answer`(layer: Int) throws {
    let expected = try whole(.block(.crossPattern, layer, of: .decoder))
    let square = try part(.cross, source + answer, layer: layer)
    #expect(square.shape == [4, 7, 7])
    for head in 0..<4 {
      for query in 0..<7 {
        for key in 0..<7 {
          let isCorner = query >= 4 && key < 4
          let value = isCorner ? expected.values[(head * 3 + query - 4) * 4 + key] : 0
          #expect(square.values[(head * 7 + query) * 7 + key] == value)
        }
      }
    }
  }

  @Test func `a change to a cross pattern reaches what comes after it`() throws {
    let model = try Model(path: path, part: .cross)
    let after = HookPoint.block(.crossAttentionOut, 0, of: .decoder)
    var results: [Tensor] = []
    for changes in [false, true] {
      try model.run([source + answer], capturing: CaptureSet([.pattern(0), after])) {
        point, _, value in
        if point == .pattern(0), changes { value *= 0 }
        if point == after { results.append(value) }
      }
    }
    #expect(results.count == 2 && results[0] != results[1])
    #expect(results[1].values.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [
    (ModelPart.encoder, [5, 7, 9, 1]), (.decoder, [0, 4, 8]), (.cross, [5, 7, 9, 1, 0, 4, 8]),
  ])
  func `a pattern's tokens are those that its part reads`(part: ModelPart, tokens: [Int]) throws {
    let config = try Model(path: path, part: part).config
    #expect(config.patternTokens(of: source + answer) == tokens)
  }

  @Test func `a model without an encoder beside its decoder has no parts`() throws {
    let path = fixture("models/gpt2")
    let (own, part) = (
      try Model(path: path), try Model(path: path, part: .cross)
    )
    #expect(own.config == part.config)
  }
}
