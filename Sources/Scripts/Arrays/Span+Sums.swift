extension Span where Element: Copyable {
  /// The sum of `transform` of each element, in four parts so that the processor can add at once.
  @inline(__always)
  func total<T: AdditiveArithmetic>(_ transform: (Element) -> T) -> T {
    var (a, b, c, d) = (T.zero, T.zero, T.zero, T.zero)
    let whole = count & ~3
    var index = 0
    while index < whole {
      a += transform(self[index])
      b += transform(self[index + 1])
      c += transform(self[index + 2])
      d += transform(self[index + 3])
      index += 4
    }
    while index < count {
      a += transform(self[index])
      index += 1
    }
    return (a + b) + (c + d)
  }
}
