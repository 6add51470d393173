/// The merges of a byte-pair encoding: two ids to the rank of their merge and the id they become.
struct MergeTable: Sendable {
  /// Number of pairs.
  private(set) var count = 0

  private var entries: [Entry]

  /// An odd factor that differs from run to run, so that no file can be made whose pairs all
  /// collide.
  private let factor = UInt64.random(in: .min ... .max) | 1

  private var shift: UInt64

  private struct Entry {
    var pair: UInt64
    var merge: UInt64
  }

  /// A merge that doesn't exist: ranks after all others.
  static let none = UInt64.max

  /// Has room for `capacity` pairs, so that adding so many never rehashes.
  init(capacity: Int) {
    var slots: UInt64 = 16
    while slots < UInt64(capacity) * 2 { slots *= 2 }
    entries = Array(repeating: Entry(pair: .max, merge: Self.none), count: Int(slots))
    shift = 64 - UInt64(slots.trailingZeroBitCount)
  }

  /// The merge of `left` and `right`, the rank in its upper half, the new id in its lower one.
  @inline(__always)
  func merge(_ left: UInt32, _ right: UInt32) -> UInt64 {
    let pair = UInt64(left) << 32 | UInt64(right)
    var slot = Int(truncatingIfNeeded: (pair &* factor) >> shift)
    while true {
      let entry = entries[slot]
      if entry.pair == pair { return entry.merge }
      if entry.pair == .max { return Self.none }
      slot = slot + 1 == entries.count ? 0 : slot + 1
    }
  }

  /// Adds the merge of `left` and `right`; a later one replaces an earlier one.
  ///
  /// There is room: no more pairs are added than `init` was told of.
  mutating func add(_ left: UInt32, _ right: UInt32, rank: UInt32, merged: UInt32) {
    let pair = UInt64(left) << 32 | UInt64(right)
    var slot = Int(truncatingIfNeeded: (pair &* factor) >> shift)
    while entries[slot].pair != .max && entries[slot].pair != pair {
      slot = slot + 1 == entries.count ? 0 : slot + 1
    }
    if entries[slot].pair == .max { count += 1 }
    entries[slot] = Entry(pair: pair, merge: UInt64(rank) << 32 | UInt64(merged))
  }
}
