public import Formats

extension Tokenizer {
  /// The tokenizer whose vocabulary a GGUF file holds.
  ///
  /// Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#tokenizer
  /// - Throws: `TokenizerError`; `TokenizerError.missing` where the file holds no vocabulary.
  ///   `FormatError` where its metadata is broken.
  public init(gguf file: GGUFFile) throws {
    guard let model = file.string("tokenizer.ggml.model"), model != "none", model != "no_vocab"
    else {
      throw TokenizerError.missing(path: file.path)
    }
    let bos = file.integer("tokenizer.ggml.bos_token_id")
    let eos = file.integer("tokenizer.ggml.eos_token_id")
    guard model == "gpt2" else {
      self = try naming(file.path) {
        let steps = try Steps(file, model: model)
        let prepends = file.bool("tokenizer.ggml.add_bos_token") ?? (model == "llama")
        return try Tokenizer(path: file.path, steps: steps, prependsBOS: prepends) { id in
          bos ?? (model == "llama" ? 1 : steps.postProcessor.prefix.first ?? eos)
        }
      }
      return
    }
    let name = file.string("tokenizer.ggml.pre")
    var warnings: [String] = []
    if name == nil || name == "default" {
      warnings.append(
        "\(file.path): the file doesn't say how its tokenizer splits text; tokens may differ")
    }
    let isLlama3 = ["llama3", "llama-v3", "llama-bpe", "falcon3", "tekken"].contains(name)
    let prepends = file.bool("tokenizer.ggml.add_bos_token") ?? isLlama3
    self = try naming(file.path) {
      let steps = try Steps(file, pre: name ?? "default", ignoresMerges: isLlama3)
      return try Tokenizer(
        path: file.path, steps: steps, prependsBOS: prepends, warnings: warnings
      ) { id in bos ?? eos ?? id("<|endoftext|>") }
    }
  }
}

extension Tokenizer.Steps {
  /// The steps of the vocabularies that are not byte-level.
  fileprivate init(_ file: GGUFFile, model: String) throws {
    switch model {
    case "llama": try self.init(SentencePieceModel(file, algorithm: .bytePairs))
    case "t5":
      try self.init(SentencePieceModel(file, algorithm: .unigram))
      if file.bool("tokenizer.ggml.add_eos_token") ?? true {
        postProcessor = PostProcessor(suffix: [file.integer("tokenizer.ggml.eos_token_id") ?? 1])
      }
    case "bert": try self.init(wordPiecesOf: file)
    default:
      throw TokenizerError.unsupported("the tokenizer model '\(model)' is not supported")
    }
  }

  /// The steps of a byte-level vocabulary whose text is split as `pre` names it.
  init(_ file: GGUFFile, pre: String, ignoresMerges: Bool) throws {
    guard let tokens = try file.byteStrings("tokenizer.ggml.tokens") else {
      throw TokenizerError.invalid("there is no 'tokenizer.ggml.tokens'")
    }
    let kinds = try file.integers("tokenizer.ggml.token_type") ?? []
    var vocabulary = Vocabulary(
      capacity: tokens.count, bytes: tokens.reduce(0) { $0 + $1.count })
    var added: [AddedToken] = []
    for (id, token) in tokens.enumerated() {
      try vocabulary.add(token.span, id: id).map { throw Vocabulary.error($0, token, id: id) }
      guard id < kinds.count, let kind = SentencePieceModel.Kind(rawValue: kinds[id]), kind.isAdded
      else {
        continue
      }
      added.append(
        AddedToken(
          content: String(decoding: token, as: UTF8.self), id: id, isSpecial: kind != .userDefined))
    }
    var merges = MergeList(vocabulary: vocabulary)
    for line in try file.byteStrings("tokenizer.ggml.merges") ?? [] {
      try merges.append(line: line.span)
    }
    var options = BytePairs.Options()
    options.ignoresMerges = ignoresMerges
    self.init(
      model: .bytePairs(
        BytePairs(vocabulary: vocabulary, merges: merges.table, options: options)))
    self.added = added
    preTokenizer = .sequence(try Self.splits(named: pre) + [.byteLevel(prefixesSpace: false, nil)])
    decoder = .byteLevel
  }

  /// The splits that `tokenizer.ggml.pre` names, in the order in which they are made.
  private static func splits(named name: String) throws -> [PreTokenizer] {
    func split(_ rule: SplitRule) -> PreTokenizer {
      .split(.rule(SplitScanner(rule)), .isolated, inverted: false)
    }
    func split(_ pattern: String) throws -> PreTokenizer {
      .split(.pattern(try Pattern(pattern)), .isolated, inverted: false)
    }
    switch name {
    case "gpt-2", "gpt2", "phi-2", "roberta-bpe", "mpt", "olmo", "jina-v2-en", "jina-v2-es",
      "jina-v2-de", "exaone":
      return [split(.gpt2)]
    case "llama3", "llama-v3", "llama-bpe", "dbrx", "falcon3", "smaug-bpe":
      return [split(.cl100k(digits: 3))]
    case "qwen2", "stablelm2", "deepseek-r1-qwen": return [split(.cl100k(digits: 1))]
    case "tekken": return [split(.o200k(digits: 1, contractions: false))]
    case "gpt-4o", "o200k": return [split(.o200k(digits: 3, contractions: true))]
    case "smollm", "starcoder", "refact", "command-r", "codeshell":
      return [.characters(.number, .isolated), split(.gpt2)]
    case "bloom", "poro-chat", "gpt3-finnish":
      return [try split(#" ?[^(\s|.,!?…。，、।۔،)]+"#)]
    case "default":
      return [
        try split(#"[\p{P}\$\+<=>\^~\|]+"#),
        try split(#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#),
        try split(#"\p{N}+"#), try split("[0-9][0-9][0-9]"),
      ]
    default:
      throw TokenizerError.unsupported("the pre-tokenizer '\(name)' is not supported")
    }
  }
}

extension SentencePieceModel.Kind {
  /// Whether a token that `tokenizer.ggml.token_type` says this of is found in the text before
  /// anything else looks at it.
  fileprivate var isAdded: Bool { self == .control || self == .userDefined || self == .unknown }
}
