import Activations
import Formats
import Testing

/// Models some of whose layers have no patterns: linear attention, state spaces.
@Suite struct PatternlessLayersTests {
  private let size: ModelSize

  init() throws {
    size = try #require(
      ModelSize(layers: 4, heads: 2, patternless: [0: "linear attention", 2: "a state space"]))
  }

  @Test(arguments: [
    ("L*H*", ["L1H0", "L1H1", "L3H0", "L3H1"]), ("L*H1", ["L1H1", "L3H1"]),
    ("L0-2", ["L1H0", "L1H1"]),
    ("L^1", ["L3H0", "L3H1"]), ("L*/L3", ["L1H0", "L1H1"]),
  ])
  func `stars and ranges mean the heads that exist`(text: String, expected: [String]) throws {
    let chosen = try HeadSelection(text, in: size)
    #expect(chosen.heads.map(\.description) == expected)
    #expect(Set(chosen.layers).isSubset(of: [1, 3]))
    #expect(try HeadSelection(chosen.description, in: size) == chosen)
  }

  @Test(arguments: [
    ("L0H1", "layer 0 has linear attention, which has no pattern; layers with patterns are 1, 3"),
    ("L2", "layer 2 has a state space, which has no pattern; layers with patterns are 1, 3"),
    ("L1H0,L0", "layer 0 has linear attention"),
    ("L4", "'L4' is outside this model: layers are 0-3"),
  ])
  func `a head of a layer without patterns is refused with what the layer has`(
    text: String, expected: String
  ) {
    let error = #expect(throws: SelectionError.self) { try HeadSelection(text, in: size) }
    #expect(error.map { "\($0)" }?.contains(expected) == true)
  }

  @Test func `every head is that of the layers with patterns`() {
    #expect(size.patternLayers == [1, 3])
    #expect(size.everyHead.count == 4 && size.everyHead.allSatisfy { $0.layer % 2 == 1 })
  }

  @Test func `model_cfg tells of the gaps, and what it tells wrongly is passed over`() throws {
    let fields: JSONObject = [
      "n_layers": .integer(4), "n_heads": .integer(2),
      ModelSize.patternlessKey: .object([
        "0": .string("linear attention"), "2": .string("a state space"), "x": .string("y"),
        "3": .integer(1),
      ]),
    ]
    #expect(ModelSize(fields) == size)
  }
}
