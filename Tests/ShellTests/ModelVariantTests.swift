import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Models whose names say how they are opened: parts of T5, and as TransformerLens has them.
@Suite struct ModelVariantTests {
  private let folder: ProgramFolder
  private let t5 = fixture("checkpoints/t5")

  init() throws { folder = try ProgramFolder() }

  /// T5 with a tokenizer of single letters: `a` is 2, `b` 3, and so on; `</s>` is 1.
  private func spelling() throws -> String {
    let copy = folder.file("t5")
    try FileManager.default.copyItem(atPath: t5, toPath: copy)
    let letters = "abcdefghij".enumerated().map { "\"\($0.element)\": \($0.offset + 2)" }
    _ = try folder.write(
      """
      {"added_tokens": [{"id": 1, "content": "</s>", "special": true, "normalized": false}],
       "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}},
         {"SpecialToken": {"id": "</s>", "type_id": 0}}], "pair": [],
         "special_tokens": {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}},
       "model": {"type": "WordLevel", "unk_token": "<pad>",
         "vocab": {"<pad>": 0, "</s>": 1, \(letters.joined(separator: ", "))}}}
      """, to: "t5/tokenizer.json")
    return copy
  }

  private func tokens(_ model: String, _ text: String) throws -> [String?] {
    let result = try folder.run("tokens", "-m", model, "--mode", "json", text)
    return try #require(try result.json()["tokens"]?.arrayValue, "\(result.errors)")
      .map(\.stringValue)
  }

  @Test func `a text's answer stands behind its end`() throws {
    let model = try spelling()
    #expect(try tokens(model, "a b") == ["a", "b", "</s>"])
    #expect(try tokens(model, "a b</s>c d") == ["a", "b", "</s>"])
    #expect(try tokens(model + ".decoder", "a b</s>c d") == ["<pad>", "c", "d"])
    #expect(try tokens(model + ".cross", "a b</s>c") == ["a", "b", "</s>", "<pad>", "c"])
    #expect(try tokens(model + ".decoder", "a b") == ["<pad>"])
  }

  @Test(arguments: [("encoder", 3), ("decoder", 3), ("cross", 6)])
  func `each part has a folder of its own`(part: String, side: Int) throws {
    let model = try spelling()
    let capture = try folder.run("capture", "-m", "\(model).\(part)", "a b</s>c d", "-o", "data")
    #expect(capture.status == 0, "\(capture.errors)")
    let base = folder.file("data/t5.\(part)")
    let name = try JSON.load(path: base + "/model_cfg.json")["model_name"]?.stringValue
    #expect(name == "t5.\(part)")
    let hash = try #require(
      try FileManager.default.contentsOfDirectory(atPath: base + "/prompts").first)
    let prompt = try JSON.load(path: "\(base)/prompts/\(hash)/prompt.json")
    #expect(prompt["n_tokens"]?.integerValue == side)
    let file = try NPZFile(path: "\(base)/prompts/\(hash)/activations.npz")
    #expect(file.names == (0..<2).map { "blocks.\($0).attn.hook_pattern" })
    #expect(try file.tensor("blocks.1.attn.hook_pattern").shape == [1, 4, side, side])
  }

  @Test func `figures, scores and thumbnails are drawn of a part as of other models`() throws {
    let model = try spelling()
    let result = try RunningProgram(
      [
        "-c",
        """
        load \(model).cross
        capture 'a b</s>c d'
        rank --by max | head 1
        show 'L0H1[-1]' --mode table
        fig raw L0H0 -o figures
        thumbnails > all.svg
        """,
      ], in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("t5.cross:"))
    #expect(FileManager.default.fileExists(atPath: folder.file("all.svg")))
  }

  @Test func `a model has no part that it has not`() throws {
    let result = try folder.run("show", "-m", "demo.cross", "a b", "L0H0")
    #expect(result.status == 3)
    #expect(
      result.errors.contains("there is no 'demo.cross': demo has no encoder beside a decoder"))
  }

  @Test func `values as TransformerLens has them have a name of their own`() throws {
    let model = fixture("models/mixtral")
    for (arguments, name) in [([], "mixtral"), (["--tl-compat"], "mixtral.tl-compat")] {
      let result = try RunningProgram(
        ["capture", "-m", model, "--ids", "5 6 7", "-o", "data"] + arguments, in: folder.path)
      #expect(
        result.status == 0 && result.output.hasPrefix("\(name): 1 prompt"), "\(result.errors)")
      let config = try JSON.load(path: folder.file("data/\(name)/model_cfg.json"))
      #expect(config["model_name"]?.stringValue == name)
    }
  }

  @Test func `tl-compat is a setting and an ending too, and says where it changes nothing`() throws
  {
    let (mixtral, gpt2) = (fixture("models/mixtral"), fixture("models/gpt2"))
    let result = try RunningProgram(
      [
        "-c",
        "load \(mixtral); load \(mixtral).tl-compat; load \(mixtral) --tl-compat; "
          + "set tl-compat on; load \(mixtral); load \(gpt2)",
      ], in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    let names = result.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(
      names == ["mixtral", "mixtral.tl-compat", "mixtral.tl-compat", "mixtral.tl-compat", "gpt2"])
    #expect(result.errors.contains("gpt2 is the same in TransformerLens"))
  }
}
