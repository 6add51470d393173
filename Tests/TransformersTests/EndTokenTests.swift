import Files
import Formats
import Foundation
import TestSupport
import Testing
import Transformers

/// The tokens that end a text, from every file that may name them.
@Suite struct EndTokenTests {
  /// A copy of a model's folder with other files in it.
  private func ends(
    config change: (inout JSONObject) -> Void = { _ in }, generation: String? = nil
  ) throws -> (ids: [Int], warnings: [String]) {
    let folder = try TemporaryFolder()
    let source = fixture("models/llama")
    try FileManager.default.copyItem(
      atPath: source + "/model.safetensors", toPath: folder.file("model.safetensors"))
    var config = try #require(try JSON.load(path: source + "/config.json").objectValue)
    change(&config)
    try JSON.object(config).text.write(
      toFile: folder.file("config.json"), atomically: true, encoding: .utf8)
    try generation?.write(
      toFile: folder.file("generation_config.json"), atomically: true, encoding: .utf8)
    let model = try Model(path: folder.path)
    return (model.endTokens, model.warnings)
  }

  @Test func `a number, a list and generation_config are read, and all of them count`() throws {
    #expect(try ends().ids == [1])
    #expect(try ends { $0["eos_token_id"] = .array([.integer(7), .integer(3)]) }.ids == [3, 7])
    #expect(try ends { $0["eos_token_id"] = .null }.ids == [])
    #expect(try ends { $0["eos_token_id"] = nil }.ids == [])
    #expect(try ends(generation: #"{"eos_token_id": [5, 1]}"#).ids == [1, 5])
    #expect(try ends(generation: "{}").ids == [1])
  }

  @Test func `what is no token id is told`() throws {
    let words = try ends { $0["eos_token_id"] = .string("</s>") }
    #expect(words.ids == [])
    #expect(words.warnings.contains { $0.contains(#"'eos_token_id' is "</s>""#) })
    let broken = try ends(generation: "{")
    #expect(broken.ids == [1])
    #expect(broken.warnings.contains { $0.contains("generation_config.json") })
    #expect(try ends(generation: #"{"eos_token_id": [5, -1]}"#).warnings.count == 1)
  }

  @Test func `a GGUF names those of texts, turns and messages`() throws {
    let folder = try TemporaryFolder()
    var parts = try GGUFParts(fixture("gguf/models/llama-yarn.gguf"))
    for role in ["eos", "eot", "eom"] { parts.remove("tokenizer.ggml.\(role)_token_id") }
    func ends() throws -> [Int] {
      let path = folder.file("m.gguf")
      try writeAtomically(parts.bytes, to: path)
      return try Model(path: path).endTokens
    }
    #expect(try ends() == [])
    parts.set("tokenizer.ggml.eos_token_id", .number(9))
    #expect(try ends() == [9])
    parts.set("tokenizer.ggml.eot_token_id", .number(4))
    parts.set("tokenizer.ggml.eom_token_id", .number(9))
    #expect(try ends() == [4, 9])
  }
}
