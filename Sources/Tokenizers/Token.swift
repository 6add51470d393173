/// A token of a text: what it is and which part of the text it stands for.
public struct Token: Equatable, Sendable {
  /// Its place in the vocabulary.
  public let id: Int

  /// Its string in the vocabulary; for an added token the part of the text that it took.
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
