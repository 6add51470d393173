import Files
import Formats
import TestSupport
import Testing
import Tokenizers

/// Small tokenizers with the steps of Qwen3.5, Gemma 4, DeepSeek V3, Llama 4 and ModernBERT, against Hugging Face's library
/// (`scripts/make-family-tokenizers.py`).
@Suite struct FamilyTokenizerTests {
  private static let all = (try? JSON.load(path: fixture("tokenizers/families.json"))) ?? .null
  private static let kinds = all["kinds"]?.objectValue?.keys ?? []
  private static let texts = all["texts"]?.strings ?? []

  @Test(arguments: kinds) func `ids and their texts are the reference's`(name: String) throws {
    let kind = try #require(Self.all["kinds"]?[name])
    let tokenizer = try Tokenizer(json: #require(kind["tokenizer"]))
    let ids = try #require(kind["ids"]?.arrayValue).map { $0.integers ?? [] }
    let (plain, decoded) = (
      try #require(kind["plain"]?.arrayValue).map { $0.integers ?? [] },
      try #require(kind["decoded"]?.strings)
    )
    #expect(ids.count == Self.texts.count && ids.count > 20)
    for (place, text) in Self.texts.enumerated() {
      let found = try tokenizer.tokens(of: text).map(\.id)
      #expect(found == plain[place], "\(text.debugDescription)")
      #expect(tokenizer.special(around: found) == ids[place], "\(text.debugDescription)")
      #expect(
        tokenizer.decode(plain[place], skippingSpecial: false) == decoded[place],
        "\(text.debugDescription)")
    }
  }

  @Test(arguments: kinds)
  func `the same vocabulary in a GGUF file, under the name that it has there, gives the same`(
    name: String
  ) throws {
    let kind = try #require(Self.all["kinds"]?[name])
    let model = try #require(kind["tokenizer"]?["model"])
    let words = try #require(model["vocab"]?.objectValue)
    var tokens = [String](repeating: "", count: words.count)
    for (token, id) in words { tokens[try #require(id.integerValue)] = token }
    let special = Set(
      try #require(kind["tokenizer"]?["added_tokens"]?.arrayValue)
        .compactMap { $0["content"]?.stringValue })
    let pre = try #require(kind["pre"]?.stringValue)
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", pre == "gemma4" ? pre : "gpt2")
    if pre != "gemma4" { file.add("tokenizer.ggml.pre", pre) }
    file.add("tokenizer.ggml.tokens", tokens)
    file.add(
      "tokenizer.ggml.token_type",
      tokens.map { special.contains($0) ? 3 : $0.hasPrefix("<0x") ? 6 : 1 })
    file.add(
      "tokenizer.ggml.merges",
      try #require(model["merges"]?.arrayValue).map { merge in
        merge.stringValue ?? merge.strings?.joined(separator: " ") ?? ""
      })
    let folder = try TemporaryFolder()
    try writeAtomically(file.bytes, to: folder.file("a.gguf"))
    let tokenizer = try Tokenizer(gguf: GGUFFile(path: folder.file("a.gguf")))
    #expect(tokenizer.warnings == [])
    let plain = try #require(kind["plain"]?.arrayValue).map { $0.integers ?? [] }
    let isComposed = kind["tokenizer"]?["normalizer"]?["type"]?.stringValue == "NFC"
    // Such a file has no place for NFC: texts that it would change are left out.
    for (place, text) in Self.texts.enumerated()
    where
      !(isComposed
      && text.unicodeScalars.contains { $0.properties.canonicalCombiningClass != .notReordered })
    {
      #expect(try tokenizer.tokens(of: text).map(\.id) == plain[place], "\(text.debugDescription)")
    }
  }
}
