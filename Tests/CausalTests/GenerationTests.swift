import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct GenerationTests {
  @Test(arguments: CausalCase.all)
  func `greedy text is the oracle's, and its rows are those of one pass`(own: CausalCase) throws {
    let own = try own.open()
    let expected = try own.array("gen_ids").values.map { Int($0) }
    #expect(try own.array("gen_gap").values.allSatisfy { $0 > 1e-4 })
    var (seen, logs) = ([Int](), [Double]())
    let text = try own.model.generate(own.tokens, count: 20) { token, log in
      seen.append(token)
      logs.append(log)
    }
    #expect(text.answer == expected && seen == expected && text.end == .count)
    try own.expect(logs, "gen_logprob")
    let layers = own.config.layers
    let expectedRows = try own.array("gen_rows").values
    let whole = try own.model.run(text.tokens, capturing: .patterns(layers: layers)).cache
    let kept = try own.model.patterns(of: text.tokens, behind: text)
    for cache in [whole, kept] {
      let rows = (0..<layers).flatMap { layer -> [Float] in
        guard let pattern = cache[.pattern(layer)] else { return [] }
        return (0..<own.config.heads).flatMap { head in
          (own.tokens.count..<text.tokens.count).flatMap { pattern[head].rowValues($0) }
        }
      }
      #expect(worstDifference(rows, expectedRows) < 1e-5)
    }
    for tokens in [text.tokens, Array(text.tokens.dropLast()), own.tokens] {
      let kept = try own.model.patterns(of: tokens, behind: text)
      let whole = try own.model.run(tokens, capturing: .patterns(layers: layers)).cache
      for layer in 0..<layers {
        let (left, right) = (kept[.pattern(layer)], whole[.pattern(layer)])
        #expect(left?.shape == right?.shape)
        #expect(worstDifference(left?.values ?? [], right?.values ?? [1]) < 1e-5)
      }
    }
  }

  @Test func `a text ends at a stop token, when it is cancelled, and where places run out`() throws
  {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let expected = try own.array("gen_ids").values.map { Int($0) }
    let stop = expected[3]
    let first = try #require(expected.firstIndex(of: stop))
    let stopped = try own.model.generate(own.tokens, count: 20, stops: [stop])
    #expect(stopped.answer == Array(expected[...first]) && stopped.end == .stopToken(stop))
    var count = 0
    let cancelled = try own.model.generate(
      own.tokens, count: 20, onToken: { _, _ in count += 1 }, isCancelled: { count >= 5 })
    #expect(cancelled.answer == Array(expected[..<5]) && cancelled.end == .cancelled)
    let limit = own.config.contextLength
    let long = (0..<limit - 2).map { own.tokens[$0 % own.tokens.count] }
    let full = try own.model.generate(long, count: 5)
    #expect(full.tokens.count == limit && full.end == .contextFull)
    #expect(try own.model.generate(own.tokens, count: 0).answer.isEmpty)
  }

  @Test func `sampling follows its rules and its seed`() throws {
    let own = try CausalCase(name: "demo", prompt: "p1").open()
    func text(_ sampling: Sampling) throws -> [Int] {
      try own.model.generate(own.tokens, count: 12, by: sampling).answer
    }
    let greedy = try text(.greedy)
    #expect(try text(Sampling(temperature: 1, topK: 1)) == greedy)
    #expect(try text(Sampling(temperature: 1, topP: 1e-9)) == greedy)
    #expect(try text(Sampling(temperature: 1e-6)) == greedy)
    let hot = try text(Sampling(temperature: 2, seed: 1))
    #expect(try hot == text(Sampling(temperature: 2, seed: 1)))
    #expect(try hot != text(Sampling(temperature: 2, seed: 2)))
    var tokens = own.tokens
    for token in try text(Sampling(temperature: 3, topK: 4, seed: 5)) {
      #expect(try own.model.predict(tokens).top(4).map(\.token).contains(token))
      tokens.append(token)
    }
    for bad in [
      Sampling(temperature: -1), Sampling(temperature: .nan), Sampling(temperature: 1, topK: 0),
      Sampling(temperature: 1, topP: 0), Sampling(temperature: 1, topP: 1.5),
    ] {
      #expect(throws: CausalError.self) { try text(bad) }
    }
  }

  /// How often each token comes must be what the softmax says.
  @Test func `samples come as often as they are probable`() throws {
    let own = try CausalCase(name: "gpt2", prompt: "p0").open()
    let scores = try own.model.predict(own.tokens)
    let best = scores.top(5)
    let draws = 2000
    var counts: [Int: Int] = [:]
    for seed in 0..<draws {
      let sampling = Sampling(temperature: 1, topK: 5, seed: UInt64(seed))
      counts[try own.model.generate(own.tokens, count: 1, by: sampling).answer[0], default: 0] += 1
    }
    let whole = best.reduce(0) { $0 + $1.probability }
    for score in best {
      let share = score.probability / whole
      let deviation = (share * (1 - share) * Double(draws)).squareRoot()
      let count = Double(counts[score.token] ?? 0)
      #expect(abs(count - share * Double(draws)) < 4 * deviation)
    }
    #expect(counts.count <= 5)
  }

  @Test func `edits stay on while a text grows`() throws {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let head = Head(layer: 2, index: 0)
    let silent = try own.edited([Edit(.z, heads: [head], .zero)])
    let text = try silent.generate(own.tokens, count: 6)
    var tokens = own.tokens
    for token in text.answer {
      #expect(try silent.predict(tokens).top(1)[0].token == token)
      tokens.append(token)
    }
    // A token that is still to come may be named.
    let late = try own.edited([Edit(.z, heads: [head], tokens: .at([20]), .zero)])
    let lateText = try late.generate(own.tokens, count: 4)
    #expect(lateText.answer.count == 4)
    #expect(throws: CausalError.self) { try late.predict(own.tokens) }
    // One value for each of the prompt's tokens says nothing of those after them.
    let other = try own.edited([Edit(.z, heads: [head], .otherPrompt(own.corrupt))])
    #expect(throws: CausalError.self) { try other.generate(own.tokens, count: 3) }
  }

  @Test func `models that don't go on with texts say so`() throws {
    let model = EditedModel(try Model(path: fixture("models/bert")))
    #expect(throws: CausalError.self) { try model.generate([3, 1], count: 2) }
    let path = fixture("checkpoints/t5")
    let decoder = EditedModel(try Model(path: path, part: .decoder))
    #expect(try decoder.generate([3, 4, 1], count: 2).answer.count == 2)
  }
}
