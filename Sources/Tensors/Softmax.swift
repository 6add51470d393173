import CKernels

/// The softmax of a row whose scores come in parts (online softmax: Milakov and Gimelshein, 2018):
/// results of earlier parts are rescaled when a larger score comes.
public struct RunningSoftmax: Sendable {
  private var peak: Float
  private var total: Float

  /// Begins a new row.
  ///
  /// - Parameter sink: A score that takes its share of the sum and is then dropped, if any.
  public init(sink: Float? = nil) { (peak, total) = (sink ?? -.infinity, sink == nil ? 0 : 1) }

  /// Replaces the next scores of the row by unnormalised weights, to be multiplied by `share` at
  /// the end; -infinity becomes exactly 0.
  ///
  /// - Returns: What everything made of earlier weights is to be multiplied with.
  public mutating func add(_ scores: UnsafeMutableBufferPointer<Float>) -> Float {
    guard let row = scores.baseAddress, !scores.isEmpty else { return 1 }
    let largest = unsafe kernel_maximum(row, scores.count, peak)
    guard largest != -.infinity else {
      unsafe scores.update(repeating: 0)
      return 1
    }
    var factor = peak
    _ = unsafe kernel_exponentials(&factor, 1, largest)
    let sum = unsafe kernel_exponentials(row, scores.count, largest)
    total = total * factor + sum
    peak = largest
    return factor
  }

  /// The factor that makes the row's weights sum to 1; 0 if all scores were -infinity.
  public var share: Float { total == 0 ? 0 : 1 / total }
}

/// Turns a row of scores into a distribution: e^(score - largest) over their sum.
///
/// - Parameters:
///   - scores: One query's scores; -infinity marks a masked key, which becomes exactly 0. A row with
///     nothing but -infinity becomes all 0, as TransformerLens does; a NaN makes the whole row NaN.
///   - sink: A score that takes its share of the sum and is then dropped (gpt-oss), if any.
public func softmax(_ scores: UnsafeMutableBufferPointer<Float>, sink: Float? = nil) {
  guard let row = scores.baseAddress else { return }
  let count = scores.count
  // pass 1: the largest score, subtracted so that the exponential cannot overflow
  let peak = unsafe kernel_maximum(row, count, sink ?? -.infinity)
  guard peak != -.infinity else {
    unsafe scores.update(repeating: 0)
    return
  }
  // pass 2: exponentials and their sum
  var total = unsafe kernel_exponentials(row, count, peak)
  if var sink {
    total += unsafe kernel_exponentials(&sink, 1, peak)
  }
  // pass 3: each one's share
  let share = 1 / total
  for key in 0..<count { unsafe row[key] *= share }
}
