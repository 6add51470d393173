import Activations
import Pictures
import Tensors
import Text
import Workspace

/// A table of numbers at places of a model, such as the effect of each head, as a map: layers down, heads or tokens across.
struct ResultMap {
  /// The column that is drawn.
  let name: String
  /// The numbers, NaN where a place has none, `[rows, columns]`.
  let values: Tensor
  /// What its rows and columns are, with their names.
  let down, across: Axis
  /// How many rows of the table have no place on it, such as embeddings and biases.
  let leftOut: Int

  /// Where a row of the table stands.
  struct Place: Hashable {
    let row: Int
    let column: Int
  }

  /// Where each row of the table stands; nil for what has no place.
  let places: [Place?]

  /// The map of a table's column; nil where its rows stand at no places, or are of several prompts or single cells.
  ///
  /// - Parameters:
  ///   - column: Its name; by default the effect, the value or what else there is, in this order.
  ///   - outside: Heads that have no place.
  /// - Throws: `ShellError` for a column that is not there, places that come twice, or a map that is too large.
  init?(_ table: Table, column: String? = nil, outside: Set<Head> = []) throws {
    guard table.isOfOneRun, let layout = Layout(table, outside) else { return nil }
    guard let chosen = try Self.column(column, of: table, but: layout.axisNames) else { return nil }
    name = chosen.name
    places = layout.places
    let (rows, columns) = (places.compactMap { $0?.row }, places.compactMap { $0?.column })
    guard let lastRow = rows.max(), let lastColumn = columns.max() else { return nil }
    guard min(rows.min() ?? 0, columns.min() ?? 0) >= 0,
      max(lastRow, lastColumn) < Self.mostCells,
      (lastRow + 1) * (lastColumn + 1) <= Self.mostCells
    else {
      throw ShellError(
        .usage,
        "the table's rows stand too far apart for a map, which has \(Self.mostCells) cells at most")
    }
    let (rowCount, columnCount) = (lastRow + 1, lastColumn + 1)
    var values = Tensor(
      shape: [rowCount, columnCount],
      values: [Float](repeating: .nan, count: rowCount * columnCount))
    var seen: Set<Place> = []
    for (place, number) in zip(places, chosen.numbers) {
      guard let place else { continue }
      guard seen.insert(place).inserted else {
        throw ShellError(
          .usage, "the table has several rows for one place: 'where' chooses some of them")
      }
      values.values[place.row * columnCount + place.column] = Float(number)
    }
    self.values = values
    leftOut = places.count { $0 == nil }
    (down, across) = layout.axes(rowCount, columnCount)
  }

  /// Most cells of a map.
  private static let mostCells = 1 << 22

  /// The picture: around 0 in two colours where any value is below it, else from 0 on.
  func figure(colormap: String?, standard: String) throws -> Figure {
    let isSigned = values.values.contains { $0 < 0 }
    let colors = colormap ?? (isSigned ? "RdBu_r" : standard)
    let isFlat = !isSigned && !values.values.contains { $0 > 0 }
    let map = try HeatMap(
      values, colormap: Colormap(named: colors),
      scale: isSigned ? .diverging : .range(from: isFlat ? nil : 0))
    return .plot(Plot([.cells(map)], title: name, x: across, y: down))
  }

  /// The numbers to draw: the named column, else the first that says what a change does.
  private static func column(
    _ name: String?, of table: Table, but axes: [String]
  ) throws -> (name: String, numbers: [Double])? {
    let numbers = table.columns.compactMap { column in
      axes.contains(column.name) ? nil : column.cells.numbers.map { (column.name, $0) }
    }
    if let name {
      guard let chosen = numbers.first(where: { $0.0 == name }) else {
        let names = numbers.map(\.0).joined(separator: ", ")
        throw ShellError(
          .notFound, "the table has no column '\(name)' of numbers to draw; there is \(names)")
      }
      return chosen
    }
    let usual = ["effect", "value", "difference", "logit", "loss"]
    return usual.lazy.compactMap { name in numbers.first { $0.0 == name } }.first ?? numbers.first
  }

  /// What a table's rows stand at, found by its columns.
  private struct Layout {
    let places: [Place?]
    /// The columns that say where.
    let axisNames: [String]
    let down: String
    let across: String
    let rowNames: (Int) -> String
    let columnNames: (Int) -> String

    init?(_ table: Table, _ outside: Set<Head>) {
      let heads = table.columns.compactMap { column -> (name: String, heads: [Head])? in
        if case .head(let heads) = column.cells { (column.name, heads) } else { nil }
      }
      func integers(_ name: String) -> [Int]? {
        if case .integer(let values)? = table[name]?.cells { values } else { nil }
      }
      func texts(_ name: String) -> [String]? {
        if case .text(let values)? = table[name]?.cells { values } else { nil }
      }
      if heads.count == 2 {
        self.init(pairs: heads[0], heads[1])
      } else if let (name, heads) = heads.first {
        self.init(
          heads.map { outside.contains($0) ? nil : Place(row: $0.layer, column: $0.index) }, [name],
          "layer", "head",
          { "L\($0)" }, { "H\($0)" })
      } else if let queries = integers("query") {
        let tokens = texts("token") ?? texts("query_token") ?? []
        let pieces = Dictionary(zip(queries, tokens)) { first, _ in first }.sorted {
          $0.key < $1.key
        }
        let labels = readableTokens(pieces.map(\.value)).map(\.label)
        let names = Dictionary(uniqueKeysWithValues: zip(pieces.map(\.key), labels))
        let layers = integers("layer")
        self.init(
          queries.enumerated().map { Place(row: layers?[$0] ?? 0, column: $1) },
          ["layer", "query", "rank", "id"], layers == nil ? "" : "layer", "token",
          { layers == nil ? "" : "L\($0)" }, { names[$0] ?? "\($0)" })
      } else if let parts = texts("part") ?? texts("to") {
        self.init(parts: parts)
      } else if let layers = integers("layer") {
        self.init(
          layers.map { Place(row: $0, column: 0) }, ["layer", "rank"], "layer", "",
          { "L\($0)" }, { _ in "" })
      } else {
        return nil
      }
    }

    private init(
      _ places: [Place?], _ axisNames: [String], _ down: String, _ across: String,
      _ rowNames: @escaping (Int) -> String, _ columnNames: @escaping (Int) -> String
    ) {
      (self.places, self.axisNames, self.down, self.across) = (places, axisNames, down, across)
      (self.rowNames, self.columnNames) = (rowNames, columnNames)
    }

    /// Writers down, readers across.
    private init(
      pairs writers: (name: String, heads: [Head]), _ readers: (name: String, heads: [Head])
    ) {
      let (rows, columns) = (Set(writers.heads).sorted(), Set(readers.heads).sorted())
      let rowPlaces = Dictionary(uniqueKeysWithValues: zip(rows, 0...))
      let columnPlaces = Dictionary(uniqueKeysWithValues: zip(columns, 0...))
      self.init(
        zip(writers.heads, readers.heads).map { writer, reader in
          Place(row: rowPlaces[writer] ?? 0, column: columnPlaces[reader] ?? 0)
        }, [writers.name, readers.name], writers.name, readers.name, { "\(rows[$0])" },
        { "\(columns[$0])" })
    }

    /// Parts such as `L2H0` and `L2.mlp`, and inputs such as `L3H4.k`, which have rows of their own.
    private init?(parts: [String]) {
      let found = parts.map(Part.init)
      guard let last = found.compactMap({ $0?.head }).max() else { return nil }
      let rows = Set(found.compactMap { $0?.row }).sorted()
      let numbers = Dictionary(uniqueKeysWithValues: zip(rows, 0...))
      self.init(
        found.map { part in
          part.flatMap { part in
            numbers[part.row].map { Place(row: $0, column: part.head ?? last + 1) }
          }
        }, ["layer", "head"], "layer", "head", { rows[$0] }, { $0 > last ? "MLP" : "H\($0)" })
    }

    /// Where a part of a model, or an input of a head, belongs.
    private struct Part {
      /// The row's name: the layer's, and the input's behind it.
      let row: String
      /// The head; nil for the MLP, which stands behind the heads.
      let head: Int?

      init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(L\d+)(?:H(\d+)(\.[qkv])?|\.mlp)/) else {
          return nil
        }
        row = "\(match.output.1)\(match.output.3 ?? "")"
        head = match.output.2.flatMap { Int($0) }
      }
    }

    func axes(_ rows: Int, _ columns: Int) -> (down: Axis, across: Axis) {
      (
        Axis(label: down, names: (0..<rows).map(rowNames)),
        Axis(label: across, names: (0..<columns).map(columnNames))
      )
    }
  }
}

extension Table {
  /// Whether all rows are of one prompt, or of one pair, and none is a cell of a pattern.
  fileprivate var isOfOneRun: Bool {
    self["key"] == nil
      && columns.allSatisfy { column in
        switch column.cells {
        case .prompt(let prompts): uniquePrompts(prompts).count == 1
        case .address: false
        default: true
        }
      }
  }
}
