public import Tensors

extension PatternRows {
  /// A pattern in which each square of some values has become one: small pictures of long prompts.
  public struct Pooled: Sendable {
    /// The squares' means, `[query squares, key squares]`: sums keep their meaning, single peaks fade.
    public let mean: Tensor
    /// The largest value of each: no strong attention is lost.
    public let largest: Tensor
  }

  /// A head's pattern with each square of `side` x `side` values made one, what is over at the ends in smaller
  /// blocks; no more than some rows of it are there at any time.
  public func pooled(_ head: Int, side: Int) -> Pooled {
    precondition(side > 0, "squares of side \(side)")
    let (rows, columns) = ((queryCount + side - 1) / side, (keyCount + side - 1) / side)
    var mean = Tensor(zeros: [rows, columns])
    var largest = Tensor(zeros: [rows, columns])
    for block in blocks(of: head) {
      for (index, query) in block.queries.enumerated() {
        let row = query / side * columns
        for column in 0..<columns {
          let cells = index * keyCount + column * side
          let end = index * keyCount + min((column + 1) * side, keyCount)
          var (sum, peak) = (Float(0), Float(0))
          for value in block.values.values[cells..<end] {
            sum += value
            peak = max(peak, value)
          }
          mean.values[row + column] += sum
          largest.values[row + column] = max(largest.values[row + column], peak)
        }
      }
    }
    for row in 0..<rows {
      let height = min((row + 1) * side, queryCount) - row * side
      for column in 0..<columns {
        let width = min((column + 1) * side, keyCount) - column * side
        mean.values[row * columns + column] /= Float(height * width)
      }
    }
    return Pooled(mean: mean, largest: largest)
  }
}
