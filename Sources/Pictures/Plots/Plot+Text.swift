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
