extension Plot {
  /// The plot as lines of text for a terminal, or for a pipe.
  ///
  /// A title, a legend, the marks in braille dots, or ASCII characters where the terminal has no
  /// others or no colours to tell several series apart, the axes with their ticks, and a line for
  /// each series with its least and largest value in full. Cells are drawn as heat maps are.
  public func text(options: TextOptions = TextOptions()) -> String {
    for mark in marks {
      switch mark {
      case .cells(let map):
        var options = options
        let axes = [y.label.lowercased(), x.label.lowercased()]
        if axes != ["", ""], axes != ["query", "key"] {
          (options.rows, options.columns) = (y.plural, x.plural)
          options.numbersRows = false
        }
        return map.text(queries: y.names, keys: x.names, title: title, options: options)
      case .tiles(let maps, let columns):
        var drawing = TileText(maps, columns: max(1, columns), plot: self, options: options)
        return drawing.text()
      default: continue
      }
    }
    var drawing = PlotText(self, options: options)
    return drawing.text()
  }
}

extension Axis {
  /// What stands along it, in one word.
  fileprivate var plural: String { label.isEmpty ? "" : label + "s" }
}
