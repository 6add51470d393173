public import Formats

extension Tokenizer {
  /// A tokenizer from the value of a tokenizer.json.
  ///
  /// - Parameters:
  ///   - json: what the file holds.
  ///   - bos: the string of the token that stands before every text; without it the
  ///     post-processor's first.
  ///   - path: the name that errors give.
  /// - Throws: `TokenizerError`.
  public init(json: JSON, bos: String? = nil, path: String = "tokenizer.json") throws {
    try self.init(json: Array(json.text.utf8), bos: bos, path: path)
  }

  /// A tokenizer from the bytes of a tokenizer.json, which is the fast way for large vocabularies.
  ///
  /// - Throws: `TokenizerError`, or `FormatError` where the bytes are not JSON.
  public init(json bytes: [UInt8], bos: String? = nil, path: String = "tokenizer.json") throws {
    self = try naming(path) {
      let file = try TokenizerFile(bytes, path: path)
      let steps = try Steps(file)
      return try Tokenizer(path: path, steps: steps, prependsBOS: steps.postProcessor.prepends) {
        id in
        bos.flatMap(id) ?? steps.postProcessor.prefix.first
      }
    }
  }
}

extension Tokenizer.Steps {
  /// Reads the steps of a tokenizer.json; its `truncation` and `padding` are left out.
  init(_ file: TokenizerFile) throws {
    let json = file.settings
    self.init(model: try TokenModel(file))
    let vocabulary = model.vocabulary
    let tokens = json.present("added_tokens") == nil ? [] : try json.list("added_tokens")
    // a token that the model knows has the model's id
    added = try tokens.map { try AddedToken($0) }.map { token in
      vocabulary.id(of: token.content).map { token.with(id: $0) } ?? token
    }
    normalizer = try json.present("normalizer").map(Normalizer.init)
    preTokenizer = try json.present("pre_tokenizer").map(PreTokenizer.init)
    postProcessor = try json.present("post_processor").map(PostProcessor.init) ?? PostProcessor()
    decoder = try json.present("decoder").map(Decoder.init)
  }
}
