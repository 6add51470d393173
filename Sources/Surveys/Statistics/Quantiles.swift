/// Exact quantiles of many columns of numbers in three passes over them, in memory that does not
/// grow with their number.
///
/// A float's bits, its sign turned, stand in the order of the floats: each pass counts the next
/// bits of those that begin like the number that is looked for.
package struct Quantiles {
  /// The quantiles that are looked for, 0 to 1.
  package static let asked = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]

  /// The quantiles of each column, in the order of `asked`, by linear interpolation as NumPy's
  /// default; NaN of none.
  ///
  /// Values that are NaN are passed over.
  ///
  /// - Parameter forEachRow: Hands each row to its argument; called three times.
  package static func of(
    columns: Int, _ forEachRows: ((UnsafeBufferPointer<Float>) -> Void) throws -> Void
  ) throws -> [[Double]] {
    var searches = [Search](repeating: Search(), count: columns)
    for level in Search.levels.indices {
      try unsafe forEachRows { rows in
        for unsafe(index, value) in unsafe rows.enumerated() where !value.isNaN {
          searches[index % columns].count(value, level)
        }
      }
      for column in searches.indices { searches[column].narrow(level) }
    }
    return searches.map(\.quantiles)
  }

  /// Looks for the numbers at some ranks of one column.
  private struct Search {
    /// Which bits each pass looks at, from above: how far to shift, and how many.
    static let levels: [(shift: UInt32, bits: UInt32)] = [(21, 11), (10, 11), (0, 10)]

    private var total = 0
    /// What the numbers that are looked for begin with, with how many numbers stand before those
    /// that begin so.
    private var prefixes: [UInt32: (before: Int, counts: [Int32])] = [:]
    /// The rank and what its number begins with.
    private var ranks: [(rank: Int, prefix: UInt32)] = []

    mutating func count(_ value: Float, _ level: Int) {
      let key = Self.key(value)
      let (shift, bits) = Self.levels[level]
      let prefix = level == 0 ? 0 : key >> (shift + bits)
      if level == 0 {
        total += 1
        if prefixes.isEmpty { prefixes[0] = (0, Array(repeating: 0, count: 1 << 11)) }
      }
      let digit = Int(key >> shift & (1 << bits - 1))
      prefixes[prefix]?.counts[digit] += 1
    }

    mutating func narrow(_ level: Int) {
      guard total > 0 else { return }
      if level == 0 {
        let wanted = Quantiles.asked.flatMap { quantile in
          let place = quantile * Double(total - 1)
          return [Int(place), min(Int(place) + 1, total - 1)]
        }
        ranks = Set(wanted).sorted().map { ($0, 0) }
      }
      let bits = Self.levels[level].bits
      var next: [UInt32: (before: Int, counts: [Int32])] = [:]
      for index in ranks.indices {
        guard let (before, counts) = prefixes[ranks[index].prefix] else { continue }
        var (passed, digit) = (before, 0)
        while passed + Int(counts[digit]) <= ranks[index].rank {
          passed += Int(counts[digit])
          digit += 1
        }
        let prefix = ranks[index].prefix << bits | UInt32(digit)
        ranks[index].prefix = prefix
        let room = level + 1 < Self.levels.count ? 1 << Int(Self.levels[level + 1].bits) : 0
        next[prefix] = (passed, Array(repeating: 0, count: room))
      }
      prefixes = next
    }

    var quantiles: [Double] {
      guard total > 0 else { return Quantiles.asked.map { _ in .nan } }
      let found = Dictionary(uniqueKeysWithValues: ranks.map { ($0.rank, Self.value($0.prefix)) })
      return Quantiles.asked.map { quantile in
        let place = quantile * Double(total - 1)
        let low = Double(found[Int(place)] ?? .nan)
        let high = Double(found[min(Int(place) + 1, total - 1)] ?? .nan)
        return low + (high - low) * (place - place.rounded(.down))
      }
    }

    private static func key(_ value: Float) -> UInt32 {
      let bits = (value + 0).bitPattern  // -0 is 0
      return bits >> 31 == 0 ? bits | 1 << 31 : ~bits
    }

    private static func value(_ key: UInt32) -> Float {
      Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
    }
  }
}
