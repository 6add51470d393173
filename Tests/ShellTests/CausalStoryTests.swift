import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// The story of `help causal`: its lines are run, and what they and the prose say is compared with what an independent program made of
/// the same prompts in float64 (`Fixtures/causal/README.md`).
@Suite struct CausalStoryTests {
  private let folder: ProgramFolder
  private let text: String
  private let arrays: NPZFile
  private let clean: Double

  init() throws {
    folder = try ProgramFolder()
    text = try folder.run("help", "causal").output
    arrays = try NPZFile(path: fixture("causal/demo/p0/arrays.npz"))
    let meta = try JSON.load(path: fixture("causal/demo/p0/meta.json"))
    clean = try #require(meta["ld_clean"]?.doubleValue)
  }

  /// The indented lines, each of which can be typed.
  private var commands: [String] {
    text.replacing("\\\n", with: "").split(separator: "\n").filter { $0.hasPrefix("    ") }.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  /// The lines that the others need.
  private var setup: String {
    commands.filter { $0.hasPrefix("capture") || $0.hasPrefix("edit") }.joined(separator: "\n")
  }

  /// The rows that a line of the story gives.
  private func rows(_ command: String) throws -> [JSON] {
    let result = try folder.run(
      "-c", "load demo > /dev/null\n\(setup) > /dev/null\nset mode json\n\(command)")
    #expect(result.status == 0, "\(command)\n\(result.errors)")
    let start = try #require(result.output.range(of: "[{", options: .backwards), "\(result.output)")
    return try #require(
      try JSON(parsing: String(result.output[start.lowerBound...])).arrayValue)
  }

  private func values(_ name: String) throws -> [Double] {
    try arrays.tensor(name).values.map(Double.init)
  }

  private func head(_ place: Int) -> String { "L\(place / 6)H\(place % 6)" }

  /// Names with numbers, the least first.
  private func ranked(_ name: String) throws -> [(name: String, value: Double)] {
    try values(name).enumerated().map { (head($0.offset), $0.element) }.sorted { $0.1 < $1.1 }
  }

  private func expect(
    _ rows: [JSON], _ name: String, _ column: String, _ expected: [(name: String, value: Double)]
  ) {
    #expect(rows.count == expected.count)
    for (row, own) in zip(rows, expected) {
      #expect(row[name]?.stringValue == own.name)
      #expect(abs((row[column]?.doubleValue ?? .nan) - own.value) < 2e-4, "\(own.name)")
    }
  }

  @Test func `each line runs and gives the oracle's numbers`() throws {
    let lines = commands.filter { !setup.contains($0) && !$0.hasSuffix("| show") }
    #expect(lines.count == 8, "\(lines)")
    let predicted = try rows(lines[0])
    #expect(abs((predicted[0]["difference"]?.doubleValue ?? 0) - clean) < 2e-4)
    #expect(try rows(lines[1])[0]["head"]?.stringValue == "L3H4")
    let without = try values("ld_zero")
    expect(try rows(lines[2]), "head", "value", [("L3H4", without[3 * 6 + 4])])
    let cut = try values("edge_sweep_ld")[5]
    #expect(abs((try rows(lines[3])[0]["difference"]?.doubleValue ?? .nan) - cut) < 2e-4)
    expect(try rows(lines[4]), "head", "value", Array(try ranked("ld_zero").prefix(4)))
    let heads = try values("dla_heads").enumerated().map { (head($0.offset), $0.element) }
    let layers = try values("dla_mlp").enumerated().map { ("L\($0.offset).mlp", $0.element) }
    let parts: [(name: String, value: Double)] = (heads + layers).sorted { $0.1 > $1.1 }
    expect(try rows(lines[5]), "part", "value", Array(parts.prefix(3)))
    let restored: [(name: String, value: Double)] = try ranked("patch_z").reversed()
    expect(try rows(lines[6]), "head", "effect", Array(restored.prefix(2)))
    let direct = try values("path0_direct")  // [3, layers, heads]
    let edges = ["q", "k", "v"].enumerated().flatMap { place, input in
      (0..<6).map { (name: "L3H\($0).\(input)", value: direct[place * 24 + 18 + $0] - clean) }
    }
    let all = edges + [("everywhere", try values("path0_total")[0] - clean)]
    expect(
      try rows(lines[7]), "to", "effect",
      Array(all.sorted { $0.value < $1.value }.prefix(4)))
  }

  @Test func `the map of all heads is drawn`() throws {
    let line = try #require(commands.first { $0.hasSuffix("| show") })
    let result = try folder.run("-c", "load demo > /dev/null\n\(setup)\n\(line) --mode picture")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("rows: layers, columns: heads"), "\(result.output)")
    #expect(result.output.contains("-13.2"), "\(result.output)")
  }

  @Test func `every number of the prose is the oracle's`() throws {
    let without = try ranked("ld_zero")
    let dla = try values("dla_heads")
    let restored = try ranked("patch_z")
    let direct = try values("path0_direct")
    func edge(_ head: Int) -> Double { clean - direct[2 * 24 + 18 + head] }
    let expected =
      try [clean, values("ld_zero")[22], values("edge_sweep_ld")[5]]
      + without.prefix(4).map(\.value)
      + [dla[12], clean, values("dla_mlp")[3]] + restored.suffix(2).reversed().map(\.value)
      + [clean - values("path0_total")[0], edge(3), edge(1)]
    let prose = text.split(separator: "\n").filter { !$0.hasPrefix("    ") }.joined(separator: " ")
    let numbers = prose.matches(of: /-?\d+\.\d\d/).map { String($0.output) }
    #expect(numbers == expected.map { String(format: "%.2f", $0) })
    // What it says without a number: these three write nothing themselves, and this way carries nothing.
    let parts = try (dla + values("dla_mlp")).sorted(by: >)
    for place in [0 * 6 + 4, 1 * 6 + 2, 0 * 6 + 5] { #expect(dla[place] < parts[2]) }
    #expect(abs(try values("path0_direct_to_logits")[0] - clean) < 0.05)
    #expect(abs(try values("patch_z")[22]) < 0.01)
  }
}
