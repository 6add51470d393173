package import Activations

/// The address of a pattern, `gpt2:@sCw9...:L5H1[3:9,:5]`, as all commands print and accept it.
package struct PatternAddress: Hashable, Sendable, CustomStringConvertible {
  /// The model's name.
  package let model: String

  /// The prompt's hash.
  package let hash: String

  /// The head.
  package let head: Head

  /// The slice of tokens with its brackets; empty for the whole pattern.
  package let slice: String

  /// Names a pattern or a part of one.
  package init(model: String, hash: String, head: Head, slice: String = "") {
    (self.model, self.hash, self.head, self.slice) = (model, hash, head, slice)
  }

  /// The address as it is typed.
  package var description: String { "\(model):@\(hash):\(head)\(slice)" }
}
