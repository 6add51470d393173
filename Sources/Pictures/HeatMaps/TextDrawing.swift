internal import Formats
internal import Tensors
internal import Text

/// Writes one heat map as text in a chosen layout.
struct TextDrawing {
  /// Visible text of the tokens before the rows and over the columns; empty for none.
  var queries: [String] = []
  var keys: [String] = []
  /// The numbers of the first row and column.
  var first = (query: 0, key: 0)

  private let map: HeatMap
  private let layout: TextLayout
  private let options: TextOptions
  private let pooling: Pooling
  private let cells: Tensor
  /// The side of the square of values that a cell stands for.
  private let side: Int
  private let tone: Tone
  private var output: StyledText

  init(map: HeatMap, layout: TextLayout, options: TextOptions) {
    (self.map, self.layout, self.options) = (map, layout, options)
    pooling = options.pooling ?? map.strongest
    cells = map.cells(side: layout.side, by: pooling)
    side = layout.side * (map.origin?.side ?? 1)
    tone = Tone(map: map, logarithmic: options.logarithmic, depth: options.depth)
    output = StyledText(depth: options.depth)
  }

  mutating func text(title: String) -> String {
    if !title.isEmpty {
      // Spaces belong in a title; what else is invisible does not.
      let text = visibleWords(title, unicode: options.unicode)
      line(fitted(text, columns: options.width, unicode: options.unicode))
    }
    header()
    switch layout.form {
    case .numbers(let width): numbers(width: width)
    case .half: halves()
    case .wide, .narrow: blocks()
    }
    for caption in captions { line(wrapped(caption, width: options.width)) }
    scale()
    return output.text
  }

  // MARK: Around the picture

  /// Tokens over a table, else the number of every key whose column is ten characters on.
  private mutating func header() {
    let isPattern = (options.rows, options.columns) == ("queries", "keys")
    let titles = isPattern ? ["query\\key", "q\\k", ""] : [""]
    let title = titles.first { $0.count < layout.gutter } ?? ""
    var text = fitted(title, columns: layout.gutter)
    if case .numbers(let width) = layout.form {
      for column in 0..<map.columns {
        let label = keys.isEmpty ? "\(first.key + column)" : keys[column]
        text +=
          " "
          + fitted(
            label, columns: width - 1, unicode: options.unicode, rightAligned: true)
      }
    } else {
      let step = 10 / layout.form.columns
      for cell in stride(from: 0, to: cells.columns, by: step) {
        let room = min(step, cells.columns - cell) * layout.form.columns
        let number = "\(first.key + cell * side)"
        if number.count <= max(room, 2) { text += fitted(number, columns: 10) }
      }
    }
    line(text)
  }

  private mutating func gutter(_ row: Int) {
    let index =
      layout.indexWidth == 0
      ? "" : fitted("\(first.query + row)", columns: layout.indexWidth, rightAligned: true)
    guard layout.labelWidth > 0, row < queries.count else {
      output.put(index + String(repeating: " ", count: layout.gutter - layout.indexWidth))
      return
    }
    let label = fitted(queries[row], columns: layout.labelWidth - 1, unicode: options.unicode)
    output.put(index + " " + label + " ")
  }

  private var captions: [String] {
    var captions: [String] = []
    if side > 1 {
      let (rows, columns) = map.wholeSize
      let across = options.unicode ? "\u{D7}" : "x"
      captions.append(
        "\(rows) \(across) \(columns) values in \(cells.rows) \(across) \(cells.columns) cells: "
          + "each is the \(pooling.word) of \(side) \(across) \(side)")
    }
    let missing = map.origin?.missing ?? map.matrix.values.count { $0.isNaN }
    if missing > 0 { captions.append("\(missing) \(missing == 1 ? "value is" : "values are") NaN") }
    return captions
  }

  /// The scale from least to largest value, and what rows and columns are.
  private mutating func scale() {
    let (low, high) = tone.ends
    let isRangeFilled = map.range.map { $0.low == low && $0.high == high } ?? true
    var used = shortNumber(low).count + 1 + shortNumber(high).count
    if case .numbers = layout.form, !options.depth.showsColormaps {
      // The colours' range is said as such where the values do not fill it.
      let word = isRangeFilled ? "values " : "scale "
      output.put(word)
      used += word.count
    }
    output.put("\(shortNumber(low)) ")
    if options.depth.showsColormaps {
      for step in 0..<16 {
        output.put(" ", foreground: nil, background: tone.color(atPlace: (Float(step) + 0.5) / 16))
      }
      output.put(" ")
      used += 17
    } else if case .numbers = layout.form {
      output.put("to ")
      used += 3
    } else {
      output.put("'\(String(Tone.ramp))' ")
      used += Tone.ramp.count + 3
    }
    output.put(shortNumber(high))
    var notes = [options.logarithmic ? "logarithmic" : nil].compactMap { $0 }
    if let range = map.range, !isRangeFilled {
      notes.append("values \(shortNumber(range.low)) to \(shortNumber(range.high))")
    }
    let axes = [("rows", options.rows), ("columns", options.columns)].filter { !$0.1.isEmpty }
    notes.append(axes.map { "\($0.0): \($0.1)" }.joined(separator: ", "))
    let words = notes.joined(separator: "; ")
    if used + 2 + words.count <= options.width {
      line("; " + words)
    } else {
      line("")
      line(wrapped(words, width: options.width))
    }
  }

  private mutating func line(_ text: String) {
    output.put(text)
    output.endLine()
  }

  // MARK: The picture

  private mutating func numbers(width: Int) {
    let numbers = CellNumbers(map.matrix.values)
    for row in 0..<map.rows {
      gutter(row)
      for column in 0..<map.columns {
        let value = map.matrix.values[row * map.columns + column]
        let color = tone.color(of: value)
        let ink = color.isLight ? Color.black : Color(red: 255, green: 255, blue: 255)
        output.put(
          " " + fitted(numbers.text(value), columns: width - 1, rightAligned: true),
          foreground: ink, background: color)
      }
      output.endLine()
    }
  }

  private mutating func blocks() {
    let isColored = options.depth.showsColormaps
    for row in 0..<cells.rows {
      gutter(row * side)
      for column in 0..<cells.columns {
        let value = cells.values[row * cells.columns + column]
        let cell = isColored ? " " : String(tone.character(of: value))
        output.put(
          String(repeating: cell, count: layout.form.columns), foreground: nil,
          background: tone.color(of: value))
      }
      output.endLine()
    }
  }

  /// Two rows a line: the upper half block's foreground is one, its background the next.
  private mutating func halves() {
    for row in stride(from: 0, to: cells.rows, by: 2) {
      gutter(row * side)
      for column in 0..<cells.columns {
        let upper = tone.color(of: cells.values[row * cells.columns + column])
        let lower =
          row + 1 < cells.rows
          ? tone.color(of: cells.values[(row + 1) * cells.columns + column]) : nil
        if upper == lower {
          output.put(" ", foreground: nil, background: upper)
        } else {
          output.put("\u{2580}", foreground: upper, background: lower)
        }
      }
      output.endLine()
    }
  }
}

extension ColorDepth {
  /// Whether a colour map can be shown: sixteen named colours have no order from low to high.
  var showsColormaps: Bool { self >= .indexed }

  /// The colour that the terminal shows for `color`.
  func shown(_ color: Color) -> Color {
    self == .indexed ? Color(paletteIndex: color.paletteIndex) : color
  }
}
