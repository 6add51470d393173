internal import Foundation

/// The bins of a survey's histograms.
package enum Bins {
  /// Distances from query to key: 0 to 63 each alone, then 64-127, 128-255 and so on; keys after
  /// the query count by how far ahead they are.
  package static let distances: [Int] = Array(0..<64) + (6...20).map { 1 << $0 }

  /// The bin of a distance.
  package static func distance(_ places: Int) -> Int {
    guard places >= 64 else { return places }
    return min(64 + (Int.bitWidth - 1 - places.leadingZeroBitCount) - 6, distances.count - 1)
  }

  /// Number of equal bins from 0 to 1.
  package static let shares = 20

  /// The bin of a number from 0 to 1.
  package static func share(_ number: Float) -> Int {
    number > 0 ? min(Int(number * Float(shares)), shares - 1) : 0
  }

  /// The tenth of `range` that `value` lies in; what lies outside belongs to the first or last.
  package static func tenth(_ value: Double, of range: ClosedRange<Double>) -> Int {
    let width = range.upperBound - range.lowerBound
    guard width > 0 else { return 0 }
    let place = (value - range.lowerBound) / width * 10
    return place > 0 ? min(Int(place), 9) : 0
  }
}
