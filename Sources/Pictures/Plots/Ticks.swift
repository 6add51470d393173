internal import Foundation

/// The ticks of an axis and their labels.
package struct Ticks: Equatable {
  /// A value with its label.
  package struct Tick: Equatable {
    /// The value.
    package let value: Double
    let label: String
    /// The exponent where the label is a power of ten.
    var power: Int?

    /// The label in one line of plain text.
    package var text: String { power.map { "1e\($0)" } ?? label }
  }

  /// Ticks with labels, from low to high.
  package private(set) var major: [Tick] = []

  /// Ticks without labels, between them.
  package private(set) var minor: [Double] = []

  /// The power of ten that labels are to be multiplied by.
  package private(set) var exponent = 0

  /// Ticks for an axis from `low` to a larger `high`, for about `room` labels but never less than
  /// two, unless `isWhole` asks for whole numbers and there are not two.
  package init(
    from low: Double, to high: Double, _ scale: Axis.Scale, room: Int, isWhole: Bool = false
  ) {
    let room = max(room, 2)
    switch scale {
    case .linear: self = Self.linear(low, high, room: room, leastStep: isWhole ? 1 : 0)
    case .log: self = Self.logarithmic(low, high, room: room)
    }
  }

  /// Ticks between the ends of `scale`.
  init(_ scale: AxisScale, room: Int, isWhole: Bool = false) {
    self.init(
      from: scale.low, to: scale.high, scale.isLogarithmic ? .log : .linear, room: room,
      isWhole: isWhole)
  }

  private init() {}

  /// The least step of 1, 2 or 5 times a power of ten that is at least `step`.
  static func niceStep(_ step: Double) -> Double {
    guard step > 0, step.isFinite else { return 1 }
    let exponent = floor(log10(step))
    for factor in [1.0, 2, 5, 10] {
      // A quotient for negative powers: 1 / 10 is the nearest to 0.1, pow(10, -1) need not be.
      let nice =
        exponent < 0 ? factor / pow(10, min(-exponent, 307)) : factor * pow(10, exponent)
      if !nice.isFinite { break }
      if nice >= step * (1 - 1e-9) { return nice }
    }
    return pow(10, exponent)  // the next one is past the largest number
  }

  /// Multiples of a step of 1, 2 or 5 times a power of ten.
  private static func linear(
    _ low: Double, _ high: Double, room: Int, leastStep: Double = 0
  ) -> Ticks {
    var ticks = Ticks()
    // room labels have room - 1 steps between them; where the ends are no multiples there is one
    // label less.
    var step = max(niceStep(high / Double(room - 1) - low / Double(room - 1)), leastStep)
    func multiples() -> ClosedRange<Double>? {
      let (first, last) = (ceil(low / step - 1e-9), floor(high / step + 1e-9))
      return first <= last ? first...last : nil
    }
    let isAlone = multiples().map { $0.lowerBound == $0.upperBound } ?? true
    if isAlone { step = max(niceStep(step / 3), leastStep) }
    guard let range = multiples(), range.upperBound - range.lowerBound <= Double(4 * room) else {
      return ticks
    }
    let largest = max(abs(low), abs(high))
    if largest >= 1e5 || largest < 1e-3 { ticks.exponent = Int(floor(log10(largest))) }
    let digits = min(max(ticks.exponent - Int(floor(log10(step) + 1e-9)), 0), 15)
    for index in 0...Int(range.upperBound - range.lowerBound) {
      // + 0 makes -0 a plain zero.
      let value = (range.lowerBound + Double(index)) * step + 0
      let shown = ticks.exponent == 0 ? value : value / pow(10, Double(ticks.exponent))
      ticks.major.append(Tick(value: value, label: String(format: "%.\(digits)f", shown + 0)))
    }
    return ticks
  }

  /// Powers of ten, or within a few of them 1, 2 and 5 times each.
  private static func logarithmic(_ low: Double, _ high: Double, room: Int) -> Ticks {
    let slack = 1e-9
    let first = Int(ceil(log10(low) - slack))
    let last = Int(floor(log10(high) + slack))
    guard last - first >= 1 else { return withinDecade(low, high, room: room) }
    var ticks = Ticks()
    let step = max(1, (last - first + room - 1) / room)
    for power in first...last where power % step == 0 {
      ticks.major.append(Tick(value: pow(10, Double(power)), label: "", power: power))
    }
    if step == 1 && last - first <= 10 {
      for power in first - 1...last {
        for factor in 2...9 {
          let value = Double(factor) * pow(10, Double(power))
          if value >= low && value <= high { ticks.minor.append(value) }
        }
      }
    } else if step > 1 {
      ticks.minor = (first...last).filter { $0 % step != 0 }.map { pow(10, Double($0)) }
    }
    return ticks
  }

  private static func withinDecade(_ low: Double, _ high: Double, room: Int) -> Ticks {
    var ticks = Ticks()
    let start = Int(floor(log10(low)))
    for power in start...start + 2 {
      for factor in 1...9 {
        let value =
          power < 0
          ? Double(factor) / pow(10, Double(-power)) : Double(factor) * pow(10, Double(power))
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        if [1, 2, 5].contains(factor) {
          ticks.major.append(Tick(value: value, label: String(format: "%g", value)))
        } else {
          ticks.minor.append(value)
        }
      }
    }
    return ticks.major.count >= 2 ? ticks : linear(low, high, room: room)
  }
}
