/// How many numbers there were, their mean and their spread.
struct Moments: Equatable, Sendable {
  private(set) var count = 0
  private(set) var sum = ExactSum()
  private(set) var squares = ExactSum()

  init() {}

  /// Takes up what was saved.
  init(count: Int, sum: ExactSum, squares: ExactSum) {
    (self.count, self.sum, self.squares) = (count, sum, squares)
  }

  mutating func add(_ number: Double) {
    count += 1
    sum.add(number)
    squares.add(number * number)
  }

  mutating func add(_ other: Moments) {
    count += other.count
    sum.add(other.sum)
    squares.add(other.squares)
  }

  /// The mean; nil of none.
  var mean: Double? { count == 0 ? nil : sum.value / Double(count) }

  /// The standard deviation, with n - 1 below the root; nil of fewer than two.
  var deviation: Double? {
    guard count > 1 else { return nil }
    let n = Double(count)
    let spread = squares.value - sum.value * (sum.value / n)
    return max(0, spread / (n - 1)).squareRoot()
  }
}
