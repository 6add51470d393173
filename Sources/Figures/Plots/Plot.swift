/// Marks over axes: a figure with numbers, ticks and words.
public struct Plot: Equatable, Sendable {
  /// What is drawn, the first lowest.
  public var marks: [Mark]

  /// What stands above.
  public var title: String

  /// The horizontal axis.
  public var x: Axis

  /// The vertical axis.
  public var y: Axis

  /// Makes a plot.
  public init(_ marks: [Mark], title: String = "", x: Axis = Axis(), y: Axis = Axis()) {
    (self.marks, self.title, self.x, self.y) = (marks, title, x, y)
  }
}

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

  /// The ends of the axis; nil for the range of the values.
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

/// Something drawn on a plot.
public enum Mark: Equatable, Sendable {
  /// A matrix as coloured cells with a colour bar: row 0 on top.
  case cells(HeatMap)
  /// A line through points; breaks where a value is no finite number. `marker` is "", "o", "x" or ".".
  case line(x: [Double], y: [Double], marker: String = "", label: String = "")
  /// Points alone.
  case points(x: [Double], y: [Double], label: String = "")
  /// A bar from 0 to each value, at 0, 1, 2, ... or at `x`.
  case bars(x: [Double], heights: [Double], label: String = "")
  /// How many values lie in each of `bins` equal parts of their range.
  case histogram([Double], bins: Int, label: String = "")
  /// A line across the plot at one value of x or y.
  case rule(x: Double? = nil, y: Double? = nil, label: String = "")
  /// Words at a place.
  case text(String, x: Double, y: Double)
}
