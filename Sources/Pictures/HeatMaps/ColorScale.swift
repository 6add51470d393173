internal import Tensors

/// How values are mapped to the colours of a colour map.
///
/// Each case but `limits` is a combination of the arguments that pattern_lens's
/// `save_matrix_wrapper` takes. Where that one fails or misleads, this does what its documentation
/// says:
/// - A constant matrix is not divided by zero but gets the map's first colour, the centre if
///   diverging.
/// - Infinities and NaN don't spoil the rest: the range is that of finite values, NaN is drawn
///   black.
/// - `divergingUnit` puts 0 at the map's centre.
/// - The `from` of `range` may also lie below all values.
public enum ColorScale: Equatable, Sendable {
  /// Values are in 0...1 already.
  case unit
  /// Values are in -1...1, and 0 is the map's centre: `diverging_colormap` without `normalize`.
  case divergingUnit
  /// From the least value, or `from` where given, to the largest: `normalize`, with
  /// `normalize_min`.
  case range(from: Float? = nil)
  /// 0 is the map's centre and the largest magnitude one of its ends: `normalize` and
  /// `diverging_colormap`.
  case diverging
  /// From the lower to the upper bound, whatever the values are; what is outside gets an end's
  /// colour.
  case limits(ClosedRange<Float>)

  /// Chooses the scale for pattern_lens's arguments.
  ///
  /// - Throws: `FigureError` where `normalizeMinimum` stands without `normalize` or beside
  ///   `diverging`.
  public init(normalize: Bool, diverging: Bool = false, normalizeMinimum: Float? = nil) throws {
    if normalizeMinimum != nil && (diverging || !normalize) {
      throw FigureError(
        "normalize_min sets the low end of a normalised scale: "
          + "it needs normalize, and diverging excludes it")
    }
    switch (normalize, diverging) {
    case (false, false): self = .unit
    case (false, true): self = .divergingUnit
    case (true, false): self = .range(from: normalizeMinimum)
    case (true, true): self = .diverging
    }
  }

  /// How `values` are placed.
  ///
  /// - Throws: `FigureError` where a value is outside what the scale expects.
  func placement(of values: [Float]) throws -> Placement {
    let (low, high) = finiteRange(of: values) ?? (0, 0)
    func require(_ least: Float) throws {
      guard low >= least, high <= 1 else {
        throw FigureError(
          "values are \(shortNumber(low)) to \(shortNumber(high)); "
            + "without normalize they must lie in \(shortNumber(least)) to 1")
      }
    }
    switch self {
    case .unit:
      try require(0)
      return Placement(offset: 0, divisor: 1, shift: 0)
    case .divergingUnit:
      try require(-1)
      return Placement(offset: 0, divisor: 2, shift: 0.5)
    case .range(let from):
      let from = from ?? low
      guard from < high || from == low else {
        throw FigureError(
          "normalize_min \(shortNumber(from)) is not below the largest value, \(shortNumber(high))")
      }
      return Placement(offset: from, divisor: high - from, shift: 0)
    case .diverging:
      return Placement(offset: 0, divisor: 2 * max(abs(low), abs(high)), shift: 0.5)
    case .limits(let limits):
      return Placement(
        offset: limits.lowerBound, divisor: limits.upperBound - limits.lowerBound, shift: 0)
    }
  }
}

/// A linear map of values to 0...1 in float32, in the order of operations that NumPy code would
/// use.
struct Placement: Equatable {
  private let offset: Float
  private let divisor: Float
  private let shift: Float

  init(offset: Float, divisor: Float, shift: Float) {
    (self.offset, self.shift) = (offset, shift)
    self.divisor = divisor == 0 ? 1 : divisor
  }

  func callAsFunction(_ value: Float) -> Float { (value - offset) / divisor + shift }

  /// Which of `count` equal steps each value is placed in, an end's for what is outside; `count` for
  /// NaN.
  func steps(of values: [Float], count: Int) -> [UInt16] {
    places(
      of: values, offset: offset, divisor: divisor, shift: shift, count: UInt16(clamping: count))
  }

  /// The same in a byte each; nil where one needs more.
  func byteSteps(of values: [Float], count: Int) -> [UInt8]? {
    bytePlaces(
      of: values, offset: offset, divisor: divisor, shift: shift, count: UInt16(clamping: count))
  }

  /// The value that is placed at `place`.
  func value(at place: Float) -> Float { (place - shift) * divisor + offset }
}
