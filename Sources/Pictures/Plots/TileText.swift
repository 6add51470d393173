internal import Tensors
internal import Text

/// Draws a grid of heat maps in a terminal, each as small as the width asks for.
struct TileText {
  private let maps: [HeatMap?]
  private let columns: Int
  private let plot: Plot
  private let options: TextOptions
  private let side: Int
  private let gap: String
  private let shown: Int
  private var output: StyledText

  init(_ maps: [HeatMap?], columns: Int, plot: Plot, options: TextOptions) {
    (self.maps, self.columns, self.plot, self.options) = (maps, columns, plot, options)
    let longest = maps.compactMap { $0 }.map { max($0.rows, $0.columns) }.max() ?? 1
    let room = (options.width - Self.gutter) / columns
    gap = room > 2 ? " " : ""
    // Two rows of values make one line, so that an even number of rows fills it.
    let free = max(room - gap.count, 1)
    side = max(1, min(longest + longest % 2, free > 1 ? free - free % 2 : 1, 32))
    shown = min(columns, (options.width - Self.gutter) / (side + gap.count))
    output = StyledText(depth: options.depth)
  }

  private static let gutter = 5

  mutating func text() -> String {
    if !plot.title.isEmpty {
      line(visibleWords(plot.title, unicode: options.unicode))
    }
    var header = String(repeating: " ", count: Self.gutter)
    for column in 0..<shown {
      let name = plot.x.names.indices.contains(column) ? plot.x.names[column] : "\(column)"
      let fits = displayWidth(of: name) <= side
      header += fitted(fits ? name : "", columns: side) + gap
    }
    line(header)
    let tiles = maps.map { map in map.flatMap(small) }
    for start in stride(from: 0, to: tiles.count, by: columns) {
      row(Array(tiles[start..<min(start + shown, tiles.count)]), number: start / columns)
    }
    if shown < columns { line("the last \(columns - shown) columns have no room") }
    line("each from its least to its largest value; rows: queries, columns: keys")
    return output.text
  }

  private mutating func line(_ text: String) {
    output.put(fitted(text, columns: options.width, unicode: options.unicode))
    output.endLine()
  }

  /// A map of at most `side` rows and columns.
  private func small(_ map: HeatMap) -> HeatMap? {
    let longest = max(map.rows, map.columns)
    let matrix = pooled(
      map.matrix, side: (longest + side - 1) / side, by: options.pooling ?? map.strongest)
    return try? HeatMap(matrix, colormap: map.colormap, scale: map.scale)
  }

  private mutating func row(_ tiles: [HeatMap?], number: Int) {
    let tones = tiles.map { map in
      map.map { Tone(map: $0, logarithmic: options.logarithmic, depth: options.depth) }
    }
    let height = tiles.compactMap { $0?.rows }.max() ?? 0
    let name = plot.y.names.indices.contains(number) ? plot.y.names[number] : "\(number)"
    for pair in stride(from: 0, to: height, by: 2) {
      output.put(fitted(pair == 0 ? name : "", columns: Self.gutter, unicode: options.unicode))
      for (map, tone) in zip(tiles, tones) {
        cells(map, tone, rows: pair)
        output.put(gap)
      }
      output.endLine()
    }
    output.endLine()
  }

  /// Two rows of one tile in one line of text.
  private mutating func cells(_ map: HeatMap?, _ tone: Tone?, rows pair: Int) {
    guard let map, let tone, pair < map.rows else {
      output.put(String(repeating: " ", count: side))
      return
    }
    for column in 0..<map.columns {
      let upper = map.matrix.values[pair * map.columns + column]
      let lower =
        pair + 1 < map.rows ? map.matrix.values[(pair + 1) * map.columns + column] : nil
      if options.depth.showsColormaps && options.unicode {
        output.put(
          "\u{2580}", foreground: tone.color(of: upper),
          background: lower.map { tone.color(of: $0) })
      } else {
        let value = max(upper.isNaN ? -.infinity : upper, lower ?? upper)
        output.put(
          String(tone.character(of: value)), foreground: nil, background: tone.color(of: value))
      }
    }
    output.put(String(repeating: " ", count: max(0, side - map.columns)))
  }
}
