internal import Files
internal import Formats
internal import Foundation

extension Tokenizer {
  /// The tokenizer in a model's folder: its tokenizer.json, or else its SentencePiece model
  /// (tokenizer.model or spiece.model), its vocab.json and merges.txt, BERT's vocab.txt, or Qwen
  /// 1's qwen.tiktoken.
  ///
  /// The token before every text is looked up in tokenizer_config.json, special_tokens_map.json and
  /// config.json, which may all be missing.
  /// - Throws: `TokenizerError`; `TokenizerError.missing` where the folder holds none of these.
  ///   `FormatError` where a file can't be read or is not JSON.
  public init(folder: String) throws {
    let names = try SpecialNames(folder: folder)
    let steps: Steps
    let prepends: Bool?
    func first(_ files: String...) -> String? {
      files.map { folder + "/" + $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }
    var path = folder + "/tokenizer.json"
    if FileManager.default.fileExists(atPath: path) {
      var whole = try naming(path) { try Steps(TokenizerFile(Self.bytes(of: path), path: path)) }
      whole.add(names)
      steps = whole
      prepends = steps.postProcessor.prepends
    } else if let model = first("tokenizer.model", "spiece.model") {
      path = model
      steps = try naming(path) { try Steps(sentencePieceAt: path, names) }
      prepends = names.prependsBOS
    } else if first("vocab.json") != nil, first("merges.txt") != nil {
      steps = try Steps(vocabularyIn: folder, names)
      prepends = names.prependsBOS
    } else if let vocabulary = first("vocab.txt") {
      path = vocabulary
      let lines = try Self.bytes(of: path).split(separator: 0x0A, omittingEmptySubsequences: false)
      let pieces = lines.map { Array($0.last == 0x0D ? $0.dropLast() : $0) }
      steps = try naming(path) {
        try Steps(
          wordPieces: pieces.last?.isEmpty == true ? pieces.dropLast() : pieces,
          lowercases: names.lowercases ?? true)
      }
      prepends = steps.postProcessor.prepends
    } else if let ranks = first("qwen.tiktoken") {
      path = ranks
      steps = try naming(path) { try Steps(qwenRanks: Self.bytes(of: path)) }
      prepends = false
    } else if let own = first("tekken.json") {
      throw TokenizerError.unsupported(
        path: own, problem: "is Mistral's own form, which is not read; tokenizer.json is")
    } else {
      throw TokenizerError.missing(path: folder)
    }
    self = try naming(path) {
      try Tokenizer(path: path, steps: steps, prependsBOS: prepends) { id in
        names.bos.flatMap(id) ?? names.bosID ?? steps.postProcessor.prefix.first
          ?? names.eos.flatMap(id) ?? id("<|endoftext|>")
      }
    }
  }

  /// All bytes of the file at `path`.
  static func bytes(of path: String) throws -> [UInt8] {
    let file = try MappedFile(path: path)
    return unsafe file.withBytes(0..<file.count) { bytes in unsafe Array(bytes) }
  }
}

extension Tokenizer.Steps {
  /// The steps of the SentencePiece model at `path`, with the tokens that `names` adds.
  fileprivate init(sentencePieceAt path: String, _ names: SpecialNames) throws {
    try self.init(SentencePieceModel(protobuf: Tokenizer.bytes(of: path)))
    add(names)
  }

  /// The steps of GPT-2, with the vocab.json and merges.txt of `folder`.
  init(vocabularyIn folder: String, _ names: SpecialNames) throws {
    let path = folder + "/vocab.json"
    let vocabulary = try naming(path) {
      let bytes = try Tokenizer.bytes(of: path)
      return try Vocabulary(JSONCursor(bytes), bytes: bytes.count)
    }
    let mergesPath = folder + "/merges.txt"
    let merges = try naming(mergesPath) {
      var list = MergeList(vocabulary: vocabulary)
      var bytes = try Tokenizer.bytes(of: mergesPath)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }  // a byte order mark
      let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }
      for (index, line) in lines.enumerated() {
        if index == 0 && line.starts(with: "#version".utf8) { continue }
        try list.append(line: line.span)
      }
      return list.table
    }
    self.init(
      model: .bytePairs(BytePairs(vocabulary: vocabulary, merges: merges, options: .init())))
    add(names)
    preTokenizer = .byteLevel(prefixesSpace: false, .rule(SplitScanner(.gpt2)))
    decoder = .byteLevel
  }
}
