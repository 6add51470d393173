import CKernels

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
