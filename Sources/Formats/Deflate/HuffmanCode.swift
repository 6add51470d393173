/// A prefix code as deflate has them, given by its lengths alone: RFC 1951, section 3.2.2.
struct HuffmanCode {
  /// Bits of each symbol's code; 0 for a symbol that does not occur.
  let lengths: [UInt8]

  /// Each symbol's code, its first bit lowest, as it is written.
  let codes: [UInt16]

  /// The shortest code for symbols that occur so many times, in which none has more than `limit`
  /// bits.
  ///
  /// Where the best code is longer than that, the counts are halved until it isn't: a few bits more
  /// than the best code within the limit, and far simpler.
  init(counts: [UInt32], limit: UInt8) {
    var counts = counts
    var lengths = Self.lengths(counts)
    while lengths.max() ?? 0 > limit {
      counts = counts.map { ($0 + 1) / 2 }
      lengths = Self.lengths(counts)
    }
    self.lengths = lengths
    codes = Self.codes(lengths)
  }

  /// Lengths of Huffman's code: the two rarest trees become one until there is but one.
  ///
  /// Worked out in one array, which holds weights of trees, then what tree each is part of, then
  /// how deep it is: A. Moffat and J. Katajainen, In-place calculation of minimum-redundancy codes,
  /// 1995.
  private static func lengths(_ counts: [UInt32]) -> [UInt8] {
    let leaves = rarestFirst(counts)
    var lengths = [UInt8](repeating: 0, count: counts.count)
    guard leaves.count > 1 else {
      for leaf in leaves { lengths[leaf & 0xFFFF] = 1 }
      return lengths
    }
    let last = leaves.count - 2  // the tree of all
    var trees = leaves.map { $0 >> 16 }
    // Trees are made in the order of their weights, so that the rarest of all is always first among
    // the leaves or first among the trees.
    var (leaf, tree) = (0, 0)
    for next in 0...last {
      var weight = 0
      for _ in 0..<2 {
        if leaf == trees.count || tree < next && trees[tree] < trees[leaf] {
          weight &+= trees[tree]
          trees[tree] = next
          tree &+= 1
        } else {
          weight &+= trees[leaf]
          leaf &+= 1
        }
      }
      trees[next] = weight
    }
    trees[last] = 0
    for tree in stride(from: last - 1, through: 0, by: -1) {
      trees[tree] = trees[trees[tree]] &+ 1
    }
    // A level has twice as many places as the one above has trees; those that are no trees are leaves.
    var (depth, places, left, inner) = (0, 1, leaves.count, last)
    while left > 0 {
      var used = 0
      while inner >= 0 && trees[inner] == depth {
        used += 1
        inner -= 1
      }
      for _ in used..<places {
        left -= 1
        lengths[leaves[left] & 0xFFFF] = UInt8(depth)
      }
      depth += 1
      places = used * 2
    }
    return lengths
  }

  /// The symbols that occur, rarest first: each in the lowest 16 bits of a number and its count
  /// above them.
  ///
  /// Most counts are small and are put in order by counting them.
  private static func rarestFirst(_ counts: [UInt32]) -> [Int] {
    let small = 1..<256
    var starts = [Int](repeating: 0, count: small.upperBound + 1)
    var frequent: [Int] = []
    for symbol in counts.indices where counts[symbol] > 0 {
      let count = Int(counts[symbol])
      if count < small.upperBound {
        starts[count &+ 1] &+= 1
      } else {
        frequent.append(count << 16 | symbol)
      }
    }
    frequent.sort()
    for count in small { starts[count &+ 1] &+= starts[count] }
    let smallCount = starts[small.upperBound]
    var leaves = [Int](repeating: 0, count: smallCount)
    leaves.reserveCapacity(smallCount + frequent.count)
    for symbol in counts.indices where counts[symbol] > 0 && counts[symbol] < small.upperBound {
      let count = Int(counts[symbol])
      leaves[starts[count]] = count << 16 | symbol
      starts[count] &+= 1
    }
    leaves += frequent
    return leaves
  }

  /// The codes that follow from the lengths: shorter ones first, those of one length in the order
  /// of their symbols.
  private static func codes(_ lengths: [UInt8]) -> [UInt16] {
    var next = [UInt16](repeating: 0, count: 17)
    for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
    for length in 1..<17 { next[length] = (next[length] + next[length - 1]) << 1 }
    var codes = [UInt16](repeating: 0, count: lengths.count)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      codes[symbol] = reversed(next[Int(length)], Int(length))
      next[Int(length)] += 1
    }
    return codes
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
