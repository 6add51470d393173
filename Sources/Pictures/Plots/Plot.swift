/// Marks over axes: a figure with numbers, ticks and words.
///
/// It is drawn as SVG (`svg()`) and in a terminal (`text(options:)`).
public struct Plot: Equatable, Sendable {
  /// The marks, drawn in this order.
  public var marks: [Mark]

  /// The title.
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

extension Plot {
  /// The plot as lines of text for a terminal, or for a pipe.
  ///
  /// A title, a legend, the marks in braille dots, or ASCII characters where the terminal has no
  /// others or no colours to tell several series apart, the axes with their ticks, and a line for
  /// each series with its least and largest value in full. Cells are drawn as heat maps are.
  public func text(options: TextOptions = TextOptions()) -> String {
    if let text = marks.lazy.compactMap({ $0.drawn.text(of: self, options: options) }).first {
      return text
    }
    var drawing = PlotText(self, options: options)
    return drawing.text()
  }
}
