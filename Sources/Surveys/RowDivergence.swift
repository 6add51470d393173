internal import Foundation

/// How two rows of attention, or some, differ.
public struct RowDivergence: Sendable {
  /// The largest difference of two weights; NaN where one is.
  public private(set) var largest: Float = 0
  /// The sum over rows of the Jensen-Shannon divergence with logarithms to base 2 (Lin, 1991): 0 where two are equal,
  /// 1 where they have nothing in common; NaN where a weight is.
  public private(set) var sum = 0.0

  /// Has seen no rows yet.
  public init() {}

  /// Counts rows of one pattern and of the other.
  public mutating func add(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) {
    for (mine, theirs) in zip(left, right) where mine != theirs {
      let difference = abs(mine - theirs)
      guard !difference.isNaN else {
        (largest, sum) = (.nan, .nan)
        continue
      }
      largest = max(largest, difference)
      let middle = (mine + theirs) / 2
      sum += Double(Self.term(mine, middle) + Self.term(theirs, middle)) / 2
    }
  }

  private static func term(_ share: Float, _ middle: Float) -> Float {
    share > 0 ? share * log2f(share / middle) : 0
  }
}
