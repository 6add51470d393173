internal import Formats

extension Mark {
  /// Words at a place.
  public static func text(_ text: String, x: Double, y: Double) -> Mark {
    Mark(drawn: WordsMark(text: text, x: x, y: y))
  }
}

/// Words at a place, which ask for no room on the axes.
struct WordsMark: DrawnMark {
  let text: String
  let (x, y): (Double, Double)

  /// With a white rim, to be read on any ground.
  func draw(in drawing: inout PlotDrawing, at index: Int) {
    guard let x = drawing.layout.x(x), let y = drawing.layout.y(y) else { return }
    drawing.svg.add(
      "text",
      [
        "x": x, "y": y + 4, "text-anchor": "middle", "stroke": "#ffffff", "stroke-width": "2.5",
        "stroke-linejoin": "round", "paint-order": "stroke",
      ], text: visibleWords(text))
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    guard let x = text.column(x), let y = text.row(y) else { return }
    let isBraille = text.canvas.isBraille
    text.put(self.text, column: isBraille ? x / 2 : x, line: isBraille ? y / 4 : y)
  }
}
