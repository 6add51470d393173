internal import Synchronization
public import Tensors

/// A pattern reduced by squares of values, for small pictures of long prompts.
public struct PooledAttention: Sendable {
  /// Rows and columns of a square; squares at the ends may be smaller.
  public let side: Int
  /// Number of queries of the whole pattern.
  public let rows: Int
  /// Number of keys of the whole pattern.
  public let columns: Int
  /// The mean of each square, `[query squares, key squares]`; single peaks fade in it.
  public let mean: Tensor
  /// The largest value of each square, in which no strong attention is lost.
  public let largest: Tensor
  /// The least value of each square.
  public let least: Tensor
  /// How many values are NaN.
  ///
  /// They are left out of their squares; a square of them alone is NaN.
  public let missing: Int

  /// The value of each square that is farthest from 0.
  public var farthest: Tensor {
    Tensor(
      shape: largest.shape,
      values: zip(largest.values, least.values).map { abs($1) > abs($0) ? $1 : $0 })
  }

  /// The least and the largest finite value of the pattern; nil if none is finite.
  public var range: (least: Float, largest: Float)? {
    let low = least.values.lazy.filter(\.isFinite).min()
    let high = largest.values.lazy.filter(\.isFinite).max()
    return low.flatMap { low in high.map { (low, $0) } }
  }
}

extension AttentionRows {
  /// Reduces squares of `side` x `side` values, in one pass over the rows on all cores.
  ///
  /// - Parameter isCancelled: Asked often, from any thread.
  /// - Throws: `CancellationError` once that says so.
  public func pooled(
    side: Int, until isCancelled: @Sendable () -> Bool = { false }
  ) throws -> PooledAttention {
    precondition(side > 0, "squares of side \(side)")
    let height = (queries.count + side - 1) / side
    // Parts of whole squares, each of about as many rows as are made together.
    let rowsOfPart = max(1, 128 / side)
    let places = stride(from: 0, to: height, by: rowsOfPart).map {
      $0 * side..<min(($0 + rowsOfPart) * side, queries.count)
    }
    let made = Parallel.map(places.count) { part in
      isCancelled() ? nil : squares(side, of: places[part])
    }
    let parts = made.compactMap(\.self)
    guard parts.count == places.count else { throw CancellationError() }
    let columns = (keys.count + side - 1) / side
    func joined(_ values: (Squares) -> [Float]) -> Tensor {
      Tensor(shape: [height, columns], values: parts.flatMap(values))
    }
    return PooledAttention(
      side: side, rows: queries.count, columns: keys.count, mean: joined(\.mean),
      largest: joined(\.largest), least: joined(\.least),
      missing: parts.reduce(0) { $0 + $1.missing })
  }

  private struct Squares: Sendable {
    var mean: [Float]
    var largest: [Float]
    var least: [Float]
    var missing = 0
  }

  /// The squares of the rows at `places`, which begin with a square's first.
  private func squares(_ side: Int, of places: Range<Int>) -> Squares {
    let (width, columns) = (keys.count, (keys.count + side - 1) / side)
    let count = (places.count + side - 1) / side * columns
    var result = Squares(
      mean: [Float](repeating: 0, count: count),
      largest: [Float](repeating: -.infinity, count: count),
      least: [Float](repeating: .infinity, count: count))
    var counts = [Int](repeating: 0, count: count)
    let first = queries.lowerBound + places.lowerBound
    let own = part(queries: first..<queries.lowerBound + places.upperBound, keys: keys)
    own.forEachBlock { queries, values in
      unsafe values.withUnsafeBufferPointer { values in
        for (index, query) in queries.enumerated() {
          let row = (query - first) / side * columns
          for column in 0..<columns {
            let end = min((column + 1) * side, width)
            var (sum, peak, low, found) = (Float(0), -Float.infinity, Float.infinity, 0)
            for place in column * side..<end {
              let value = unsafe values[index * width + place]
              if value.isNaN { continue }
              sum += value
              peak = max(peak, value)
              low = min(low, value)
              found += 1
            }
            result.mean[row + column] += sum
            result.largest[row + column] = max(result.largest[row + column], peak)
            result.least[row + column] = min(result.least[row + column], low)
            counts[row + column] += found
            result.missing += end - column * side - found
          }
        }
      }
    }
    for place in 0..<count {
      if counts[place] == 0 { (result.largest[place], result.least[place]) = (.nan, .nan) }
      result.mean[place] /= Float(counts[place])
    }
    return result
  }
}
