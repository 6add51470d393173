/// How many of some values lie in each of several equal parts of their range, as
/// `numpy.histogram` counts: a part holds its lower end but not its upper, the last holds both.
package struct Histogram: Equatable {
  /// The lower end of the first part.
  let low: Double

  /// The length of a part.
  let width: Double

  /// The number of values in each part.
  package let counts: [Int]

  /// Counts `values`, those that are finite, in at least one and at most 10,000 parts; equal values
  /// have a range of 1 around them, and without any it is 0...1.
  package init(of values: [Double], bins: Int) {
    let values = values.filter(\.isFinite)
    var (low, high) = (values.min() ?? 0, values.max() ?? 1)
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let bins = min(max(bins, 1), 10_000)
    // In halves, since the difference of two finite numbers may not be one.
    let span = high / 2 - low / 2
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      let place = span > 0 ? (value / 2 - low / 2) / span * Double(bins) : 0
      counts[min(max(Int(place), 0), bins - 1)] += 1
    }
    self.low = low
    width = span / Double(bins) * 2
    self.counts = counts
  }

  /// The middle of each part and its count.
  var bars: [PlotPoint] {
    counts.enumerated().map { place, count in
      PlotPoint(x: low + (Double(place) + 0.5) * width, y: Double(count))
    }
  }
}
