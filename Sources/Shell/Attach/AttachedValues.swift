import Activations
import Formats
import Pictures
import Tensors
import Workspace

/// Sends results to an attached process as values: arrays as npy, tables as JSON, pictures as
/// files' bytes.
struct AttachedValues {
  let client: AttachedClient
  /// The formats of pictures that are wanted.
  let pictures: [FigureFormat]
  /// Writes what has no form of its own here, and draws.
  let writer: ValueWriter
  /// What commands mean that name no model.
  let source: Source?

  /// Sends a value.
  ///
  /// - Throws: `OutputError.closed` where nobody takes it, `ShellError`, `CancellationError`.
  func send(_ value: Value) throws {
    switch value {
    case .nothing: break
    case .text: try writer.write(value)
    case .prompts(let list): try send(list)
    case .heads(let selection):
      try send("heads", ["heads": .array(selection.heads.map { .string($0.description) })])
    case .model(let source): try send("model", Self.fields(of: source))
    case .patterns(let list): try send(list)
    case .figures(let figures): try send(figures)
    case .table(let table): try send(table)
    }
  }

  private func send(_ kind: String, _ fields: JSONObject, _ bytes: [UInt8] = []) throws {
    var header: JSONObject = ["kind": .string(kind)]
    for (name, field) in fields { header[name] = field }
    try client.write(Frame(value: header, bytes))
  }

  private static func fields(of source: Source?) -> JSONObject {
    [
      "name": .string(source?.name ?? ""), "layers": .integer(source?.layers ?? 0),
      "heads": .integer(source?.heads ?? 0),
    ]
  }

  private func send(_ list: PromptList) throws {
    let prompts = list.prompts.map { prompt in
      JSON.object(["text": .string(prompt.text), "hash": .string(prompt.hash)])
    }
    try send(
      "prompts",
      [
        "model": .object(Self.fields(of: list.source ?? source)), "prompts": .array(prompts),
        "reply": list.reply.map { .string($0) } ?? .null,
      ])
  }

  private func send(_ table: Table) throws {
    let columns = table.columns.map { column in
      JSON.object(["name": .string(column.name), "type": .string(column.cells.typeName)])
    }
    let cells = try table.columns.map { column in
      JSON.array(
        try (0..<table.rowCount).map { row in
          if row % 1000 == 0 { try writer.checkCancelled() }
          return column.cells.json(row)
        })
    }
    try send("table", ["columns": .array(columns)], Array(JSON.array(cells).text.utf8))
  }

  private func send(_ list: PatternList) throws {
    var hash: String?
    for (place, pattern) in list.patterns.enumerated() {
      try writer.checkCancelled()
      let address = pattern.address
      let formats = place < list.limit ? pictures : []
      var header: JSONObject = [
        "encoding": .string("npy"), "place": .integer(place),
        "count": .integer(list.patterns.count), "pictures": .integer(formats.count),
        "shape": .array(pattern.shape.map { .integer($0) }),
        "address": .string(address.description), "model": .string(address.model),
        "hash": .string(address.hash), "head": .string(address.head.description),
        "layer": .integer(address.head.layer), "index": .integer(address.head.index),
        "queries": .array([
          .integer(pattern.queries.lowerBound), .integer(pattern.queries.upperBound),
        ]),
        "keys": .array([.integer(pattern.keys.lowerBound), .integer(pattern.keys.upperBound)]),
        // Queries of another text than the keys' have no tokens here.
        "hasQueryTokens": .bool(!pattern.queryLabels.allSatisfy(\.isEmpty)),
      ]
      if hash != address.hash { header["tokens"] = .array(pattern.labels.map { .string($0) }) }
      hash = address.hash
      try send("pattern", header, npyData(pattern.values))
      for (number, format) in formats.enumerated() {
        let map = try writer.heatMap(pattern, list)
        let isLast = number == formats.count - 1 && place == list.patterns.count - 1
        try send(
          "picture",
          ["format": .string(format.rawValue), "isLast": .bool(isLast)],
          format == .png ? try map.enlargedPNG() : Array(try map.svg().utf8))
      }
    }
  }

  private func send(_ figures: [ShownFigure]) throws {
    for shown in figures {
      try writer.checkCancelled()
      var wanted = pictures.isEmpty ? [.png, .svg] : pictures
      // Lines and words are drawn sharp at any size.
      if case .plot = shown.figure { wanted = [.svg] }
      let fitting = wanted.filter { shown.figure.formats.contains($0) }
      let formats = fitting.isEmpty ? Array(shown.figure.formats.prefix(1)) : fitting
      for (number, format) in formats.enumerated() {
        try send(
          "figure",
          [
            "name": .string(shown.name), "format": .string(format.rawValue),
            "isLast": .bool(number == formats.count - 1),
          ], try shown.figure.attachedBytes(as: format))
      }
    }
  }
}

extension HeatMap {
  /// A PNG whose pixels can be seen: about as large as the SVG.
  fileprivate func enlargedPNG() throws -> [UInt8] {
    try pixels(across: max(258, columns), down: max(258, rows)).pngData()
  }
}

extension Figure {
  fileprivate func attachedBytes(as format: FigureFormat) throws -> [UInt8] {
    if case .heatMap(let map) = self, format == .png { return try map.enlargedPNG() }
    return try bytes(as: format)
  }
}

extension Table.Cells {
  /// What the cells are, in a word.
  fileprivate var typeName: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .number: "number"
    case .head: "head"
    case .prompt: "prompt"
    case .address: "address"
    }
  }
}
