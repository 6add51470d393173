internal import Files
internal import Formats

/// A tokenizer.json in two parts: where its large tables lie, and the value of all else.
///
/// Format: https://huggingface.co/docs/tokenizers/api/tokenizer
struct TokenizerFile {
  /// The file without the vocabulary and merges of its model, which are null here.
  let settings: JSON

  /// A cursor at the model's vocabulary, if it has one.
  let vocabulary: JSONCursor?

  /// A cursor at the model's merges, if it has them.
  let merges: JSONCursor?

  /// Number of bytes of the vocabulary, which bounds the number of its tokens.
  let vocabularyBytes: Int

  /// Finds the tables in `bytes` and parses the rest.
  ///
  /// - Throws: `TokenizerError` or `FormatError` where the bytes are not JSON.
  init(_ bytes: [UInt8], path: String) throws {
    var tables: [String: Range<Int>] = [:]
    var cursor = JSONCursor(bytes)
    if cursor.peek() == 0x7B {
      try cursor.forEachKey { cursor, key in
        guard key == Array("model".utf8), cursor.peek() == 0x7B else {
          return try cursor.skipValue()
        }
        try cursor.forEachKey { cursor, key in
          _ = cursor.peek()
          let start = cursor.place
          try cursor.skipValue()
          let name = String(decoding: key, as: UTF8.self)
          if name == "vocab" || name == "merges" { tables[name] = start..<cursor.place }
        }
      }
    }
    vocabulary = tables["vocab"].map { JSONCursor(bytes, at: $0.lowerBound) }
    merges = tables["merges"].map { JSONCursor(bytes, at: $0.lowerBound) }
    vocabularyBytes = tables["vocab"]?.count ?? 0
    do {
      settings = try JSON(parsing: Self.without(tables.values, bytes))
    } catch let error as JSONError {
      throw FormatError(path: path, problem: error.description)
    }
    guard settings.objectValue != nil else {
      throw TokenizerError.invalid("this is \(settings.brief), expected an object")
    }
  }

  /// `bytes` with null in place of `tables`; their line ends stay, for the line numbers of errors.
  private static func without(
    _ tables: Dictionary<String, Range<Int>>.Values, _ bytes: [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    for table in tables.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      result += bytes[end..<table.lowerBound]
      result += "null".utf8
      result += bytes[table].lazy.filter { $0 == 0x0A }
      end = table.upperBound
    }
    return result + bytes[end...]
  }
}
