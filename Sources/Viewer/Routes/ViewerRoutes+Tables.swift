internal import Activations
internal import Formats

extension ViewerRoutes {
  /// A table that the shell opened: `/api/tables/NUMBER`.
  ///
  ///     {"number": 1, "model": "gpt2", "hash": HASH,
  ///      "columns": [{"name": "head", "numeric": false, "values": ["L0H0", ...]},
  ///                  {"name": "effect", "numeric": true, "values": [-0.25, null, ...]}, ...],
  ///      "map": {"down": "layer", "across": "head", "rows": ["L0", ...], "columns": ["H0", ...],
  ///              "places": [[0, 0], null, ...]}}
  ///
  /// `map` is null where rows stand at no places. Numbers that JSON has not are texts, NaN is null.
  func table(_ target: RequestTarget) throws -> ViewerAnswer {
    let number = try HeadPlace.number(target.names[2], "number of a table")
    guard let table = tables.first(where: { $0.number == number }) else {
      throw RequestProblem.missing(
        "there is no table \(number) here: the shell keeps the last \(ViewerTable.limit)")
    }
    return .json(table.json)
  }

  /// What a page offers of the tables that are there.
  var tableList: JSON {
    .array(
      tables.map { table in
        .object([
          "number": .integer(table.number), "model": .string(table.pageModel),
          "columns": .array(table.headColumns.map { .string($0) }),
        ])
      })
  }
}

extension ViewerTable {
  /// The model's name in the page's addresses.
  fileprivate var pageModel: String { CaptureStore.sanitizedName(model) }

  /// Columns of numbers by which heads can be coloured; none where rows are of something else.
  fileprivate var headColumns: [String] {
    guard let layout, (layout.down, layout.across) == ("layer", "head") else { return [] }
    return columns.filter(\.isNumeric).map(\.name)
  }

  fileprivate var json: JSON {
    .object([
      "number": .integer(number), "model": .string(pageModel),
      "hash": hash.map { .string($0) } ?? .null,
      "columns": .array(
        columns.map { column in
          .object([
            "name": .string(column.name), "numeric": .bool(column.isNumeric),
            "values": .array(column.values),
          ])
        }),
      "map": layout.map(\.json) ?? .null,
    ])
  }
}

extension ViewerTable.Layout {
  fileprivate var json: JSON {
    .object([
      "down": .string(down), "across": .string(across),
      "rows": .array(rows.map { .string($0) }), "columns": .array(columns.map { .string($0) }),
      "places": .array(
        places.map { place in
          place.map { .array([.integer($0.row), .integer($0.column)]) } ?? .null
        }),
    ])
  }
}
