import Activations
import Figures
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Scores against NumPy, and the three that TransformerLens's head detector has against its definition:
/// `scripts/make-score-fixtures.py` says how the numbers come about.
@Suite struct HeadScoreTests {
  struct Case: Codable, Sendable {
    struct Detected: Codable, Sendable {
      let mul: Double
      let abs: Double
    }

    let tokens: [String]
    let pattern: [Float]
    let scores: [String: Double?]
    /// Number of queries whose token occurred before.
    let repeating: Int
    let detector: [String: Detected]
  }

  private let cases: [Case]

  init() throws {
    cases = try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: URL(filePath: fixture("figures/head-scores.json"))))
  }

  @Test func `scores are NumPy's`() throws {
    #expect(cases.count == 11)
    for example in cases {
      for (name, expected) in example.scores {
        let value = try score(name, of: example.pattern, example.tokens)
        #expect((value == nil) == (expected == nil), "\(name) of \(example.tokens)")
        guard let value, let expected else { continue }
        #expect(abs(value - expected) < 1e-6, "\(name) of \(example.tokens)")
      }
    }
  }

  /// A pattern without a causal mask.
  ///
  /// Entropy: (0 + ln 2 / ln 3) / 2; distance: (1 + 1.5) / 2.
  @Test(arguments: [
    ("entropy", 0.315_464_876_786), ("distance", 1.25), ("max", 0.75), ("first", 0.25),
    ("self", 0), ("previous", 0.25), ("offset(2)", 0.5),
  ])
  func `an encoder's queries see all keys`(name: String, expected: Double) throws {
    let third = Float(1.0 / 3)
    let pattern: [Float] = [third, third, third, 0, 0, 1, 0.5, 0.5, 0]
    let value = try #require(try score(name, of: pattern, ["a", "b", "c"]))
    #expect(abs(value - expected) < 1e-6)
  }

  @Test func `the head detector divides the same sums by all rows`()
    throws
  {
    for example in cases where example.tokens.count > 1 {
      let count = Double(example.tokens.count)
      for (name, rows) in [
        ("previous", count - 1), ("duplicate", Double(example.repeating)),
        ("induction", Double(example.repeating)),
      ] {
        let value = try score(name, of: example.pattern, example.tokens) ?? 0
        let detected = try #require(example.detector[name])
        #expect(abs(value * rows / count - detected.mul) < 1e-6, "\(name) of \(example.tokens)")
      }
    }
  }

  @Test func `they look at the places that the head detector's patterns mark`() throws {
    for example in cases where example.tokens.count > 1 {
      let count = example.tokens.count
      for (name, detected) in example.detector {
        var sum = 0.0
        for place in 0..<count * count {
          var single = [Float](repeating: 0, count: count * count)
          single[place] = 1
          let isMarked = try score(name, of: single, example.tokens) ?? 0 > 0
          sum += abs(Double(example.pattern[place]) - (isMarked ? 1 : 0))
        }
        let measure = 1 - (sum / Double(count) * 1000).rounded() / 1000
        #expect(abs(measure - detected.abs) < 1.1e-3, "\(name) of \(example.tokens)")
      }
    }
  }

  @Test func `heads and prompts keep their order on all cores`() throws {
    var generator = SeededGenerator(seed: 3)
    let prompts = (0..<7).map { number in
      var cache = ActivationCache()
      for layer in 0..<3 {
        cache[.pattern(layer)] = Tensor(
          shape: [2, 4, 4], values: (0..<32).map { _ in .random(in: 0...1, using: &generator) })
      }
      return (cache, PromptRecord(text: "prompt \(number)", tokens: ["a", "b", "a"]))
    }
    let heads = try HeadSelection("L0H1,L2", layers: 3, heads: 2)
    let scoring = HeadScoring(
      [try HeadScores.named("first"), try HeadScores.named("max")], of: heads)
    let table = try scoring(prompts.map { PromptPatterns($0.0, of: $0.1) })
    for (place, (cache, _)) in prompts.enumerated() {
      for (head, address) in heads.heads.enumerated() {
        let values = try #require(cache.pattern(address)).values
        let expected = (values[4] + values[8] + values[12]) / 3
        let value = try #require(table.value(prompt: place, head: head, score: 0))
        #expect(abs(value - Double(expected)) < 1e-6)
      }
    }
    let first = table.ranking(by: 0)
    #expect(first.map(\.summary.mean) == first.map(\.summary.mean).sorted(by: >))
    #expect(first.allSatisfy { $0.summary.count == 7 })
  }

  @Test func `means and spreads leave out prompts without the score`() throws {
    // Induction: 0.5 of the last row of the first prompt, 1 of the second's; the third repeats nothing.
    let prompts = [
      (["a", "b", "a"], [1, 0, 0, 0.5, 0.5, 0, 0.25, 0.5, 0.25]),
      (["a", "b", "a"], [1, 0, 0, 0.5, 0.5, 0, 0, 1, 0]),
      (["a", "b", "c"], [1, 0, 0, 0.5, 0.5, 0, 0, 1, 0] as [Float]),
    ].enumerated().map { number, example in
      var cache = ActivationCache()
      cache[.pattern(0)] = Tensor(shape: [1, 3, 3], values: example.1)
      let record = PromptRecord(text: "\(number)", tokens: example.0)
      return PromptPatterns(cache, of: record, labels: example.0)
    }
    let heads = try HeadSelection("L0H0", layers: 1, heads: 1)
    let table = try HeadScoring([try HeadScores.named("induction")], of: heads)(prompts)
    let summary = try #require(table.summary(head: 0, score: 0))
    #expect(summary.mean == 0.75 && summary.count == 2)
    #expect(abs((summary.deviation ?? 0) - 0.125.squareRoot()) < 1e-12)
    #expect(table.value(prompt: 2, head: 0, score: 0) == nil)
  }

  @Test(arguments: [
    ("offset(x)", "'offset(x)' needs a number of places, as in offset(2) or offset-2"),
    ("offset(-2)x", "'offset(-2)x' needs a number of places, as in offset(2) or offset-2"),
  ])
  func `a score that is not there is refused`(name: String, message: String) {
    let error = #expect(throws: FigureError.self) { try HeadScores.named(name) }
    #expect(error?.description == message)
    #expect(throws: FigureError.self) { try HeadScores.named("nonsense") }
  }

  /// One score of one pattern.
  private func score(_ name: String, of pattern: [Float], _ tokens: [String]) throws -> Double? {
    var cache = ActivationCache()
    cache[.pattern(0)] = Tensor(shape: [1, tokens.count, tokens.count], values: pattern)
    let heads = try HeadSelection("L0H0", layers: 1, heads: 1)
    let prompt = PromptPatterns(cache, of: PromptRecord(text: "x"), labels: tokens)
    return try HeadScoring([try HeadScores.named(name)], of: heads)([prompt])
      .value(prompt: 0, head: 0, score: 0)
  }
}
