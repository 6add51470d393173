/// What becomes of the matches of a pre-tokenizer that splits.
enum SplitBehavior: String {
  case removed = "Removed"
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"

  /// The pieces of a text that the matches and what lies between them, `parts`, cover end to end.
  func pieces(of parts: [(range: Range<Int>, isMatch: Bool)]) -> [Range<Int>] {
    switch self {
    case .isolated: return parts.map(\.range)
    case .removed: return parts.filter { !$0.isMatch }.map(\.range)
    case .mergedWithPrevious:
      return Self.joined(parts) { previous, part in part.isMatch && !previous.isMatch }
    case .mergedWithNext:
      let mirrored = parts.reversed().map {
        (range: -$0.range.upperBound..<(-$0.range.lowerBound), isMatch: $0.isMatch)
      }
      return Self.joined(mirrored) { previous, part in part.isMatch && !previous.isMatch }
        .reversed().map { -$0.upperBound..<(-$0.lowerBound) }
    case .contiguous:
      return Self.joined(parts) { previous, part in part.isMatch == previous.isMatch }
    }
  }

  /// The parts, each joined to the one before it where `joins` says so of the two.
  private static func joined(
    _ parts: [(range: Range<Int>, isMatch: Bool)],
    _ joins: (_ previous: (range: Range<Int>, isMatch: Bool), (range: Range<Int>, isMatch: Bool)) ->
      Bool
  ) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    for (index, part) in parts.enumerated() {
      if index > 0, joins(parts[index - 1], part), let last = pieces.popLast() {
        pieces.append(last.lowerBound..<part.range.upperBound)
      } else {
        pieces.append(part.range)
      }
    }
    return pieces
  }
}
