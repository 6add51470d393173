extension Span<UInt8> {
  /// The code point whose UTF-8 starts at `place`, and where the next one starts.
  ///
  /// What is cut off or isn't UTF-8 reads as U+FFFD of one byte: the bytes come from strings, but
  /// are also looked at where a regular expression cut them.
  func codePoint(at place: Int) -> (code: UInt32, next: Int) {
    let first = UInt32(self[place])
    if first < 0x80 { return (first, place + 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, place + length <= count else { return (0xFFFD, place + 1) }
    var code = first & (0x7F >> UInt32(length))
    for index in place + 1..<place + length {
      let byte = self[index]
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, place + 1) }
      code = code << 6 | UInt32(byte & 0x3F)
    }
    return code < 0x110000 ? (code, place + length) : (0xFFFD, place + 1)
  }
}

extension [UInt8] {
  /// Appends the UTF-8 of `scalar`.
  mutating func append(utf8 scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      append(UInt8(scalar.value))
    } else {
      append(contentsOf: String(scalar).utf8)
    }
  }
}
