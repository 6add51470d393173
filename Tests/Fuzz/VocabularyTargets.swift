import ChatTemplates
import Files
import Formats
import Foundation
import TestSupport

@testable import Tokenizers

// Vocabularies of all kinds: texts are taken apart, and put together again.

extension FuzzTarget {
  static let vocabularies: [FuzzTarget] = [
    FuzzTarget(
      name: "tokenizer", form: .json, longest: 1 << 14,
      seeds: {
        try names(in: "tokenizers").filter {
          fileExists(fixture("tokenizers/\($0)/tokenizer.json"))
        }.map { name in
          Array(short(try JSON.load(path: fixture("tokenizers/\(name)/tokenizer.json"))).text.utf8)
        } + pipelines()
      },
      words: {
        try names(in: "tokenizers").filter {
          fileExists(fixture("tokenizers/\($0)/tokenizer.json"))
        }.flatMap {
          short(try JSON.load(path: fixture("tokenizers/\($0)/tokenizer.json"))).words
        }
      },
      read: { bytes in
        let tokenizer = try Tokenizer(json: bytes)
        try use(tokenizer)
      }),
    FuzzTarget(
      name: "vocabularies", longest: 1 << 13, seeds: vocabularySeeds,
      words: {
        vocabularyFiles.map { "@@ \($0)\n" } + [
          "bos_token", "eos_token", "unk_token", "added_tokens_decoder",
          "additional_special_tokens", "content", "##",
          "[UNK]", "[CLS]", "[SEP]", "#version: 0.2\n", "do_lower_case", "add_bos_token",
          "bos_token_id", "<s>",
        ]
      },
      read: { bytes in
        try use(
          Tokenizer(folder: Fuzzing.folder("vocabulary", Parts.files(in: bytes, vocabularyFiles))))
      }),
    FuzzTarget(
      name: "sentencepiece", longest: 1 << 14,
      seeds: {
        try ["bpe", "gemma", "llama", "unigram-bytes", "unigram"].map {
          try whole("sentencepiece/\($0).model")
        }
      },
      read: { bytes in
        try use(Tokenizer(folder: Fuzzing.folder("sentencepiece", [("tokenizer.model", bytes)])))
      }),
    FuzzTarget(
      name: "gguf-vocabulary", longest: 1 << 13, seeds: ggufVocabularySeeds,
      words: {
        [
          "model", "pre", "tokens", "scores", "token_type", "merges", "bos_token_id",
          "add_bos_token", "precompiled_charsmap",
        ]
        .map { "tokenizer.ggml." + $0 } + [
          "llama", "gpt2", "bert", "t5", "tokenizer.chat_template",
        ]
      },
      read: { bytes in
        let file = try GGUFFile(path: Fuzzing.file("words.gguf", bytes, zeros: ggufZeros(bytes)))
        Fuzzing.tells { try use(Tokenizer(gguf: file)) }
        _ = try ModelChatTemplate(gguf: file)?.text(of: conversation)
      }),
    FuzzTarget(
      name: "chat", longest: 1 << 13,
      seeds: { try names(in: "chat/templates").map { try whole("chat/templates/" + $0) } },
      words: {
        [
          "{%", "%}", "{{", "}}", "{#", "#}", "-%}", "{%-", "for", "in", "if", "elif", "else",
          "endif", "endfor", "set",
          "macro", "endmacro", "namespace", "loop.index", "loop.last", "messages",
          "message['role']", "raise_exception",
          "range", "tojson", "trim", "strftime_now", "add_generation_prompt", "bos_token",
          "is defined", "not", "and",
          "|", "length", "[1:]", "[-1]", ".items()", ".split(", ".strip()", "replace", "join",
          "selectattr", "dictsort",
        ]
      },
      read: { bytes in
        let template = try ChatTemplate(String(decoding: bytes, as: UTF8.self))
        _ = try template.text(
          of: conversation, bos: "<s>", eos: "</s>", now: Date(timeIntervalSince1970: 0))
      }),
  ]
}

private let conversation = [
  ChatMessage(role: "system", content: "Be brief."),
  ChatMessage(role: "user", content: "Hi {{ x }}"),
  ChatMessage(role: "assistant", content: " Hello.\n"), ChatMessage(role: "user", content: "é 🙂"),
]

private let vocabularyFiles = [
  "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "config.json",
  "vocab.json", "merges.txt",
  "vocab.txt", "qwen.tiktoken", "tokenizer.json",
]

/// Takes texts apart in all ways.
private func use(_ tokenizer: Tokenizer) throws {
  _ = (tokenizer.warnings, tokenizer.bos, tokenizer.special(around: [1]))
  for text in [
    "Hello world 12 é\n<s>[MASK]  <|begin|>", " the cat's 🙂\u{301} a\u{0}b ab  \t", "日本語 ﬁ Ⅷ",
  ] {
    let ids = try tokenizer.encode(text)
    Fuzzing.expect(try tokenizer.tokens(of: text).map(\.id) == ids, "two ways to ids differ")
    _ = tokenizer.decode(ids)
    _ = tokenizer.pieces(ids)
  }
}

/// A tokenizer.json with the first of its tokens, and the merges that need no others.
private func short(_ json: JSON) -> JSON {
  guard var fields = json.objectValue, var model = fields["model"]?.objectValue else { return json }
  let pieces = model["vocab"]?.objectValue?.filter { ($0.value.integerValue ?? 0) < 300 } ?? []
  if pieces.isEmpty {
    model["vocab"] = model["vocab"]?.arrayValue.map { .array(Array($0.prefix(200))) }
  } else {
    var vocabulary = JSONObject()
    for (piece, id) in pieces { vocabulary[piece] = id }
    let known = Set(pieces.map(\.key))
    model["vocab"] = .object(vocabulary)
    model["merges"] = model["merges"]?.arrayValue.map { merges in
      .array(
        merges.filter { merge in
          let parts =
            merge.stringValue?.split(separator: " ").map(String.init)
            ?? merge.arrayValue?.compactMap(\.stringValue) ?? []
          return (parts + [parts.joined()]).allSatisfy(known.contains)
        }.prefix(100).map(\.self))
    }
  }
  fields["model"] = .object(model)
  return .object(fields)
}

/// The tokenizer.json of the fixtures that try one step each.
private func pipelines() throws -> [[UInt8]] {
  func tokenizers(_ json: JSON) -> [JSON] {
    if let object = json.objectValue {
      return object["model"]?.objectValue != nil ? [json] : object.flatMap { tokenizers($0.value) }
    }
    return json.arrayValue?.flatMap(tokenizers) ?? []
  }
  return try ["pipelines", "families", "elsewhere"].flatMap { name in
    tokenizers(try JSON.load(path: fixture("tokenizers/\(name).json"))).map {
      Array(short($0).text.utf8)
    }
  }
}

/// A vocabulary of each kind that GGUF files have, a few tokens of each.
@Sendable private func ggufVocabularySeeds() throws -> [[UInt8]] {
  let json = short(try JSON.load(path: fixture("tokenizers/bytelevel-gpt2/tokenizer.json")))
  let words = (json["model"]?["vocab"]?.objectValue ?? [:]).sorted {
    ($0.value.integerValue ?? 0) < ($1.value.integerValue ?? 0)
  }.map(\.key)
  let merges = (json["model"]?["merges"]?.arrayValue ?? []).map { merge in
    merge.stringValue ?? merge.arrayValue?.compactMap(\.stringValue).joined(separator: " ") ?? ""
  }
  let bytes = ["<0x20>", "<0x41>", "<0xE2>", "<0x96>"]
  let pieces =
    ["<unk>", "<s>", "</s>"] + bytes + ["▁", "a", "b", "t", "h", "e", "▁a", "th", "the", "▁the"]
  let wordPieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "▁hello", "▁world", "▁the", "s", "lo",
  ]
  let kinds = [2, 3, 3] + bytes.map { _ in 6 } + [Int](repeating: 1, count: 9) + [4]
  func seed(_ model: String, _ tokens: [String], _ more: (inout GGUFBytes) -> Void) -> [UInt8] {
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", model)
    file.add("tokenizer.ggml.tokens", tokens)
    more(&file)
    return file.bytes
  }
  return ["gpt-2", "llama-bpe", "qwen2", "default"].map { pre in
    seed("gpt2", words) { file in
      file.add("tokenizer.ggml.pre", pre)
      file.add("tokenizer.ggml.token_type", words.indices.map { $0 == 0 ? 3 : 1 })
      file.add("tokenizer.ggml.merges", merges)
      file.add("tokenizer.ggml.bos_token_id", 0)
      file.add("tokenizer.ggml.add_bos_token", true)
      file.add(
        "tokenizer.chat_template",
        "{% for m in messages %}{{ m['role'] + m['content'] }}{% endfor %}")
    }
  }
    + ["llama", "t5"].map { model in
      seed(model, pieces) { file in
        file.add("tokenizer.ggml.token_type", kinds)
        file.add("tokenizer.ggml.scores", pieces.indices.map { -Double($0) })
        file.add("tokenizer.ggml.add_space_prefix", true)
        file.add("tokenizer.ggml.eos_token_id", 2)
      }
    } + [
      seed("gemma4", pieces) { file in
        file.add("tokenizer.ggml.token_type", kinds)
        file.add("tokenizer.ggml.merges", ["t h", "th e", "▁ a", "▁ the"])
      },
      seed("bert", wordPieces) { file in
        file.add("tokenizer.ggml.token_type", wordPieces.indices.map { $0 < 5 ? 3 : 1 })
        file.add("tokenizer.ggml.cls_token_id", 2)
        file.add("tokenizer.ggml.seperator_token_id", 3)
      },
    ]
}

/// The vocabularies of older models, a few tokens of each.
@Sendable private func vocabularySeeds() throws -> [[UInt8]] {
  let config = Array(
    #"{"bos_token": "<s>", "eos_token": {"content": "</s>"}, "additional_special_tokens": ["<x>"], "do_lower_case": true, "added_tokens_decoder": {"5": {"content": "<y>", "special": true}}}"#
      .utf8)
  let ids =
    #"{"<s>": 0, "a": 1, "b": 2, "ab": 3, "Ġ": 4, "Ġa": 5, "e": 6, "l": 7, "o": 8, "lo": 9}"#
  let pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nworld\nthe\n##s\n##lo\na\nb\n##b\n"
  let ranks = try whole("tokenizers/tiktoken-qwen/qwen.tiktoken").prefix(6_000)
  return [
    [
      ("vocab.json", Array(ids.utf8)), ("merges.txt", Array("#version: 0.2\na b\nĠ a\nl o\n".utf8)),
      ("tokenizer_config.json", config),
    ],
    [
      ("vocab.txt", Array(pieces.utf8)), ("tokenizer_config.json", config),
      ("special_tokens_map.json", config),
    ],
    [("qwen.tiktoken", Array(ranks)), ("tokenizer_config.json", config)],
    [
      ("vocab.txt", Array(pieces.utf8)),
      ("added_tokens.json", Array(#"{"<z>": 13, "<w>": 20}"#.utf8)),
    ],
  ].map(Parts.input)
}
