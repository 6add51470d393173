/// Merges the symbols of a long piece in O(n log n): a linked list of symbols and a heap of their
/// merges.
struct MergeQueue {
  private var symbols: [Segment]
  private var previous: [Int32]
  private var next: [Int32]
  private var heap: [Candidate] = []
  private let merges: MergeTable

  /// A merge that was possible at the symbol `place` when it was queued.
  private struct Candidate: Comparable {
    var merge: UInt64
    var place: Int32

    static func < (left: Candidate, right: Candidate) -> Bool {
      left.merge != right.merge ? left.merge < right.merge : left.place < right.place
    }
  }

  /// Marks the end of the list, and symbols that were merged into the one before.
  private static let end: Int32 = -1
  private static let gone: Int32 = -2

  /// Queues all merges of adjacent `symbols`.
  init(_ symbols: [Segment], _ merges: MergeTable) {
    self.symbols = symbols
    self.merges = merges
    previous = (0..<Int32(symbols.count)).map { $0 - 1 }
    next = (0..<Int32(symbols.count)).map { $0 + 1 }
    next[symbols.count - 1] = Self.end
    heap.reserveCapacity(symbols.count)
    for place in 0..<Int32(symbols.count) { queue(place) }
  }

  /// Merges until nothing is left to merge and returns the symbols.
  mutating func merged() -> [Segment] {
    while let best = popFirst() {
      let left = Int(best.place)
      guard next[left] != Self.gone, next[left] != Self.end else { continue }
      let right = Int(next[left])
      // a merge may be stale: one of its symbols became part of another since
      guard merges.merge(symbols[left].id, symbols[right].id) == best.merge else { continue }
      symbols[left].id = UInt32(truncatingIfNeeded: best.merge)
      symbols[left].end = symbols[right].end
      next[left] = next[right]
      if next[left] != Self.end { previous[Int(next[left])] = best.place }
      next[right] = Self.gone
      queue(best.place)
      if previous[left] != Self.end { queue(previous[left]) }
    }
    return symbols.indices.filter { next[$0] != Self.gone }.map { symbols[$0] }
  }

  private mutating func queue(_ place: Int32) {
    let other = next[Int(place)]
    guard other != Self.end else { return }
    let merge = merges.merge(symbols[Int(place)].id, symbols[Int(other)].id)
    guard merge != MergeTable.none else { return }
    heap.append(Candidate(merge: merge, place: place))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func popFirst() -> Candidate? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
    return first
  }
}
