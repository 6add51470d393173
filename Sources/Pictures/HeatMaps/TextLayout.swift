/// How a heat map is laid out in a terminal: the form of its cells, and what stands at its left.
struct TextLayout: Equatable {
  /// What one value becomes.
  enum Form: Equatable {
    /// Its number, in a cell of this many columns.
    case numbers(width: Int)
    /// A cell of one line and two columns.
    case wide
    /// A cell of one line and one column.
    case narrow
    /// The upper or lower half of one column.
    case half

    var columns: Int {
      switch self {
      case .numbers(let width): width
      case .wide: 2
      case .narrow, .half: 1
      }
    }
  }

  let form: Form

  /// The side of the square of values that one cell stands for.
  let side: Int

  /// Columns of the row numbers.
  let indexWidth: Int

  /// Columns of the tokens after them, the space between included; 0 where they don't fit.
  let labelWidth: Int

  /// Columns at the left of the picture.
  var gutter: Int { indexWidth + labelWidth + 1 }

  /// Chooses the form that shows most: numbers, else the least pooling, and of equal ones the
  /// first.
  ///
  /// - Parameters:
  ///   - firstRow: The number of the first row.
  ///   - longestLabel: Columns of the longest token before a row; 0 for none.
  ///   - longestNumber: Columns of the longest value in a table; 0 where there is to be no table.
  init(
    rows: Int, columns: Int, firstRow: Int = 0, longestLabel: Int, longestNumber: Int,
    options: TextOptions
  ) {
    indexWidth =
      options.numbersRows || longestLabel == 0
      ? String(firstRow + max(rows - 1, 0)).utf8.count : 0
    let lines = options.height ?? .max
    let room = options.width - indexWidth - 1
    let numberWidth = longestNumber + 1
    let wantedLabel = longestLabel == 0 ? 0 : min(longestLabel + 1, 16)
    let leastLabel = min(wantedLabel, 6)
    let fitsNumbers =
      longestNumber > 0 && columns * numberWidth <= room - leastLabel && rows <= lines
    if fitsNumbers && (options.numbers ?? (rows <= 24)) {
      let label = min(wantedLabel, room - columns * numberWidth)
      // What is left makes cells wide enough for tokens.
      form = .numbers(width: min(max(numberWidth, 9), (room - label) / columns))
      (side, labelWidth) = (1, label)
      return
    }

    let forms: [Form] =
      options.depth.showsColormaps && options.unicode ? [.wide, .half] : [.wide, .narrow]
    func leastSide(_ form: Form) -> Int {
      let lines = form == .half && lines < .max / 2 ? lines * 2 : lines
      let across = max(room / form.columns, 1)
      return max((columns + across - 1) / across, lines == .max ? 1 : (rows + lines - 1) / lines, 1)
    }
    let best = forms.map(leastSide).min() ?? 1
    let chosen = forms.first { leastSide($0) == best } ?? .wide
    (form, side) = (chosen, best)
    let spare = room - (columns + best - 1) / best * chosen.columns
    labelWidth = best == 1 && chosen != .half && spare >= leastLabel ? min(wantedLabel, spare) : 0
  }
}
