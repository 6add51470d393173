internal import Files
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
    var warnings = file.tokenizerWarnings()
    guard model == "gpt2" else {
      self = try naming(file.path) {
        var steps = try Steps(file, model: model)
        if model != "bert" { steps.postProcessor = PostProcessor(file, endsTexts: model == "t5") }
        // As llama.cpp does, whatever a file of Gemma 4 says.
        let prepends =
          model == "gemma4"
          || file.bool("tokenizer.ggml.add_bos_token") ?? (model == "llama")
        return try Tokenizer(
          path: file.path, steps: steps, prependsBOS: prepends, warnings: warnings
        ) { id in
          bos ?? (model == "llama" ? 1 : steps.postProcessor.prefix.first ?? eos)
        }
      }
      return
    }
    let name = file.string("tokenizer.ggml.pre")
    if name == nil || name == "default" {
      warnings.append(
        "\(file.path): the file doesn't say how its tokenizer splits text; tokens may differ")
    }
    // What llama.cpp takes for granted with these names.
    let isLlama3 = name.map(PreTokenizerNames.llama3.contains) ?? false || name == "tekken"
    let prepends = file.bool("tokenizer.ggml.add_bos_token") ?? isLlama3
    self = try naming(file.path) {
      var steps = try Steps(file, pre: name ?? "default", ignoresMerges: isLlama3)
      steps.postProcessor = PostProcessor(file, endsTexts: false)
      return try Tokenizer(
        path: file.path, steps: steps, prependsBOS: prepends, warnings: warnings
      ) { id in bos ?? eos ?? id("<|endoftext|>") }
    }
  }
}

extension PostProcessor {
  /// What a GGUF file says to put around a text for an encoder.
  ///
  /// - Parameter endsTexts: Whether the ending token follows where the file doesn't say.
  fileprivate init(_ file: GGUFFile, endsTexts: Bool) {
    func token(_ name: String) -> Int? { file.integer("tokenizer.ggml.\(name)_token_id") }
    func adds(_ name: String) -> Bool? { file.bool("tokenizer.ggml.add_\(name)_token") }
    self.init(
      prefix: adds("bos") ?? false ? token("bos").map { [$0] } ?? [] : [],
      suffix: adds("eos") ?? endsTexts ? token("eos").map { [$0] } ?? (endsTexts ? [1] : []) : [])
  }
}

extension GGUFFile {
  /// What the metadata of the tokenizer says in vain, one sentence each.
  fileprivate func tokenizerWarnings() -> [String] {
    let own = "tokenizer.ggml."
    let unknown = keys.filter { key in
      guard key.hasPrefix("tokenizer.") else { return false }
      return !Self.tokenizerKeys.contains(String(key.dropFirst(key.hasPrefix(own) ? own.count : 0)))
        && !key.hasPrefix("tokenizer.chat_template")
    }
    var warnings = unknownKeysWarning(unknown, in: path).map { [$0] } ?? []
    let none = [-1, 0xFFFF_FFFF]
    if let bos = integer(own + "bos_token_id"), let count = arrayCount(own + "tokens"),
      !(0..<count).contains(bos), !none.contains(bos)
    {
      warnings.append(
        "\(path): the token that stands before every text is \(bos), and tokens are 0-\(count - 1): none is put there"
      )
    }
    return warnings
  }

  /// The keys that are read here, and those without effect on the tokens of a text: the numbers of tokens that end a turn,
  /// fill up or join texts, copies of the tokenizer in other forms, and what is put behind a text, where nothing is.
  private static let tokenizerKeys = Set(
    """
    model pre tokens token_type scores merges bos_token_id eos_token_id add_bos_token add_eos_token
    add_space_prefix remove_extra_whitespaces precompiled_charsmap
    token_type_count eot_token_id eom_token_id unknown_token_id seperator_token_id separator_token_id
    padding_token_id mask_token_id cls_token_id add_sep_token prefix_token_id suffix_token_id
    middle_token_id fim_pre_token_id fim_suf_token_id fim_mid_token_id fim_pad_token_id
    fim_rep_token_id fim_sep_token_id tokenizer.huggingface.json tokenizer.rwkv.world
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension Tokenizer.Steps {
  /// The steps of the vocabularies that are not byte-level.
  fileprivate init(_ file: GGUFFile, model: String) throws {
    switch model {
    case "llama":
      try self.init(SentencePieceModel(file, algorithm: .bytePairs), findsSymbolsFirst: true)
    case "t5":
      try self.init(SentencePieceModel(file, algorithm: .unigram), findsSymbolsFirst: true)
    case "gemma4":
      try self.init(file, options: .withBytes)
      normalizer = .replace(.string(Array(" ".utf8)), with: "\u{2581}")
      decoder = .sequence(
        [.replace(.string(Array("\u{2581}".utf8)), with: " "), .byteFallback, .fuse])
    case "bert": try self.init(wordPiecesOf: file)
    default:
      throw TokenizerError.unsupported("the tokenizer model '\(model)' is not supported")
    }
  }

  /// The steps of a byte-level vocabulary whose text is split as `pre` names it.
  init(_ file: GGUFFile, pre: String, ignoresMerges: Bool) throws {
    var options = BytePairs.Options()
    options.ignoresMerges = ignoresMerges
    try self.init(file, options: options)
    preTokenizer = .sequence(
      try PreTokenizerNames.splits(named: pre) + [.byteLevel(prefixesSpace: false, nil)])
    decoder = .byteLevel
  }

  /// The model of a vocabulary with merges, and its added tokens.
  private init(_ file: GGUFFile, options: BytePairs.Options) throws {
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
      // As llama.cpp does, merges of what the vocabulary lacks are passed over.
      try merges.append(line: line.span, passingOverUnknown: true)
    }
    guard !merges.isEmpty || !Self.hasWords(tokens, kinds) else {
      throw TokenizerError.invalid(
        "there is no 'tokenizer.ggml.merges', without which text can't be put together from bytes")
    }
    self.init(
      model: .bytePairs(
        BytePairs(vocabulary: vocabulary, merges: merges.table, options: options)))
    self.added = added
  }
}

extension BytePairs.Options {
  /// Those of SentencePiece's vocabularies: what has no token becomes its bytes.
  fileprivate static var withBytes: BytePairs.Options {
    var options = BytePairs.Options()
    options.fusesUnknown = true
    options.fallsBackToBytes = true
    return options
  }
}

extension Tokenizer.Steps {
  /// Whether a vocabulary has tokens of more than one character that text is put together to.
  private static func hasWords(_ tokens: [[UInt8]], _ kinds: [Int]) -> Bool {
    zip(tokens.indices, tokens).contains { id, token in
      (id >= kinds.count || kinds[id] == SentencePieceModel.Kind.normal.rawValue)
        && token.count { $0 & 0xC0 != 0x80 } > 1
    }
  }
}

extension SentencePieceModel.Kind {
  /// Whether a token that `tokenizer.ggml.token_type` says this of is found in the text before
  /// anything else looks at it.
  fileprivate var isAdded: Bool { self == .control || self == .userDefined || self == .unknown }
}
