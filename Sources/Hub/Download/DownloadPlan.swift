/// Which of a repository's files a model needs.
struct DownloadPlan {
  /// The configuration and the tokenizer.
  let small: [String]

  /// The files of the weights, or the index that names them.
  let weights: [String]

  /// Whether `weights` is an index.
  var hasIndex: Bool { weights.first?.hasSuffix(".index.json") ?? false }

  /// Chooses among the files of `repository`: safetensors before PyTorch's, one file before shards.
  ///
  /// - Throws: `HubError` where there are no weights, or only GGUF files of which one has to be chosen.
  init(choosingFrom files: [String], of repository: String) throws {
    let all = Set(files)
    func present(_ names: String...) -> [String] { names.filter(all.contains) }

    var tokenizer = present("tokenizer.json")
    if tokenizer.isEmpty { tokenizer = present("tokenizer.model", "spiece.model") }
    if tokenizer.isEmpty { tokenizer = present("vocab.json", "merges.txt") }
    if tokenizer.isEmpty { tokenizer = present("vocab.txt", "qwen.tiktoken") }
    small =
      present(
        "config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
      + tokenizer

    let choices = [
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
      "pytorch_model.bin.index.json",
    ]
    if let first = choices.first(where: all.contains) {
      weights = [first]
      return
    }
    // Checkpoints of toy models: the one that training ended with.
    let checkpoints = files.filter { $0.hasSuffix(".pth") || $0.hasSuffix(".pt") }.sorted()
    let final = checkpoints.filter { $0.hasSuffix("final.pth") }
    if let only = final.count == 1 ? final.first : checkpoints.count == 1 ? checkpoints.first : nil
    {
      weights = [only]
      return
    }
    let gguf = files.filter { $0.lowercased().hasSuffix(".gguf") }.sorted()
    guard gguf.isEmpty else {
      throw HubError(
        .notFound,
        "'\(repository)' has GGUF files alone: add one to the name, as in '\(repository)/\(gguf[0])'; "
          + "it has \(gguf.joined(separator: ", "))")
    }
    throw HubError(
      .notFound,
      "'\(repository)' has no weights that can be read: no safetensors and no PyTorch file")
  }

  /// Takes the file that the user chose.
  init(file: String, from files: [String], of repository: String) throws {
    guard files.contains(file) else {
      throw HubError(.notFound, "'\(repository)' has no file '\(file)'")
    }
    small = []
    weights = [file]
  }
}
