internal import Tensors
internal import Text

extension HeatMap {
  /// The heat map as lines of text for a terminal, or for a pipe.
  ///
  /// A title, the tokens where they fit, the picture, and a caption with the scale. A matrix of few
  /// rows and columns is a table of its values; a larger one is drawn in colour with a cell of two
  /// columns or half a character for each value, or without colour in characters from light to
  /// dark. One that is too large for the terminal is pooled, and the caption says how; least and
  /// largest value are always those of the whole matrix. No character of a token or title reaches
  /// the terminal that could move its cursor.
  ///
  /// - Parameters:
  ///   - queries: What to write before the rows; nothing, or as many as there are rows.
  ///   - keys: What to write over the columns; nothing, or as many as there are columns.
  ///   - title: The first line, if not empty.
  ///   - first: The numbers of the first row and the first column.
  public func text(
    queries: [String] = [], keys: [String] = [], title: String = "",
    first: (query: Int, key: Int) = (0, 0), options: TextOptions = TextOptions()
  ) -> String {
    func labels(_ tokens: [String], count: Int) -> [String] {
      tokens.count == count ? tokens.map { visible($0, unicode: options.unicode) } : []
    }
    let queries = labels(queries, count: rows)
    let layout = TextLayout(
      rows: rows, columns: columns, firstRow: first.query + wholeSize.rows - rows,
      longestLabel: queries.map { displayWidth(of: $0) }.max() ?? 0,
      longestNumber: longestNumber, options: options)
    var drawing = TextDrawing(map: self, layout: layout, options: options)
    (drawing.queries, drawing.keys) = (queries, labels(keys, count: columns))
    drawing.first = first
    return drawing.text(title: title)
  }

  /// Columns of the longest value in a table; 0 where the matrix has too many values for one.
  private var longestNumber: Int {
    guard matrix.values.count <= 1024, origin == nil else { return 0 }
    let numbers = CellNumbers(matrix.values)
    return matrix.values.reduce(0) { max($0, numbers.text($1).utf8.count) }
  }
}
