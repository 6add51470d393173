internal import Text

/// An axis of a plot: its label, scale, limits and names.
public struct Axis: Equatable, Sendable {
  /// Linear or logarithmic.
  public enum Scale: String, Equatable, Sendable {
    case linear
    /// Equal factors are equal lengths; values up to 0 have no place.
    case log
  }

  /// What stands beside the axis.
  public var label: String

  /// Linear or logarithmic.
  public var scale: Scale

  /// The ends of the axis; nil, or ends that a logarithmic axis can't have, stand for the range of
  /// the values.
  public var limits: ClosedRange<Double>?

  /// Words at 0, 1, 2 and so on instead of numbers, such as tokens.
  public var names: [String]

  /// Whether the names are tokens of a prompt: where not all have room, their positions stand beside them.
  public var isTokens = false

  /// Whether all names are written, however long the axis becomes for it.
  public var showsAll = false

  /// Makes an axis.
  public init(
    label: String = "", scale: Scale = .linear, limits: ClosedRange<Double>? = nil,
    names: [String] = []
  ) {
    (self.label, self.scale, self.limits, self.names) = (label, scale, limits, names)
  }

  /// An axis of a prompt's tokens, in a vocabulary's spelling; without any, of numbers.
  public init(label: String, tokens: [String], showsAll: Bool = false) {
    self.init(label: label, names: readableTokens(tokens).map(\.label))
    (isTokens, self.showsAll) = (true, showsAll)
  }
}
