/// How the elements of two arrays meet: NumPy's broadcasting, as runs of a plain loop.
struct Broadcast {
  /// The shape of the result.
  let shape: [Int]
  /// Elements of the result.
  let count: Int
  /// Whether one element of the left array stands against a whole run of the right one.
  let leftRepeats: Bool
  let rightRepeats: Bool

  /// Elements of one run.
  let length: Int
  /// The axes outside the runs: how long they are, and how far each array's elements lie apart.
  private let outer: [(length: Int, left: Int, right: Int)]

  /// Plans the meeting of arrays of these shapes.
  ///
  /// - Throws: `ScriptFault` where an axis has two lengths and neither is 1, or the result has more
  ///   elements than can be counted.
  init(_ left: [Int], _ right: [Int]) throws {
    if left == right {
      // The usual case: one run over everything.
      (shape, count) = (left, try elementCount(left))
      (length, outer, leftRepeats, rightRepeats) = (count, [], false, false)
      return
    }
    // From the last axis on, which is the first here.
    let axes = (0..<max(left.count, right.count)).map { axis in
      (
        axis < left.count ? left[left.count - 1 - axis] : 1,
        axis < right.count ? right[right.count - 1 - axis] : 1
      )
    }
    guard axes.allSatisfy({ a, b in a == b || a == 1 || b == 1 }) else {
      throw ScriptFault(
        "shapes \(shapeText(left)) and \(shapeText(right)) don't fit together: "
          + "lengths of an axis must be equal, or one of them 1")
    }
    shape = axes.reversed().map { a, b in a == 1 ? b : a }
    count = try elementCount(shape)
    // Neighbours that both arrays walk alike become one.
    var runs: [(length: Int, left: Int, right: Int)] = []
    var (leftStride, rightStride) = (1, 1)
    for (a, b) in axes {
      let run = (
        length: a == 1 ? b : a, left: a == 1 ? 0 : leftStride, right: b == 1 ? 0 : rightStride
      )
      (leftStride, rightStride) = (leftStride * a, rightStride * b)
      guard run.length != 1 else { continue }
      if let last = runs.last, run.left == last.left * last.length,
        run.right == last.right * last.length
      {
        runs[runs.count - 1].length *= run.length
      } else {
        runs.append(run)
      }
    }
    length = count == 0 ? 0 : runs.first?.length ?? 1
    leftRepeats = runs.first.map { $0.left == 0 } ?? false
    rightRepeats = runs.first.map { $0.right == 0 } ?? false
    outer = Array(runs.dropFirst())
  }

  /// All runs, in the order of the result's elements.
  var runs: Runs { Runs(self) }

  /// Where the runs of a loop start.
  struct Runs {
    private let plan: Broadcast
    private var position: [Int]
    private var (start, left, right) = (0, 0, 0)

    fileprivate init(_ plan: Broadcast) {
      self.plan = plan
      position = [Int](repeating: 0, count: plan.outer.count)
    }

    /// Where the next run starts in result, left and right array; nil after the last.
    @inline(never)
    mutating func next() -> (start: Int, left: Int, right: Int)? {
      guard start < plan.count else { return nil }
      let run = (start, left, right)
      start += plan.length
      for (axis, outer) in plan.outer.enumerated() {
        position[axis] += 1
        left += outer.left
        right += outer.right
        if position[axis] < outer.length { break }
        left -= outer.left * outer.length
        right -= outer.right * outer.length
        position[axis] = 0
      }
      return run
    }
  }
}

/// The product of the axes.
///
/// - Throws: `ScriptFault` where it cannot be counted.
func elementCount(_ shape: [Int]) throws -> Int {
  var count = 1
  var hasOverflow = false
  // An empty array may not have endless axes either: loops go over them.
  for length in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: max(length, 1))
    count = product
    hasOverflow = hasOverflow || overflow
  }
  guard !hasOverflow else {
    throw ScriptFault("an array of shape \(shapeText(shape)) is too large")
  }
  return shape.contains(0) ? 0 : count
}

/// A shape as Python writes it: "(126, 126)", "(3,)", "()".
func shapeText(_ shape: [Int]) -> String {
  shape.count == 1
    ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
}
