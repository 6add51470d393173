internal import Formats

extension Vocabulary {
  /// Reads the vocabulary of a tokenizer.json's model, an object of strings and ids.
  init(_ file: TokenizerFile) throws {
    guard let cursor = file.vocabulary else {
      throw TokenizerError.invalid("the model has no 'vocab'")
    }
    try self.init(cursor, bytes: file.vocabularyBytes)
  }

  /// Reads an object of strings and ids; `bytes` is its length.
  init(_ cursor: JSONCursor, bytes: Int) throws {
    // a token takes about 16 bytes with its id: `grow` covers the rest
    self.init(capacity: bytes / 16, bytes: bytes / 2)
    var cursor = cursor
    try cursor.forEachKey { cursor, key in
      guard id(of: key.span) == nil else {
        throw cursor.error("the token '\(String(decoding: key, as: UTF8.self))' comes twice")
      }
      let id = try cursor.integer()
      try add(key.span, id: id).map { throw Self.error($0, key, id: id) }
    }
  }

  /// The id of the token for what is unknown.
  func id(ofUnknown token: String) throws -> UInt32 {
    guard let id = id(of: token) else {
      throw TokenizerError.invalid("the unknown token '\(token)' is not in the vocabulary")
    }
    return UInt32(id)
  }

  /// The error for the token `string` that can't be added.
  static func error(_ refusal: Refusal, _ string: [UInt8], id: Int) -> TokenizerError {
    let token = "the token '\(String(decoding: string.prefix(60), as: UTF8.self))'"
    return switch refusal {
    case .idOutOfRange: .invalid("\(token) has id \(id), allowed are 0 to \(idLimit - 1)")
    case .idTaken: .invalid("\(token) has id \(id), which another token has too")
    case .tooLong: .unsupported("\(token) makes the vocabulary longer than 4 GiB")
    }
  }
}
