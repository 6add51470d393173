/// Marks over axes: a figure with numbers, ticks and words.
///
/// It is drawn as SVG (`svg()`) and in a terminal (`text(options:)`).
public struct Plot: Equatable, Sendable {
  /// What is drawn, the first lowest.
  public var marks: [Mark]

  /// What stands above.
  public var title: String

  /// The horizontal axis.
  public var x: Axis

  /// The vertical axis; it points down where a mark has rows, as matrices are read.
  public var y: Axis

  /// Makes a plot.
  public init(_ marks: [Mark], title: String = "", x: Axis = Axis(), y: Axis = Axis()) {
    (self.marks, self.title, self.x, self.y) = (marks, title, x, y)
  }

  /// Whether a mark is a matrix or a grid, whose row 0 is on top.
  var hasRows: Bool { grid != nil }

  /// The mark whose cells the plot has a place for.
  var grid: (any DrawnMark)? { marks.lazy.map(\.drawn).first { $0.grid != nil } }
}
