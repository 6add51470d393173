/// How deflate writes the lengths of matches: RFC 1951, section 3.2.5.
enum DeflateLength {
  /// The symbol for a length from 3 to 258, the number of bits that follow it, and the length that
  /// those are counted from.
  static func symbol(of length: Int) -> (symbol: Int, extra: Int, base: Int) {
    if length == 258 { return (285, 0, 258) }
    // Symbols 257 to 284 in groups of four per number of extra bits, the first eight without.
    var (symbol, extra, base) = (257, 0, 3)
    while base + 1 << extra <= length {
      base += 1 << extra
      symbol += 1
      if symbol >= 265 && (symbol - 265) % 4 == 0 { extra = (symbol - 261) / 4 }
    }
    return (symbol, extra, base)
  }
}
