internal import Formats

extension BytePairs {
  /// Reads a `BPE` model of a tokenizer.json.
  convenience init(_ json: JSON, _ file: TokenizerFile) throws {
    var options = Options()
    options.fusesUnknown = try json.flag("fuse_unk")
    options.fallsBackToBytes = try json.flag("byte_fallback")
    options.ignoresMerges = try json.flag("ignore_merges")
    options.continuingPrefix = Array(
      (try json.optionalString("continuing_subword_prefix") ?? "").utf8)
    options.endSuffix = Array((try json.optionalString("end_of_word_suffix") ?? "").utf8)
    let vocabulary = try Vocabulary(file)
    options.unknown = try json.optionalString("unk_token").map(vocabulary.id(ofUnknown:))
    var merges = MergeList(vocabulary: vocabulary, prefix: options.continuingPrefix)
    if var cursor = file.merges {
      try merges.read(&cursor)
    } else {
      throw TokenizerError.invalid("the model has no 'merges'")
    }
    self.init(vocabulary: vocabulary, merges: merges.table, options: options)
  }
}
