/// One attention head of a model, addressed by layer and index, both from 0.
public struct Head: Hashable, Sendable {
  /// The layer, from 0.
  public let layer: Int

  /// The head's index in its layer, from 0.
  public let index: Int

  /// Names head `index` of `layer`.
  public init(layer: Int, index: Int) {
    (self.layer, self.index) = (layer, index)
  }
}

extension Head: Comparable {
  /// Whether `left` comes first in reading order: by layer, then by index.
  public static func < (left: Head, right: Head) -> Bool {
    (left.layer, left.index) < (right.layer, right.index)
  }
}

extension Head: LosslessStringConvertible {
  /// The address as pattern_lens writes it: `L5H3`.
  public var description: String { "L\(layer)H\(index)" }

  /// Parses one head's address such as `L5H3` or `l5h3`; nil for anything else, a selection
  /// included.
  public init?(_ description: String) {
    let parts = description.uppercased().split(separator: "H", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].first == "L",
      let layer = Int(digits: parts[0].dropFirst()), let index = Int(digits: parts[1])
    else { return nil }
    self.init(layer: layer, index: index)
  }
}

extension Int {
  /// The number that ASCII digits spell; nil for other characters, none at all, or a number too
  /// large.
  init?(digits: some StringProtocol) {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    self.init(digits)
  }
}
