/// An array cut along axes: rows that lie in one piece each, whatever axes they run along.
struct Lanes {
  /// The array with the axes moved to the end.
  let array: ScriptArray
  /// How many rows there are, and how long they are.
  let count: Int
  let length: Int

  private let axes: [Int]
  private let original: [Int]

  /// Cuts `array` along `axes`, which are in order.
  init(_ array: ScriptArray, along axes: [Int], _ meter: ScriptMeter) throws {
    let others = array.shape.indices.filter { !axes.contains($0) }
    self.array = try array.transposed(others + axes, meter)
    count = others.reduce(1) { $0 * array.shape[$1] }
    length = axes.reduce(1) { $0 * array.shape[$1] }
    (self.axes, original) = (axes, array.shape)
    try meter.spend(count)
  }

  /// The shape of one value for each row.
  func reducedShape(keepingAxes: Bool) -> [Int] {
    keepingAxes
      ? original.indices.map { axes.contains($0) ? 1 : original[$0] }
      : original.indices.filter { !axes.contains($0) }.map { original[$0] }
  }

  /// One value for each row.
  func reduced<T: Element, U: Element>(
    keepingAxes: Bool, work: Int = 1, _ meter: ScriptMeter, _ fold: (Span<T>) -> U
  ) throws -> ScriptArray {
    try meter.spend(array.count * work)
    return try meter.array(reducedShape(keepingAxes: keepingAxes)) {
      let values = array.values(as: T.self)
      let span = values.span
      var results: [U] = []
      results.reserveCapacity(count)
      for row in 0..<count {
        results.append(fold(span.extracting(row * length..<(row + 1) * length)))
      }
      return results
    }
  }

  /// Another row for each row, which may have another length; the axis is one.
  func rewritten<T: Element, U: Element>(
    length newLength: Int? = nil, work: Int = 2, _ meter: ScriptMeter,
    _ append: (Span<T>, inout [U]) -> Void
  ) throws -> ScriptArray {
    let newLength = newLength ?? length
    let moved = array.shape.dropLast(axes.count) + [newLength]
    let result = try meter.array(Array(moved), work: work) {
      let values = array.values(as: T.self)
      let span = values.span
      var results: [U] = []
      results.reserveCapacity(count * newLength)
      for row in 0..<count { append(span.extracting(row * length..<(row + 1) * length), &results) }
      return results
    }
    // The axis goes back to where it was.
    guard let axis = axes.first, axes.count == 1 else { return result }
    var order = Array(0..<moved.count - 1)
    order.insert(moved.count - 1, at: axis)
    return try result.transposed(order, meter)
  }
}
