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
    var symbolCounts = [UInt32](repeating: 0, count: 286)
    for byte in 0..<DeflateSymbol.firstRun { symbolCounts[byte] = counts[byte] }
    symbolCounts[Self.endOfBlock] = 1
    for run in DeflateSymbol.firstRun..<DeflateSymbol.count where counts[run] > 0 {
      symbolCounts[Int(Self.runs[run - DeflateSymbol.firstRun].symbol)] += counts[run]
    }
    symbols = HuffmanCode(counts: symbolCounts, limit: 15)
    var tokens = [UInt64](repeating: 0, count: DeflateSymbol.count)
    let body = Self.fill(&tokens, counts, symbols)
    self.tokens = tokens

    // The lengths of the symbols, then that of the one distance there is.
    symbolCount = (symbols.lengths.lastIndex { $0 > 0 } ?? Self.endOfBlock) + 1
    items = LengthItem.list(of: symbols.lengths[..<symbolCount] + [1])
    var itemCounts = [UInt32](repeating: 0, count: 19)
    var extras = 0
    for item in items {
      itemCounts[Int(item.symbol)] += 1
      extras += Int(item.extraCount)
    }
    itemCode = HuffmanCode(counts: itemCounts, limit: 7)
    let itemLengths = itemCode.lengths
    itemLengthCount = (Self.itemOrder.lastIndex { itemLengths[$0] > 0 } ?? 3) + 1

    var header = 3 + 5 + 5 + 4 + 3 * itemLengthCount + extras
    for symbol in 0..<19 { header += Int(itemCounts[symbol]) * Int(itemLengths[symbol]) }
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
      output.put(
        UInt64(itemCode.codes[Int(item.symbol)]), UInt64(itemCode.lengths[Int(item.symbol)]))
      output.put(UInt64(item.extra), UInt64(item.extraCount))
    }
  }

  /// Writes what stands behind them.
  func writeEnd(to output: inout BitWriter) {
    output.put(
      UInt64(symbols.codes[Self.endOfBlock]), UInt64(symbols.lengths[Self.endOfBlock]))
  }

  /// How a run is written: a length's symbol, and above its code extra bits and 0 for the distance 1.
  private struct Run {
    let symbol: UInt16
    let extra: UInt32
    let extraCount: UInt32
  }

  private static let runs = DeflateSymbol.runs.map { run in
    let length = DeflateLength.symbol(of: run)
    return Run(
      symbol: UInt16(length.symbol), extra: UInt32(run - length.base),
      extraCount: UInt32(length.extra) + 1)
  }

  /// Sets the bits of each token that occurs; returns how many bits all of them take.
  private static func fill(
    _ tokens: inout [UInt64], _ counts: [UInt32], _ code: HuffmanCode
  ) -> Int {
    let (lengths, codes) = (code.lengths, code.codes)
    var bitCount = 0
    for token in 0..<DeflateSymbol.firstRun where counts[token] > 0 {
      tokens[token] = UInt64(codes[token]) | UInt64(lengths[token]) << 32
      bitCount &+= Int(counts[token]) &* Int(lengths[token])
    }
    let runs = runs
    for token in DeflateSymbol.firstRun..<DeflateSymbol.count where counts[token] > 0 {
      let run = runs[token - DeflateSymbol.firstRun]
      let width = UInt64(lengths[Int(run.symbol)])
      let bits = UInt64(codes[Int(run.symbol)]) | UInt64(run.extra) &<< width
      tokens[token] = bits | (width &+ UInt64(run.extraCount)) << 32
      bitCount &+= Int(counts[token]) &* Int(width &+ UInt64(run.extraCount))
    }
    return bitCount
  }
}

/// A part of a list of code lengths: a length, or a run of equal ones.
private struct LengthItem {
  let symbol: UInt8
  let extra: UInt8
  let extraCount: UInt8

  /// The items for `lengths`.
  static func list(of lengths: ArraySlice<UInt8>) -> [LengthItem] {
    var items: [LengthItem] = []
    items.reserveCapacity(lengths.count)
    var start = lengths.startIndex
    while start < lengths.endIndex {
      var end = start + 1
      while end < lengths.endIndex && lengths[end] == lengths[start] { end += 1 }
      append(end - start, of: lengths[start], to: &items)
      start = end
    }
    return items
  }

  /// Appends the items for `count` times the same length.
  private static func append(_ count: Int, of length: UInt8, to items: inout [LengthItem]) {
    func append(_ symbol: UInt8, _ extra: Int, _ extraCount: UInt8) {
      items.append(LengthItem(symbol: symbol, extra: UInt8(extra), extraCount: extraCount))
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
