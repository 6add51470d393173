/// A prefix code as deflate has them, given by its lengths alone: RFC 1951, section 3.2.2.
struct HuffmanCode {
  /// Bits of each symbol's code; 0 for a symbol that does not occur.
  let lengths: [UInt8]

  /// Each symbol's code, its first bit lowest, as it is written.
  let codes: [UInt16]

  /// The shortest code for symbols that occur so many times, in which none has more than `limit` bits.
  ///
  /// Where the best code is longer than that, the counts are halved until it isn't: a few bits more
  /// than the best code within the limit, and far simpler.
  init(counts: [Int], limit: Int) {
    var counts = counts
    var lengths = Self.lengths(counts)
    while lengths.contains(where: { $0 > limit }) {
      counts = counts.map { ($0 + 1) / 2 }
      lengths = Self.lengths(counts)
    }
    self.lengths = lengths
    codes = Self.codes(lengths)
  }

  /// Lengths of Huffman's code: the two rarest trees become one until there is but one.
  private static func lengths(_ counts: [Int]) -> [UInt8] {
    // Rarest first; a count and its symbol in one number sort faster than pairs.
    let leaves = counts.indices.filter { counts[$0] > 0 }.map { counts[$0] << 16 | $0 }.sorted()
    var lengths = [UInt8](repeating: 0, count: counts.count)
    guard leaves.count > 1 else {
      for leaf in leaves { lengths[leaf & 0xFFFF] = 1 }
      return lengths
    }
    // Trees are made in the order of their counts, so that the rarest of all is always first among
    // the leaves or first among the trees.
    let total = leaves.count * 2 - 1
    var parents = [Int](repeating: 0, count: total)
    var weights = leaves.map { $0 >> 16 }
    weights.reserveCapacity(total)
    var (leaf, tree) = (0, leaves.count)
    func rarest() -> Int {
      if leaf < leaves.count, tree == weights.count || weights[leaf] <= weights[tree] {
        leaf += 1
        return leaf - 1
      }
      tree += 1
      return tree - 1
    }
    while weights.count < total {
      let (left, right) = (rarest(), rarest())
      (parents[left], parents[right]) = (weights.count, weights.count)
      weights.append(weights[left] + weights[right])
    }
    var depths = [UInt8](repeating: 0, count: total)
    for node in (0..<total - 1).reversed() { depths[node] = depths[parents[node]] + 1 }
    for (place, leaf) in leaves.enumerated() { lengths[leaf & 0xFFFF] = depths[place] }
    return lengths
  }

  /// The codes that follow from the lengths: shorter ones first, those of one length in the order of
  /// their symbols.
  private static func codes(_ lengths: [UInt8]) -> [UInt16] {
    var next = [UInt16](repeating: 0, count: 17)
    for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
    for length in 1..<17 { next[length] = (next[length] + next[length - 1]) << 1 }
    return lengths.map { length in
      guard length > 0 else { return 0 }
      defer { next[Int(length)] += 1 }
      return reversed(next[Int(length)], Int(length))
    }
  }

  /// The lowest `count` bits in the opposite order; those above them are zeros.
  private static func reversed(_ code: UInt16, _ count: Int) -> UInt16 {
    var bits = code.byteSwapped
    bits = (bits & 0x0F0F) << 4 | bits >> 4 & 0x0F0F
    bits = (bits & 0x3333) << 2 | bits >> 2 & 0x3333
    bits = (bits & 0x5555) << 1 | bits >> 1 & 0x5555
    return bits >> UInt16(16 - count)
  }
}
