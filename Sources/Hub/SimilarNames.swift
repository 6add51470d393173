internal import Files
internal import Text

/// Names that someone may have meant who wrote another.
enum SimilarNames {
  /// Up to `count` of `names` that are few changes away from `name`, or hold it; the nearest first.
  static func of(_ name: String, among names: [String], atMost count: Int) -> [String] {
    let name = name.lowercased()
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, wanted.count <= 200 else { return [] }
    let ranked = names.compactMap { candidate -> (Int, String)? in
      let lowercase = candidate.lowercased()
      let text = Array(lowercase.utf8)
      // the owner of a repository is often left out
      let bare = Array(text.suffix(while: { $0 != UInt8(ascii: "/") }))
      let most = max(1, wanted.count / 4)
      let changes = min(
        editDistance(wanted, text, atMost: most), editDistance(wanted, bare, atMost: most))
      if changes <= most {
        // a name that was not written to its end comes before one with another letter
        let isBegun = text.starts(with: wanted) || bare.starts(with: wanted)
        return (2 * changes + (isBegun ? 0 : 1), candidate)
      }
      guard wanted.count >= 3, holds(lowercase, name) else { return nil }
      return (2 * (wanted.count + text.count), candidate)
    }
    var seen: Set<String> = []
    // of two names as near, the shorter one is easier to type
    return ranked.sorted { ($0.0, $0.1.utf8.count, $0.1) < ($1.0, $1.1.utf8.count, $1.1) }.map(\.1)
      .filter { seen.insert($0).inserted }.prefix(count)
      .map { $0 }
  }
}

extension [UInt8] {
  /// The longest end whose bytes all fulfil `test`.
  fileprivate func suffix(while test: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[(lastIndex { !test($0) }.map { $0 + 1 } ?? 0)...]
  }
}
