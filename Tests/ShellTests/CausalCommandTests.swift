import Formats
import Tensors
import TestSupport
import Testing

/// What the commands about what a model does print, beside what an independent program made of the same prompt in
/// float64 (`Fixtures/causal/README.md`).
@Suite struct CausalCommandTests {
  private static let clean = "When Mary and John went to the store, John gave a drink to"
  private static let corrupt = "When Mary and John went to the store, Mary gave a drink to"
  private static let answer = "--answer ' Mary' --against ' John'"

  /// The rows that a command gives on the model inside the program.
  private func rows(_ command: String) throws -> [JSON] {
    let folder = try ProgramFolder()
    let result = try folder.run("-c", "\(command) --mode json")
    #expect(result.status == 0, "\(command)\n\(result.errors)")
    return try #require(try result.json().arrayValue)
  }

  private func number(_ name: String, _ row: JSON) throws -> Double {
    try #require(row[name]?.doubleValue)
  }

  /// A `[layer, head]` array of the fixtures.
  private func expected(_ name: String) throws -> [Double] {
    let file = try NPZFile(path: fixture("causal/demo/p0/arrays.npz"))
    return try file.tensor(name).values.map(Double.init)
  }

  @Test func `the model says Mary, by the oracle's difference`() throws {
    let row = try #require(try rows("predict '\(Self.clean)' \(Self.answer)").first)
    #expect(abs(try number("difference", row) - 8.830053) < 1e-3)
    #expect(try number("rank", row) == 0)
  }

  @Test(arguments: [
    (
      "--answer Mary",
      ["--answer: 'Mary' follows without a space; with one it is another token: ' Mary'"]
    ),
    ("--answer Mary --against John", ["' Mary'", "--against: 'John' follows without a space"]),
    ("--answer ' Mary' --against ' John'", []), ("--answer ,", []), ("--top 2", []),
  ])
  func `an answer without the space before it is told`(options: String, told: [String]) throws {
    let result = try ProgramFolder().run("-c", "predict '\(Self.clean)' \(options)")
    #expect(result.status == 0)
    for text in told { #expect(result.errors.contains(text), "\(result.errors)") }
    #expect(result.errors.contains("without a space") == !told.isEmpty, "\(result.errors)")
  }

  @Test(arguments: ["'\(Self.clean) ' --answer Mary", "'法国的首都是' --answer 巴黎"])
  func `where no space is missing nothing is told`(words: String) throws {
    let result = try ProgramFolder().run("-c", "predict \(words)")
    #expect(result.status == 0 && !result.errors.contains("without a space"), "\(result.errors)")
  }

  @Test func `without four heads the answer is lost, and not without the induction head`() throws {
    let rows = try rows("ablate '\(Self.clean)' L*H* \(Self.answer)")
    let values = try Dictionary(
      uniqueKeysWithValues: rows.map {
        (try #require($0["head"]?.stringValue), try number("value", $0))
      })
    #expect(abs((values["L3H4"] ?? 0) - 9.3) < 0.05)
    for head in ["L2H0", "L0H4", "L1H2", "L0H5"] { #expect((values[head] ?? 9) < 0, "\(head)") }
    for (place, value) in try expected("ld_zero").enumerated() {
      let head = "L\(place / 6)H\(place % 6)"
      #expect(abs((values[head] ?? .infinity) - value) < 1e-3, "\(head)")
    }
  }

  @Test func `parts of an attribution sum to the difference`() throws {
    let rows = try rows("attribute '\(Self.clean)' \(Self.answer)")
    let sum = try rows.reduce(0) { $0 + (try number("value", $1)) }
    #expect(abs(sum - 8.830053) < 1e-3)
    let heads = rows.filter { $0["part"]?.stringValue?.contains("H") == true }
    #expect(heads.count == 24)
    for (row, value) in zip(heads, try expected("dla_heads")) {
      #expect(abs(try number("value", row) - value) < 1e-3)
    }
  }

  @Test func `patched heads restore what the oracle says`() throws {
    let rows = try rows("patch '\(Self.clean)' '\(Self.corrupt)' \(Self.answer) --what z")
    #expect(rows.count == 24)
    for (row, value) in zip(rows, try expected("patch_z")) {
      #expect(abs(try number("effect", row) - value) < 1e-3)
    }
  }

  @Test func `edges carry what the oracle says`() throws {
    let rows = try rows("path '\(Self.clean)' '\(Self.corrupt)' --sender L2H0 \(Self.answer)")
    // [input, layer, head]; those of layer 3 alone are behind the sender.
    let values = try expected("path0_direct")
    for (place, input) in ["q", "k", "v"].enumerated() {
      for head in 0..<6 {
        let row = try #require(rows.first { $0["to"]?.stringValue == "L3H\(head).\(input)" })
        #expect(abs(try number("value", row) - values[place * 24 + 18 + head]) < 1e-3)
      }
    }
  }

  @Test func `a generated text is a prompt of the session`() throws {
    let folder = try ProgramFolder()
    let result = try folder.run(
      "-c", "load demo\ngenerate 'The old man said' -n 5\nshow p1 L0H0 | count")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("The old man said"))
    #expect(result.errors.contains("5 tokens added"))
  }

  @Test(arguments: [
    ("predict 'a b' --answer ' M' --against ' M'", "begin with the same token"),
    ("predict 'a b' --answer ''", "has no token"),
    ("predict p9", "there are no prompts yet"),
    ("patch 'a b c' 'a b' --answer ' M' --against ' J'", "4 and 3 tokens"),
    ("patch 'a b' 'a b' --answer ' M' --against ' J'", "the same"),
    ("ablate 'a b' L9H1", "outside this model"),
    ("ablate 'a b' L1 --metric prob", "needs a token"),
    ("ablate 'a b' L1 --by mean", "the mean over one prompt"),
    ("ablate 'a b' L1 --by resample", "no other prompt"),
    ("path 'a b' 'a c' --answer ' M'", "--sender"),
    ("prompts make poems", "repeat, ioi, greater-than"),
  ])
  func `what can't be done is said in one sentence`(command: String, words: String) throws {
    let folder = try ProgramFolder()
    let result = try folder.run("-c", "load demo\n" + command)
    #expect(result.status != 0)
    #expect(result.errors.contains(words), "\(result.errors)")
  }
}
