/// Turns a row of scores into a distribution: e^(score - largest) over their sum.
///
/// - Parameters:
///   - scores: One query's scores; -infinity marks a masked key, which becomes exactly 0. A row with
///     nothing but -infinity becomes all 0, as TransformerLens does.
///   - sink: A score that takes its share of the sum and is then dropped (gpt-oss), if any.
public func softmax(_ scores: UnsafeMutableBufferPointer<Float>, sink: Float? = nil) {
  let row = UnsafeBufferPointer(scores)
  // pass 1: the largest score, subtracted so that the exponential cannot overflow
  let peaks = unsafe foldVectors(
    row, from: Vector(repeating: sink ?? -.infinity), padding: -.infinity
  ) { pointwiseMax($0, $1) }
  let peak = peaks.max()
  guard peak > -.infinity else {
    unsafe scores.update(repeating: 0)
    return
  }
  // pass 2: exponentials
  unsafe mapVectors(scores) { vector, _ in exponential(vector - peak) }
  // pass 3: their sum, and each one's share
  let sums = unsafe foldVectors(row, from: Vector()) { $0 + $1 }
  var total = sums.sum()
  if let sink { total += exponential(Vector(repeating: sink - peak))[0] }
  let share = 1 / total
  unsafe mapVectors(scores) { vector, _ in vector * share }
}
