internal import Foundation

/// The places of values between the two ends of an axis.
struct AxisScale: Equatable {
  /// The values at the ends, both finite and the first less than the second; positive if
  /// logarithmic.
  let low: Double
  let high: Double

  /// Whether equal factors are equal lengths.
  let isLogarithmic: Bool

  /// Chooses the ends: the limits that `axis` sets, else the range of the values with some air.
  ///
  /// - Parameter range: What is to be seen, air included where it is wanted; nil for nothing.
  init(_ axis: Axis, showing range: AxisRange?) {
    isLogarithmic = axis.scale == .log
    let least = isLogarithmic ? Double.leastNormalMagnitude : -Double.greatestFiniteMagnitude
    var (low, high) = range?.ends(isLogarithmic) ?? (isLogarithmic ? (0.1, 1) : (0, 1))
    if let limits = axis.limits {
      if limits.lowerBound.isFinite, limits.lowerBound >= least { low = limits.lowerBound }
      if limits.upperBound.isFinite, limits.upperBound >= least { high = limits.upperBound }
    }
    if !(high - low > abs(high) * 1e-12) || high - low < 1e-300 {
      // One value, or limits beside all of them.
      let middle = low
      if isLogarithmic {
        (low, high) = (middle / 3, middle * 3)
      } else {
        let air = abs(middle) < 1e-290 ? 0.5 : abs(middle) * 0.1
        (low, high) = (middle - air, middle + air)
      }
    }
    self.low = max(low, least)
    self.high = min(high, .greatestFiniteMagnitude)
  }

  /// Whether `value` has a place.
  func shows(_ value: Double) -> Bool { value.isFinite && (!isLogarithmic || value > 0) }

  /// Where `value` is: 0 is the lower end, 1 the upper; nil where it has no place.
  func place(_ value: Double) -> Double? {
    guard shows(value) else { return nil }
    // In halves, since the difference of two finite numbers may not be one.
    let place =
      isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low))
      : (value / 2 - low / 2) / (high / 2 - low / 2)
    // What is far outside needs no exact place.
    return min(max(place, -1000), 1000)
  }
}

/// The values that an axis is to show.
struct AxisRange: Equatable {
  /// The least and the largest value, and the least one above 0, which a logarithmic axis needs.
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  private(set) var leastPositive = Double.infinity

  /// Ends beside which no air is wanted, such as the foot of bars.
  private(set) var fixed: [Double] = []

  /// Takes in `value`, if it is finite; `isFixed` says that the axis may end right there.
  mutating func add(_ value: Double, isFixed: Bool = false) {
    guard value.isFinite else { return }
    low = min(low, value)
    high = max(high, value)
    if value > 0 { leastPositive = min(leastPositive, value) }
    if isFixed { fixed.append(value) }
  }

  /// The ends of an axis that shows the range, a twentieth of it as air; nil without values.
  func ends(_ isLogarithmic: Bool) -> (low: Double, high: Double)? {
    if isLogarithmic {
      guard leastPositive <= high else { return nil }
      let air = pow(high / leastPositive, 0.05)
      return air.isFinite ? (leastPositive / air, high * air) : (leastPositive, high)
    }
    guard low <= high else { return nil }
    let air = high / 20 - low / 20
    let ends = (fixed.contains(low) ? low : low - air, fixed.contains(high) ? high : high + air)
    return (max(ends.0, -.greatestFiniteMagnitude), min(ends.1, .greatestFiniteMagnitude))
  }
}
