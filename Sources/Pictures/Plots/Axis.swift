/// How values become places along one direction of a plot.
public struct Axis: Equatable, Sendable {
  /// How values are spread.
  public enum Scale: String, Equatable, Sendable {
    case linear
    /// Equal factors are equal lengths; values up to 0 have no place.
    case log
  }

  /// What stands beside the axis.
  public var label: String

  /// How values are spread.
  public var scale: Scale

  /// The ends of the axis; nil, or what a logarithm does not have, for the range of the values.
  public var limits: ClosedRange<Double>?

  /// Words at 0, 1, 2 and so on instead of numbers, such as tokens.
  public var names: [String]

  /// Makes an axis.
  public init(
    label: String = "", scale: Scale = .linear, limits: ClosedRange<Double>? = nil,
    names: [String] = []
  ) {
    (self.label, self.scale, self.limits, self.names) = (label, scale, limits, names)
  }
}
