import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct PatchingTests {
  @Test(arguments: CausalCase.all)
  func `every activation patched alone restores the oracle's share`(own: CausalCase) throws {
    let own = try own.open()
    let pair = try PromptPair(clean: own.tokens, corrupt: own.corrupt, metric: own.metric())
    var sites: [PatchSite] = [.residPre, .attnOut, .mlpOut, .z, .q, .k, .v, .pattern]
    if own.name == "olmo2" { sites += [.rotQ, .rotK] }
    for site in sites {
      let table = try own.model.patch(pair, site)
      let expected = try own.array("patch_\(site.rawValue)").values
      let worst = worstDifference(table.rows.map { Float($0.effect) }, expected)
      // Where all shares are small they are differences of logits that float32 has to some 1e-5.
      let largest = expected.map(abs).max() ?? 0
      #expect(worst < max(1e-4 * largest, 5e-6), "\(site): \(worst) of \(largest)")
    }
  }

  @Test(arguments: CausalCase.withPaths)
  func `paths from a sender give the oracle's differences`(own: CausalCase) throws {
    let own = try own.open()
    let pair = try PromptPair(clean: own.tokens, corrupt: own.corrupt, metric: own.metric())
    let senders = (own.meta["senders"]?.arrayValue ?? []).map { sender in
      (sender.arrayValue ?? []).compactMap(\.integerValue)
    }
    #expect(senders.count == 2)
    for (index, place) in senders.enumerated() {
      let sender = Head(layer: place[0], index: place[1])
      for kind in PathKind.allCases {
        let table = try own.model.path(pair, from: sender, kind)
        let array = "path\(index)_\(kind.rawValue)"
        let expected = try own.array(array)  // [3, layers, heads]
        let values = PathInput.allCases.flatMap { input in
          own.config.allHeads.map { table[.input(input, $0)]?.value ?? .nan }
        }
        #expect(zip(values, expected.values).allSatisfy { $0.isNaN == $1.isNaN })
        expectNear(values, expected.values, array)
        let end = try #require(table[.logits]?.value)
        try own.expect([end], array + "_to_logits")
        try own.expect([try #require(table[.everywhere]?.value)], "path\(index)_total")
      }
    }
  }

  @Test func `all receivers of a layer's heads together differ from each alone`() throws {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let pair = try PromptPair(clean: own.tokens, corrupt: own.corrupt, metric: own.metric())
    let receiver = PathReceiver(Head(layer: 3, index: 4), .k)
    let sender = Head(layer: 2, index: 0)
    let one = try own.model.path(pair, from: sender, to: [receiver], together: true)
    let same = try own.model.path(pair, from: sender, to: [receiver])
    #expect(one[.inputs(1)]?.value == same[.input(.k, receiver.head)]?.value)
  }

  @Test func `prompts that can't be patched are refused in one line`() throws {
    let own = try CausalCase(name: "demo", prompt: "p0").open()
    let metric = try own.metric()
    #expect(throws: CausalError("the two prompts are the same")) {
      try PromptPair(clean: own.tokens, corrupt: own.tokens, metric: metric)
    }
    #expect(
      throws: CausalError(
        "the prompts have 19 and 18 tokens: patching needs as many in both")
    ) {
      try PromptPair(clean: own.tokens, corrupt: own.corrupt.dropLast(), metric: metric)
    }
    var last = own.tokens
    last.swapAt(1, 2)
    let flat = Metric(named: "one") { _ in 1 }
    let pair = try PromptPair(clean: own.tokens, corrupt: last, metric: flat)
    #expect(throws: CausalError.self) { try own.model.patch(pair, .z, layers: [0]) }
    let parallel = try CausalCase(name: "gpt_neox", prompt: "p0").open()
    let other = try PromptPair(
      clean: parallel.tokens, corrupt: parallel.corrupt, metric: parallel.metric())
    #expect(throws: CausalError.self) { try parallel.model.patch(other, .residMid) }
    #expect(throws: CausalError.self) {
      try own.model.path(
        PromptPair(clean: own.tokens, corrupt: own.corrupt, metric: metric),
        from: Head(layer: 2, index: 0), to: [PathReceiver(Head(layer: 2, index: 1), .q)])
    }
  }
}
