/// The candidate that `text` was probably meant to be: nearest in spelling, within a third of its
/// length; nil if none is near.
public func nearest(to text: String, in candidates: some Sequence<String>) -> String? {
  let typed = Array(text.lowercased())
  // What is that long is no slip of the fingers, and the table below would be large.
  guard typed.count <= 64 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates where abs(candidate.count - typed.count) <= 3 {
    let distance = editDistance(typed, Array(candidate.lowercased()))
    let limit = max(1, min(3, max(typed.count, candidate.count) / 3))
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  // A beginning is as good a hint as a misspelling.
  return best?.name
    ?? candidates.first { typed.count >= 2 && $0.lowercased().hasPrefix(text.lowercased()) }
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one to the other:
/// optimal string alignment (Oommen and Loke, 1997).
public func editDistance<Element: Equatable>(_ left: [Element], _ right: [Element]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var row = [i + 1]
    for (j, b) in right.enumerated() {
      var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (a == b ? 0 : 1))
      if i > 0, j > 0, a == right[j - 1], b == left[i - 1] {
        least = min(least, beforeLast[j - 1] + 1)
      }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[right.count]
}
