/// The candidate that `text` was probably meant to be: nearest in spelling, within a third of its
/// length; nil if none is near.
public func nearest(to text: String, in candidates: some Sequence<String>) -> String? {
  let typed = Array(text.lowercased())
  // What is that long is no slip of the fingers, and the table below would be large.
  guard typed.count <= 64 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates where abs(candidate.count - typed.count) <= 3 {
    let limit = max(1, min(3, max(typed.count, candidate.count) / 3))
    let distance = editDistance(typed, Array(candidate.lowercased()), atMost: limit)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  // A beginning is as good a hint as a misspelling.
  return best?.name
    ?? candidates.first { typed.count >= 2 && $0.lowercased().hasPrefix(text.lowercased()) }
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one to the other:
/// optimal string alignment (Oommen and Loke, 1997).
///
/// - Parameter most: More than that is as good as any number: `most + 1` then, which is known sooner.
@inlinable
public func editDistance<Element: Equatable>(
  _ left: [Element], _ right: [Element], atMost most: Int = .max - 1
) -> Int {
  guard abs(left.count - right.count) <= most else { return most + 1 }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  var row = beforeLast
  for i in left.indices {
    row[0] = i + 1
    var least = i + 1
    for j in right.indices {
      let isSame = left[i] == right[j]
      var changes = min(row[j] + 1, last[j + 1] + 1, last[j] + (isSame ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], right[j] == left[i - 1] {
        changes = min(changes, beforeLast[j - 1] + 1)
      }
      row[j + 1] = changes
      least = min(least, changes)
    }
    // No later row has less than this one's least: a row's least is at most one more than that of the row before,
    // and a swap, which looks back two rows, costs one.
    guard least <= most else { return most + 1 }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return min(last[right.count], most + 1)
}
