internal import Formats

/// A token that is found in the text before anything else looks at it.
struct AddedToken: Sendable {
  /// Its string and id.
  let content: String
  private(set) var id: Int
  /// Whether `decode(skippingSpecial:)` leaves it out.
  let isSpecial: Bool
  /// Whether it stands only between characters that are no word characters.
  let isSingleWord: Bool
  /// Whether it takes the white space before it, and that behind it.
  let stripsLeft: Bool
  let stripsRight: Bool
  /// Whether it is looked for in the normalised text.
  let isNormalized: Bool

  init(
    content: String, id: Int, isSpecial: Bool, isSingleWord: Bool = false,
    stripsLeft: Bool = false, stripsRight: Bool = false, isNormalized: Bool = false
  ) {
    self.content = content
    self.id = id
    self.isSpecial = isSpecial
    self.isSingleWord = isSingleWord
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.isNormalized = isNormalized
  }

  /// The same token with another id.
  func with(id: Int) -> AddedToken {
    var token = self
    token.id = id
    return token
  }

  /// Longest content: matching looks ahead so far at every character.
  private static let longestContent = 1024

  /// Reads an entry of `added_tokens`, or one of a tokenizer_config.json's `added_tokens_decoder`
  /// under `id`.
  init(_ json: JSON, id: Int? = nil) throws {
    let content = try json.string("content")
    let id = try id ?? json.count("id")
    guard id < Vocabulary.idLimit else {
      throw TokenizerError.invalid(
        "the added token '\(content)' has id \(id), allowed are 0 to \(Vocabulary.idLimit - 1)")
    }
    guard content.utf8.count <= Self.longestContent else {
      throw TokenizerError.unsupported(
        "the added token \(id) has \(content.utf8.count) bytes, at most \(Self.longestContent) are allowed"
      )
    }
    let isSpecial = try json.flag("special")
    self.init(
      content: content, id: id, isSpecial: isSpecial, isSingleWord: try json.flag("single_word"),
      stripsLeft: try json.flag("lstrip"), stripsRight: try json.flag("rstrip"),
      isNormalized: try json.flag("normalized", default: !isSpecial))
  }
}
