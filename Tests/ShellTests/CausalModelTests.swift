import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// The commands about what a model does on models other than the one inside, against the same independent program's values.
@Suite struct CausalModelTests {
  static let models = [
    "gpt2", "gpt_neox", "llama", "gemma2", "qwen3", "gpt_oss", "mixtral", "olmo2",
  ]

  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func rows(_ model: String, _ command: String) throws -> [JSON] {
    let result = try folder.run(
      "-c", "load '\(fixture("models/\(model)"))' > /dev/null\n\(command) --mode json")
    #expect(result.status == 0, "\(model): \(command)\n\(result.errors)")
    return try #require(try result.json().arrayValue)
  }

  private func numbers(_ name: String, _ rows: [JSON]) -> [Float] {
    rows.map { Float($0[name]?.doubleValue ?? .nan) }
  }

  private func expect(_ values: [Float], _ expected: [Float], _ name: String) {
    let worst = worstRelativeDifference(values, to: expected)
    #expect(values.count == expected.count && worst < 1e-4, "\(name): \(worst)")
  }

  @Test(arguments: models)
  func `commands give the oracle's numbers`(model: String) throws {
    let arrays = try NPZFile(path: fixture("causal/\(model)/p0/arrays.npz"))
    let meta = try JSON.load(path: fixture("causal/\(model)/p0/meta.json"))
    func ids(_ key: String) -> String {
      (meta[key]?.arrayValue ?? []).map { $0.text }.joined(separator: " ")
    }
    func values(_ name: String) throws -> [Float] { try arrays.tensor(name).values }
    let (clean, corrupt) = (ids("ids"), ids("corrupt_ids"))
    let answer = "--answer \(meta["answer"]?.text ?? "") --against \(meta["against"]?.text ?? "")"
    let difference = Float(try #require(meta["ld_clean"]?.doubleValue))

    let predicted = try rows(model, "predict '\(clean)' \(answer)")
    expect(numbers("difference", predicted), [difference], "predict")
    expect(
      numbers("loss", try rows(model, "predict '\(clean)' --tokens")), try values("loss"), "loss")
    let top = try rows(model, "predict '\(clean)' --top 20")
    expect(numbers("logprob", top), try values("top20_logprob"), "top")

    let lens = try rows(model, "lens '\(clean)' \(answer)")
    expect([numbers("difference", lens).last ?? .nan], [difference], "lens")
    let layers = lens.count - 1

    let parts = try rows(model, "attribute '\(clean)' \(answer) --heads")
    expect(numbers("value", parts), try values("dla_heads"), "attribute")

    let ablated = try rows(model, "ablate '\(clean)' \(answer)")
    expect(numbers("value", ablated), try values("ld_zero"), "ablate")
    let lossy = try rows(model, "ablate '\(clean)' --metric loss")
    expect(numbers("value", lossy), try values("loss_zero"), "ablate loss")

    for site in ["z", "k", "resid_pre", "mlp_out"] {
      let patched = try rows(model, "patch '\(clean)' '\(corrupt)' \(answer) --what \(site)")
      expect(numbers("effect", patched), try values("patch_\(site)"), site)
    }

    let circuits = try NPZFile(path: fixture("causal/\(model)/circuits/arrays.npz"))
    let raw = try rows(model, "circuits copying --raw")
    expect(numbers("value", raw), try circuits.tensor("copying_raw").values, "circuits")
    let ov = try rows(model, "circuits ov")
    expect(numbers("value", ov), try circuits.tensor("ov_eig_ratio_folded").values, "ov")

    let generated = try folder.run(
      "generate", "-m", fixture("models/\(model)"), clean, "-n", "20", "--past-end")
    let text = generated.output.split(separator: "\n").first.map(String.init) ?? ""
    let tokens = text.split(separator: " ").suffix(20).compactMap { Int($0) }
    #expect(tokens == (try values("gen_ids")).map { Int($0) }, "\(text) \(generated.errors)")
    #expect(layers > 0)
  }

  @Test func `weights' scores rank heads`() throws {
    let circuits = try NPZFile(path: fixture("causal/demo/circuits/arrays.npz"))
    for (option, array) in [("", "copying_eff"), (" --raw", "copying_raw")] {
      let result = try folder.run(
        "-c", "load demo > /dev/null\nrank --by copying\(option) --top 24 --mode json")
      #expect(result.status == 0, "\(result.errors)")
      let rows = try #require(try result.json().arrayValue)
      let expected = try circuits.tensor(array).values
      for row in rows {
        let head = try #require(row["head"]?.stringValue.flatMap(Head.init))
        // Layer 0 reads embeddings, later ones effective ones.
        guard head.layer > 0 || option != "" else { continue }
        let value = Float(try #require(row["copying"]?.doubleValue))
        #expect(abs(value - expected[head.layer * 6 + head.index]) < 1e-4, "\(head)\(option)")
      }
      let values = rows.map { $0["copying"]?.doubleValue ?? .nan }
      #expect(values == values.sorted(by: >) && rows.count == 24)
    }
  }

  @Test func `weighted patterns and what heads write are the oracle's`() throws {
    let arrays = try NPZFile(path: fixture("causal/demo/p0/arrays.npz"))
    let meta = try JSON.load(path: fixture("causal/demo/p0/meta.json"))
    let text = try #require(meta["text"]?.stringValue)
    for (weight, array) in [("values", "vw_v"), ("outputs", "vw_out")] {
      let result = try folder.run(
        "-c", "load demo > /dev/null\nshow '\(text)' L*H* --weighted \(weight) > \(weight).npy")
      #expect(result.status == 0, "\(result.errors)")
      let own = try readNPY(path: folder.file(weight + ".npy"))
      expect(own.values, try arrays.tensor(array).values, array)
    }
    // The share of what a head writes that comes from the first token, of the oracle's weighted patterns.
    let weighted = try arrays.tensor("vw_out")  // [4, 6, n, n]
    let n = weighted.columns
    let result = try folder.run(
      "-c", "load demo > /dev/null\nstat '\(text)' --by weighted_first,first --mode json")
    let rows = try #require(try result.json().arrayValue)
    for (place, row) in rows.enumerated() {
      let shares = (1..<n).map { query -> Double in
        let start = (place * n + query) * n
        let values = weighted.values[start..<start + n].map(Double.init)
        return values[0] / values.reduce(0, +)
      }
      let mean = shares.reduce(0, +) / Double(n - 1)
      #expect(abs((row["weighted_first"]?.doubleValue ?? .nan) - mean) < 1e-4)
    }
    let figure = try folder.run(
      "-c", "load demo > /dev/null\nfig raw '\(text)' L3H4 --weighted outputs -o figures")
    #expect(figure.status == 0, "\(figure.errors)")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.file("figures"))
    #expect(files.contains { $0.hasSuffix("L3/H4/raw_by_outputs.png") }, "\(files)")
    #expect(!files.contains { $0.hasSuffix("raw.png") })
  }

  @Test func `induction on made prompts is one line`() throws {
    let result = try folder.run(
      "-c",
      "load demo > /dev/null\nrank --by induction --on repeat --top 2 --mode json\nprompts | count")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\"prompts\": 10"), "\(result.output)")
    #expect(result.output.hasSuffix("]\n0\n"), "\(result.output)")
  }

  /// Expected values: Hugging Face's BertForMaskedLM in float64 on these ids, token 2 the mask.
  @Test func `an encoder predicts at its mask`() throws {
    let path = folder.file("bert")
    try FileManager.default.copyItem(atPath: fixture("models/bert"), toPath: path)
    var words = (0..<96).map { "w\($0)" }
    (words[0], words[1], words[2], words[3], words[4]) = (
      "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
    )
    try words.joined(separator: "\n").write(
      toFile: path + "/vocab.txt", atomically: true, encoding: .utf8)
    func rows(_ command: String) throws -> [JSON] {
      let result = try folder.run("-c", "load '\(path)' > /dev/null\n\(command) --mode json")
      #expect(result.status == 0, "\(result.errors)")
      return try result.json().arrayValue ?? []
    }
    let top = try rows("predict 'w10 [MASK] w12' --top 4")
    #expect(top.map { $0["id"]?.integerValue } == [89, 69, 73, 41])
    #expect(top.allSatisfy { $0["query"]?.integerValue == 2 })
    expect(
      numbers("logprob", top), [-2.508950183, -2.846614112, -2.915257157, -2.960299680], "top")
    let asked = try rows("predict 'w10 [MASK] w12' --answer w7 --against w9")
    expect(numbers("difference", asked), [0.238757360], "difference")
    let ablated = try rows("ablate 'w10 [MASK] w12' --answer w7 --against w9")
    expect(
      numbers("value", ablated),
      [
        0.818976085, -1.385822913, -0.006866384, 0.342450354, 0.434261305, -0.641894526,
        1.167359243, 0.123732449, 0.045877054, 0.543943670, 0.225968598, -0.464163964,
      ], "ablate")
    for (command, words) in [
      ("predict 'w10 w12'", "put [MASK] into the text"),
      ("lens 'w10 [MASK] w12'", "is an encoder"),
      ("attribute 'w10 [MASK]' --answer w7", "no sum of parts"),
      ("ablate 'w10 [MASK]' --metric loss", "has no loss"),
      ("ablate '[MASK] [MASK]' --answer w7", "--at chooses one"),
      ("predict 'w10 w12' --at 9", "tokens 0-3"), ("generate 'w10'", "see those after"),
      ("predict 'w10 [MASK]' --tokens", "has no loss"),
    ] {
      let result = try folder.run("-c", "load '\(path)' > /dev/null\n\(command)")
      #expect(result.status != 0 && result.errors.contains(words), "\(command): \(result.errors)")
    }
  }

  @Test func `results are drawn as maps of what they are about`() throws {
    let story = "When Mary and John went to the store, John gave a drink to"
    let answer = "--answer ' Mary' --against ' John'"
    for (command, words) in [
      ("ablate p0 \(answer)", "rows: layers, columns: heads"),
      ("lens p0 --tokens \(answer)", "rows: layers, columns: tokens"),
      ("attribute p0 \(answer)", "MLP"), ("predict p0 --tokens", "columns: tokens"),
      ("circuits compose", "rows: writers, columns: readers"),
      ("circuits copying", "rows: layers, columns: heads"),
      ("path p0 p1 --sender L1H3 \(answer)", "L3.v"),
      ("rank p0 --top 24", "rows: layers, columns: heads"),
    ] {
      let result = try folder.run(
        "-c",
        "load demo > /dev/null\ncapture '\(story)'\ncapture 'When Mary and John went to the store, Mary gave a drink to'\n\(command) | show --mode picture\n\(command) | show -o map.png\n\(command) | show -o map.svg"
      )
      #expect(result.status == 0, "\(command): \(result.errors)")
      #expect(result.output.contains(words), "\(command): \(result.output)")
      let svg = try String(contentsOfFile: folder.file("map.svg"), encoding: .utf8)
      #expect(svg.contains("<svg"))
      let png = try Data(contentsOf: URL(filePath: folder.file("map.png")))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    // 0 is in the middle of the colours: both ends of the scale are equally far from it.
    let map = try folder.run(
      "-c", "load demo > /dev/null\nablate '\(story)' \(answer) | show --mode picture")
    #expect(map.output.contains("-13.2 to 13.2"), "\(map.output)")
    for (command, words) in [
      ("predict '\(story)' --tokens | show --by nothing", "no column 'nothing'"),
      ("ablate '\(story)' \(answer) | show -o map.txt", "written as .png or .svg"),
      ("show '\(story)' L0H0 --by effect", "comes by a pipe"),
    ] {
      let result = try folder.run("-c", "load demo > /dev/null\n\(command)")
      #expect(result.status != 0 && result.errors.contains(words), "\(command): \(result.errors)")
    }
  }
}
