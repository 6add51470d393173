import Formats

extension JSON {
  /// The strings of an array; nil where this is none.
  var strings: [String]? { arrayValue?.compactMap(\.stringValue) }

  /// The integers of an array; nil where this is none.
  var integers: [Int]? { arrayValue?.compactMap(\.integerValue) }
}
