/// A sum of numbers that is the same in whatever order they come, so that shards add up to the whole.
///
/// Each number counts as a multiple of 2^-40, about 1e-12.
package struct ExactSum: Equatable, Sendable {
  /// The sum in units of 2^-40.
  package private(set) var units: Int128 = 0

  /// The largest magnitude that a number may have.
  package static let limit = 0x1p30

  /// Adds a finite number of at most `limit`, or the square of one.
  package mutating func add(_ number: Double) { units += Int128((number * 0x1p40).rounded()) }

  /// Adds another sum.
  package mutating func add(_ other: ExactSum) { units += other.units }

  /// The sum.
  package var value: Double { Double(units) * 0x1p-40 }

  /// Restores a saved sum.
  package init(high: Int64 = 0, low: Int64 = 0) {
    units = Int128(high) << 64 | Int128(UInt64(bitPattern: low))
  }

  /// The sum as two numbers, to be saved.
  package var halves: (high: Int64, low: Int64) {
    (Int64(truncatingIfNeeded: units >> 64), Int64(truncatingIfNeeded: units))
  }
}
