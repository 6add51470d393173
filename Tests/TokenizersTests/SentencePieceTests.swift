import Files
import Formats
import Foundation
import TestSupport
import Testing
import Tokenizers

/// Small models of `scripts/make-sentencepiece-fixtures.py`, with what SentencePiece makes of texts.
@Suite struct SentencePieceTests {
  static let kinds = ["llama", "bpe", "gemma", "unigram", "unigram-bytes", "t5"]

  /// A folder with the model of `kind` under the name that folders of models give it.
  private func tokenizer(_ kind: String) throws -> Tokenizer {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: fixture("sentencepiece/\(kind).model"), toPath: folder.file("tokenizer.model"))
    return try Tokenizer(folder: folder.path)
  }

  private func expected(_ kind: String) throws -> (texts: [String], JSON) {
    let json = try JSON.load(path: fixture("sentencepiece/expected.json"))
    return (try #require(json["texts"]?.strings), try #require(json["kinds"]?[kind]))
  }

  @Test(arguments: kinds) func `a model gives SentencePiece's ids and text`(kind: String) throws {
    let tokenizer = try tokenizer(kind)
    let (texts, values) = try expected(kind)
    let ids = try #require(values["ids"]?.arrayValue).map { $0.integers ?? [] }
    let decoded = try #require(values["decoded"]?.strings)
    for (place, text) in texts.enumerated() {
      #expect(try tokenizer.encode(text) == ids[place], "\(text.debugDescription)")
      // SentencePiece writes an unknown character as " \u{2047} "
      if !decoded[place].contains("\u{2047}") {
        #expect(tokenizer.decode(ids[place]) == decoded[place], "\(text.debugDescription)")
      }
    }
  }

  @Test(arguments: ["llama", "gemma", "t5"]) func `a GGUF vocabulary gives the same`(kind: String)
    throws
  {
    let (texts, values) = try expected(kind)
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", kind == "t5" ? "t5" : "llama")
    file.add("tokenizer.ggml.tokens", try #require(values["pieces"]?.strings))
    file.add("tokenizer.ggml.token_type", try #require(values["types"]?.integers))
    file.add(
      "tokenizer.ggml.scores", try #require(values["scores"]?.arrayValue).compactMap(\.doubleValue))
    file.add("tokenizer.ggml.add_space_prefix", kind != "gemma")
    let folder = try TemporaryFolder()
    try writeAtomically(file.bytes, to: folder.file("a.gguf"))
    let tokenizer = try Tokenizer(gguf: GGUFFile(path: folder.file("a.gguf")))
    let ids = try #require(values["ids"]?.arrayValue).map { $0.integers ?? [] }
    // without its table of characters, T5's vocabulary is for plain text
    for (place, text) in texts.enumerated()
    where kind != "t5" || text.utf8.allSatisfy({ $0 > 31 && $0 < 127 }) {
      #expect(try tokenizer.encode(text) == ids[place], "\(text.debugDescription)")
    }
    #expect(tokenizer.prependsBOS == (kind != "t5"))
  }

  @Test func `a table of characters is applied as Hugging Face's library applies it`() throws {
    let (texts, values) = try expected("t5-json")
    let model = try bytes(of: fixture("sentencepiece/t5.model"))
    let ids = try #require(values["ids"]?.arrayValue).map { $0.integers ?? [] }
    var json = String(decoding: try bytes(of: fixture("sentencepiece/t5.json")), as: UTF8.self)
    let map = try #require(Self.charsmap(in: model))
    json = json.replacing(
      #""precompiled_charsmap": """#,
      with: "\"precompiled_charsmap\": \"\(Data(map).base64EncodedString())\"")
    let tokenizer = try Tokenizer(json: Array(json.utf8))
    for (place, text) in texts.enumerated() {
      #expect(try tokenizer.encode(text) == ids[place], "\(text.debugDescription)")
    }
  }

  /// The longest field that a model's rules of normalisation hold: its file ends with them.
  private static func charsmap(in model: [UInt8]) -> ArraySlice<UInt8>? {
    // field 2 of the rules, behind field 1 that names them
    let name = Array("nmt_nfkc".utf8) + [0x12]
    guard let at = model.indices.first(where: { model[$0...].starts(with: name) }) else {
      return nil
    }
    var place = at + name.count
    var (count, shift) = (0, 0)
    repeat {
      count |= Int(model[place] & 0x7F) << shift
      shift += 7
      place += 1
    } while model[place - 1] > 0x7F
    return model[place..<place + count]
  }

  @Test func `damaged models end in errors or in tokenizers`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("tokenizer.model")
    var generator = SeededGenerator(seed: 5)
    for kind in ["bpe", "unigram"] {
      let original = try bytes(of: fixture("sentencepiece/\(kind).model"))
      for round in 0..<400 {
        var damaged = original
        for _ in 0..<3 {
          let at = Int.random(in: 0..<damaged.count, using: &generator)
          damaged[at] = UInt8.random(in: 0...255, using: &generator)
        }
        if round % 3 == 0 {
          damaged.removeLast(Int.random(in: 1..<damaged.count, using: &generator))
        }
        try Data(damaged).write(to: URL(filePath: path))
        do {
          _ = try Tokenizer(folder: folder.path).encode("Hello the world ✨")
        } catch is TokenizerError {}
      }
    }
    // the table of characters: its array's nodes lead anywhere
    let original = try bytes(of: fixture("sentencepiece/t5.model"))
    for _ in 0..<40 {
      var damaged = original
      for _ in 0..<4000 {
        let at = Int.random(in: damaged.count - 200_000..<damaged.count, using: &generator)
        damaged[at] = UInt8.random(in: 0...255, using: &generator)
      }
      try Data(damaged).write(to: URL(filePath: path))
      do { _ = try Tokenizer(folder: folder.path).encode("ﬁne ① ２ é ✨") } catch is TokenizerError {}
    }
  }
}

/// BERT's vocabularies without a tokenizer.json, against the same fixtures' references.
@Suite struct WordPieceFileTests {
  @Test(arguments: ["wordpiece-bert-cased", "wordpiece-bert-uncased"], [true, false])
  func `a list of pieces gives what the tokenizer.json gives`(kind: String, isGGUF: Bool) throws {
    let json = try JSON.load(path: fixture("tokenizers/\(kind)/tokenizer.json"))
    let words = try #require(json["model"]?["vocab"]?.objectValue)
    var pieces = [String](repeating: "", count: words.count)
    for (piece, id) in words { pieces[try #require(id.integerValue)] = piece }
    let folder = try TemporaryFolder()
    let tokenizer: Tokenizer
    if isGGUF {
      var file = GGUFBytes()
      file.add("tokenizer.ggml.model", "bert")
      file.add(
        "tokenizer.ggml.tokens",
        pieces.map { piece in
          piece.hasPrefix("##")
            ? String(piece.dropFirst(2))
            : piece.hasPrefix("[") && piece.count > 2 ? piece : "\u{2581}" + piece
        })
      try writeAtomically(file.bytes, to: folder.file("a.gguf"))
      tokenizer = try Tokenizer(gguf: GGUFFile(path: folder.file("a.gguf")))
    } else {
      try writeAtomically(Array(pieces.joined(separator: "\n").utf8), to: folder.file("vocab.txt"))
      let isCased = kind == "wordpiece-bert-cased"
      try writeAtomically(
        Array("{\"do_lower_case\": \(!isCased)}".utf8), to: folder.file("tokenizer_config.json"))
      tokenizer = try Tokenizer(folder: folder.path)
    }
    let reference = try Tokenizer(folder: fixture("tokenizers/" + kind))
    for line in try bytes(of: fixture("tokenizers/\(kind)/reference.jsonl")).split(separator: 0x0A)
    {
      let line = try ReferenceTests.Line(line)
      #expect(
        try tokenizer.tokens(of: line.text) == reference.tokens(of: line.text), "\(line.text)")
      #expect(try tokenizer.special(around: tokenizer.encode(line.text)) == line.ids)
    }
  }
}
