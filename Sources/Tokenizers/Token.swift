/// A token of a text: its id, its string in the vocabulary, and the part of the text it stands for.
public struct Token: Equatable, Sendable {
  /// Its id.
  public let id: Int

  /// Its string in the vocabulary; for an added token the text it was found as.
  public let piece: String

  /// The part of the text it stands for, in Unicode code points.
  ///
  /// A token of some bytes of a character has that whole character; trimmed as the tokenizer's
  /// post-processor says.
  public let range: Range<Int>

  /// Makes a token of its three parts.
  public init(id: Int, piece: String, range: Range<Int>) {
    self.id = id
    self.piece = piece
    self.range = range
  }
}
