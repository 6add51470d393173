/// A histogram as `numpy.histogram` counts it: a bin holds its lower end and not its upper, the
/// last holds both.
package struct Histogram: Equatable {
  /// The lower end of the first part.
  let low: Double

  /// The length of a part.
  let width: Double

  /// The number of values in each bin.
  package let counts: [Int]

  /// Counts the finite `values` in 1 to 10,000 bins; equal values get a range of 1 around them, no
  /// values 0...1.
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
