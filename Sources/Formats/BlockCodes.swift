/// The codes of one block of tokens, and how the block says them: RFC 1951, section 3.2.7.
struct BlockCodes {
  /// Each token's bits, and above the lowest 32 their count.
  let tokens: [UInt64]

  /// Bits of the whole block.
  let bitCount: Int

  private let symbols: HuffmanCode  // bytes, the block's end, lengths of runs
  private let symbolCount: Int  // up to the last that occurs
  private let items: [LengthItem]  // the lengths of those codes
  private let itemCode: HuffmanCode
  private let itemLengthCount: Int

  private static let endOfBlock = 256

  /// The order in which a block gives the lengths of its lengths' codes.
  private static let itemOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  /// The best codes for tokens that occur so many times.
  init(counts: [UInt32]) {
    var symbolCounts = [Int](repeating: 0, count: 286)
    for byte in 0..<Token.firstRun { symbolCounts[byte] = Int(counts[byte]) }
    symbolCounts[Self.endOfBlock] = 1
    for (run, length) in Self.lengths.enumerated() {
      symbolCounts[length.symbol] += Int(counts[Token.firstRun + run])
    }
    symbols = HuffmanCode(counts: symbolCounts, limit: 15)
    tokens = Self.tokens(symbols)

    // The lengths of the symbols, then that of the one distance there is.
    symbolCount = (symbols.lengths.lastIndex { $0 > 0 } ?? Self.endOfBlock) + 1
    items = LengthItem.list(of: Array(symbols.lengths[..<symbolCount]) + [1])
    var itemCounts = [Int](repeating: 0, count: 19)
    for item in items { itemCounts[item.symbol] += 1 }
    itemCode = HuffmanCode(counts: itemCounts, limit: 7)
    let itemLengths = itemCode.lengths
    itemLengthCount = (Self.itemOrder.lastIndex { itemLengths[$0] > 0 } ?? 3) + 1

    let header =
      3 + 5 + 5 + 4 + 3 * itemLengthCount
      + items.reduce(0) { $0 + Int(itemLengths[$1.symbol]) + $1.extraCount }
    var body = 0
    for (count, token) in zip(counts, tokens) { body += Int(count) * Int(token >> 32) }
    bitCount = header + body + Int(symbols.lengths[Self.endOfBlock])
  }

  /// Writes what stands before the tokens of the stream's only block.
  func writeHeader(to output: inout BitWriter) {
    output.put(0b101, 3)  // the last block; dynamic codes, whose number is 2
    output.put(UInt64(symbolCount - 257), 5)
    output.put(0, 5)  // one distance
    output.put(UInt64(itemLengthCount - 4), 4)
    for symbol in Self.itemOrder[..<itemLengthCount] {
      output.put(UInt64(itemCode.lengths[symbol]), 3)
    }
    for item in items {
      output.put(UInt64(itemCode.codes[item.symbol]), UInt64(itemCode.lengths[item.symbol]))
      output.put(UInt64(item.extra), UInt64(item.extraCount))
    }
  }

  /// Writes what stands behind them.
  func writeEnd(to output: inout BitWriter) {
    output.put(
      UInt64(symbols.codes[Self.endOfBlock]), UInt64(symbols.lengths[Self.endOfBlock]))
  }

  private static let lengths = Token.runs.map { DeflateLength.symbol(of: $0) }

  /// The bits of each token: a run's are its length's, their extra bits, and 0 for the distance 1.
  private static func tokens(_ code: HuffmanCode) -> [UInt64] {
    var tokens = (0..<Token.firstRun).map {
      UInt64(code.codes[$0]) | UInt64(code.lengths[$0]) << 32
    }
    tokens.reserveCapacity(Token.count)
    for (run, length) in zip(Token.runs, lengths) {
      let width = UInt64(code.lengths[length.symbol])
      let bits = UInt64(code.codes[length.symbol]) | UInt64(run - length.base) << width
      tokens.append(bits | (width + UInt64(length.extra) + 1) << 32)
    }
    return tokens
  }
}

/// A part of a list of code lengths: a length, or a run of equal ones.
private struct LengthItem {
  let symbol: Int
  let extra: Int
  let extraCount: Int

  /// The items for `lengths`.
  static func list(of lengths: [UInt8]) -> [LengthItem] {
    var items: [LengthItem] = []
    items.reserveCapacity(lengths.count)
    var start = 0
    while start < lengths.count {
      var end = start + 1
      while end < lengths.count && lengths[end] == lengths[start] { end += 1 }
      append(end - start, of: Int(lengths[start]), to: &items)
      start = end
    }
    return items
  }

  /// Appends the items for `count` times the same length.
  private static func append(_ count: Int, of length: Int, to items: inout [LengthItem]) {
    func append(_ symbol: Int, _ extra: Int, _ extraCount: Int) {
      items.append(LengthItem(symbol: symbol, extra: extra, extraCount: extraCount))
    }
    var rest = count
    if length > 0 {
      append(length, 0, 0)
      rest -= 1
    }
    while rest >= 3 {
      let run = min(rest, length > 0 ? 6 : 138)
      switch (length, run) {
      case (1..., _): append(16, run - 3, 2)
      case (_, ...10): append(17, run - 3, 3)
      default: append(18, run - 11, 7)
      }
      rest -= run
    }
    for _ in 0..<rest { append(length, 0, 0) }
  }
}
