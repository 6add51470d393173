import Files
import Formats
import Foundation
import TestSupport
import Testing
import Tokenizers

/// Tokens that other files than the tokenizer's own decide about, and GGUF vocabularies, as transformers and tokenizers read the same
/// (`scripts/make-token-fixtures.py`).
@Suite struct ElsewhereTests {
  private static let all = (try? JSON.load(path: fixture("tokenizers/elsewhere.json"))) ?? .null

  private func expect(_ tokenizer: Tokenizers.Tokenizer, gives values: JSON) throws {
    let texts = try #require(values["texts"]?.strings)
    let ids = try #require(values["ids"]?.arrayValue).map { $0.integers ?? [] }
    try expect(tokenizer, gives: ids, for: texts)
  }

  private func expect(
    _ tokenizer: Tokenizers.Tokenizer, gives ids: [[Int]], for texts: [String]
  ) throws {
    for (text, expected) in zip(texts, ids) {
      let found = try tokenizer.encode(text)
      #expect(found == expected, "\(text.debugDescription): \(found) for \(expected)")
      #expect(try tokenizer.tokens(of: text).map(\.id) == expected, "\(text.debugDescription)")
    }
  }

  private func write(_ files: JSON?, to folder: TemporaryFolder) throws {
    for (name, content) in files?.objectValue ?? [:] {
      try writeAtomically(Array(content.text.utf8), to: folder.file(name))
    }
  }

  @Test(arguments: all["folders"]?.arrayValue?.indices ?? 0..<0)
  func `tokens beside a tokenizer are its tokens`(number: Int) throws {
    let values = try #require(Self.all["folders"]?.arrayValue?[number])
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: fixture("tokenizers/bytelevel-gpt2/tokenizer.json"),
      toPath: folder.file("tokenizer.json"))
    try write(values["files"], to: folder)
    try expect(Tokenizer(folder: folder.path), gives: values)
  }

  @Test func `text behind a special token of SentencePiece begins anew`() throws {
    let values = try #require(Self.all["sentencepiece"])
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", "llama")
    file.add("tokenizer.ggml.tokens", try #require(values["pieces"]?.strings))
    file.add("tokenizer.ggml.token_type", try #require(values["types"]?.integers))
    file.add(
      "tokenizer.ggml.scores", try #require(values["scores"]?.arrayValue).compactMap(\.doubleValue))
    let folder = try TemporaryFolder()
    try writeAtomically(file.bytes, to: folder.file("a.gguf"))
    try expect(Tokenizer(gguf: GGUFFile(path: folder.file("a.gguf"))), gives: values)
  }

  @Test func `a tokenizer model alone does so, too`() throws {
    let values = try #require(Self.all["model"])
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: fixture("sentencepiece/llama.model"), toPath: folder.file("tokenizer.model"))
    try write(values["files"], to: folder)
    try expect(Tokenizer(folder: folder.path), gives: values)
  }

  /// A byte-level GGUF vocabulary of the fixture 'bytelevel-gpt2'.
  private func vocabulary(
    pre: String?, merges: Bool = true, extra: [String] = [], _ folder: TemporaryFolder,
    more: (inout GGUFBytes) -> Void = { _ in }
  ) throws -> GGUFFile {
    let json = try JSON.load(path: fixture("tokenizers/bytelevel-gpt2/tokenizer.json"))
    let words = try #require(json["model"]?["vocab"]?.objectValue)
    var tokens = [String](repeating: "", count: words.count)
    for (token, id) in words { tokens[try #require(id.integerValue)] = token }
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", "gpt2")
    if let pre { file.add("tokenizer.ggml.pre", pre) }
    file.add("tokenizer.ggml.tokens", tokens)
    file.add(
      "tokenizer.ggml.token_type", tokens.map { $0 == "<|endoftext|>" ? 3 : 1 })
    if merges {
      let list = try #require(json["model"]?["merges"]?.arrayValue).map { merge in
        merge.stringValue ?? merge.strings?.joined(separator: " ") ?? ""
      }
      file.add("tokenizer.ggml.merges", list + extra)
    }
    more(&file)
    try writeAtomically(file.bytes, to: folder.file("a.gguf"))
    return try GGUFFile(path: folder.file("a.gguf"))
  }

  @Test func `keys of a tokenizer that nobody reads are told`() throws {
    let folder = try TemporaryFolder()
    let tokenizer = try Tokenizer(
      gguf: vocabulary(pre: "gpt-2", folder) { file in
        file.add("tokenizer.ggml.normalizer.lowercase", true)
        file.add("tokenizer.ggml.eot_token_id", 3)
        file.add("tokenizer.chat_template.tool_use", "x")
        file.add("tokenizer.byte_order", "x")
      })
    #expect(
      tokenizer.warnings == [
        "\(folder.file("a.gguf")) says 'tokenizer.byte_order', 'tokenizer.ggml.normalizer.lowercase', "
          + "which plens does not know"
      ])
  }

  @Test(arguments: [(1300, true), (1199, false), (4_294_967_295, false)])
  func `a token before texts that is none is told`(bos: Int, isTold: Bool) throws {
    let folder = try TemporaryFolder()
    let tokenizer = try Tokenizer(
      gguf: vocabulary(pre: "gpt-2", folder) { $0.add("tokenizer.ggml.bos_token_id", bos) })
    #expect(tokenizer.warnings.count == (isTold ? 1 : 0))
    #expect(tokenizer.bos == (bos == 1199 ? 1199 : nil))
  }

  /// What the template of RoBERTa's and XLM-R's tokenizer.json puts around a text: `<s> A </s>`.
  @Test func `an encoder's file says what stands around a text`() throws {
    let folder = try TemporaryFolder()
    func around(_ adds: Bool) throws -> [Int] {
      try Tokenizer(
        gguf: vocabulary(pre: "gpt-2", folder) { file in
          file.add("tokenizer.ggml.bos_token_id", 5)
          file.add("tokenizer.ggml.eos_token_id", 6)
          file.add("tokenizer.ggml.add_bos_token", adds)
          file.add("tokenizer.ggml.add_eos_token", adds)
        }
      ).special(around: [40])
    }
    #expect(try around(true) == [5, 40, 6])
    #expect(try around(false) == [40])
  }

  @Test(arguments: all["names"]?["ids"]?.objectValue?.keys ?? [])
  func `a pre-tokenizer's name gives what the model's own steps give`(name: String) throws {
    let values = try #require(Self.all["names"])
    let texts = try #require(values["texts"]?.strings)
    let ids = try #require(values["ids"]?[name]?.arrayValue).map { $0.integers ?? [] }
    let folder = try TemporaryFolder()
    let tokenizer = try Tokenizer(gguf: vocabulary(pre: name, folder))
    #expect(tokenizer.warnings == [])
    try expect(tokenizer, gives: ids, for: texts)
  }

  @Test func `a vocabulary that doesn't say how it splits is told of`() throws {
    let folder = try TemporaryFolder()
    let tokenizer = try Tokenizer(gguf: vocabulary(pre: nil, folder))
    #expect(tokenizer.warnings.count == 1)
    #expect(tokenizer.warnings.first?.contains("doesn't say how its tokenizer splits text") == true)
  }

  @Test func `a vocabulary without merges is refused`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(gguf: vocabulary(pre: "gpt-2", merges: false, folder))
    }
    #expect(error?.description.contains("there is no 'tokenizer.ggml.merges'") == true)
  }

  @Test func `merges of what is no token are passed over in GGUF files`() throws {
    let folder = try TemporaryFolder()
    let plain = try Tokenizer(gguf: vocabulary(pre: "gpt-2", folder))
    let more = try Tokenizer(gguf: vocabulary(pre: "gpt-2", extra: ["zz qqqq"], folder))
    #expect(try more.encode("Hello world") == plain.encode("Hello world"))
  }

  @Test func `a byte order mark before merges is none of theirs`() throws {
    let folder = try TemporaryFolder()
    let json = try JSON.load(path: fixture("tokenizers/bytelevel-gpt2/tokenizer.json"))
    let merges = try #require(json["model"]?["merges"]?.arrayValue).map { merge in
      merge.stringValue ?? merge.strings?.joined(separator: " ") ?? ""
    }
    try writeAtomically(
      Array(try #require(json["model"]?["vocab"]).text.utf8), to: folder.file("vocab.json"))
    try writeAtomically(
      Array("\u{FEFF}#version: 0.2\n\(merges.joined(separator: "\n"))\n".utf8),
      to: folder.file("merges.txt"))
    let reference = try Tokenizers.Tokenizer(folder: fixture("tokenizers/bytelevel-gpt2"))
    #expect(
      try Tokenizer(folder: folder.path).encode("Hello the world")
        == reference.encode("Hello the world"))
  }

  @Test(arguments: ["", "<unk>"])
  func `a byte-level vocabulary needs no unknown token`(unknown: String) throws {
    var json = try #require(
      JSON.load(path: fixture("tokenizers/bytelevel-gpt2/tokenizer.json")).objectValue)
    var model = try #require(json["model"]?.objectValue)
    model["unk_token"] = .string(unknown)
    json["model"] = .object(model)
    let reference = try Tokenizers.Tokenizer(folder: fixture("tokenizers/bytelevel-gpt2"))
    #expect(
      try Tokenizer(json: .object(json)).encode("Hello naïve 🎉")
        == reference.encode("Hello naïve 🎉"))
  }

  @Test func `a pattern that looks ahead again and again is refused`() {
    for source in ["(?:(?=(a+))a)+c", "((?=(a*))a)*c", "(?:(?<=(a+))a){1,999}c"] {
      #expect(throws: RegularExpressionError.self) { try RegularExpression(source) }
    }
    for source in [
      #"(?=(\d{3})+(?!\d))"#, #"\s+(?!\S)|\s+"#, #"((?=[\p{L}])([^a-z]))*((?=[\p{L}])([^A-Z]))+"#,
    ] {
      #expect(throws: Never.self) { try RegularExpression(source) }
    }
  }
}
