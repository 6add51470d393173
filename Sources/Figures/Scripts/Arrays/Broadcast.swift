/// How the elements of two arrays meet: NumPy's broadcasting, as runs of a plain loop.
struct Broadcast {
  /// The shape of the result.
  let shape: [Int]
  /// Elements of the result.
  let count: Int
  /// Whether one element of the left array stands against a whole run of the right one.
  let leftRepeats: Bool
  let rightRepeats: Bool

  private let length: Int
  /// The axes outside the runs: how long they are, and how far each array's elements lie apart.
  private let outer: [(length: Int, left: Int, right: Int)]

  /// Plans the meeting of arrays of these shapes.
  ///
  /// - Throws: `ScriptFault` where an axis has two lengths and neither is 1, or the result has more
  ///   elements than can be counted.
  init(_ left: [Int], _ right: [Int]) throws {
    if left == right {
      // The usual case: one run over everything.
      (shape, count) = (left, left.reduce(1, *))
      (length, outer, leftRepeats, rightRepeats) = (count, [], false, false)
      return
    }
    let axes = max(left.count, right.count)
    var shape: [Int] = []
    var runs: [(length: Int, left: Int, right: Int)] = []
    var (leftStride, rightStride) = (1, 1)
    // From the last axis on; neighbours that both arrays walk alike become one.
    for axis in 1...max(axes, 1) where axis <= axes {
      let a = axis <= left.count ? left[left.count - axis] : 1
      let b = axis <= right.count ? right[right.count - axis] : 1
      guard a == b || a == 1 || b == 1 else {
        throw ScriptFault(
          "shapes \(shapeText(left)) and \(shapeText(right)) don't fit together: "
            + "lengths of an axis must be equal, or one of them 1")
      }
      let length = a == 1 ? b : a
      shape.append(length)
      let run = (length: length, left: a == 1 ? 0 : leftStride, right: b == 1 ? 0 : rightStride)
      (leftStride, rightStride) = (leftStride * a, rightStride * b)
      guard length != 1 else { continue }
      if let last = runs.last, run.left == last.left * last.length,
        run.right == last.right * last.length
      {
        runs[runs.count - 1].length *= length
      } else {
        runs.append(run)
      }
    }
    self.shape = shape.reversed()
    count = try elementCount(self.shape)
    length = count == 0 ? 0 : runs.first?.length ?? 1
    leftRepeats = runs.first.map { $0.left == 0 } ?? false
    rightRepeats = runs.first.map { $0.right == 0 } ?? false
    outer = Array(runs.dropFirst())
  }

  /// Calls `body` for each run of elements with where it starts in result, left and right array.
  @inline(__always)
  func forEachRun(_ body: (_ start: Int, _ left: Int, _ right: Int, _ length: Int) -> Void) {
    guard count > 0 else { return }
    var position = [Int](repeating: 0, count: outer.count)
    var (start, left, right) = (0, 0, 0)
    while start < count {
      body(start, left, right, length)
      start += length
      var axis = 0
      while axis < outer.count {
        position[axis] += 1
        left += outer[axis].left
        right += outer[axis].right
        if position[axis] < outer[axis].length { break }
        left -= outer[axis].left * outer[axis].length
        right -= outer[axis].right * outer[axis].length
        position[axis] = 0
        axis += 1
      }
    }
  }
}

/// The product of the axes.
///
/// - Throws: `ScriptFault` where it cannot be counted.
func elementCount(_ shape: [Int]) throws -> Int {
  var count = 1
  var hasOverflow = false
  for length in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: length)
    count = product
    hasOverflow = hasOverflow || overflow
  }
  guard !hasOverflow || shape.contains(0) else {
    throw ScriptFault("an array of shape \(shapeText(shape)) is too large")
  }
  return shape.contains(0) ? 0 : count
}

/// A shape as Python writes it: "(126, 126)", "(3,)", "()".
func shapeText(_ shape: [Int]) -> String {
  shape.count == 1
    ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
}
