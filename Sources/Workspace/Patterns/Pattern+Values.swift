import Activations
package import Formats
package import Tensors

extension Pattern {
  /// The pattern as JSON, with its address and the tokens of its rows and columns.
  package var json: JSON {
    var rows: [JSON] = []
    forEachRow { _, values in rows.append(.array(values.map { .finite(Double($0)) })) }
    return .object([
      "address": .string(address.description), "text": .string(prompt.text),
      "queries": .array(queryLabels.map { .string($0) }),
      "keys": .array(keyLabels.map { .string($0) }), "pattern": .array(rows),
    ])
  }

  /// A table of each query's strongest keys: all keys if there is one query, else five for each.
  package var strongest: Table {
    strongest(perQuery: queries.count == 1 ? keys.count : 5)
  }

  /// A table of each query's strongest keys, at most `count` for each; keys without attention are
  /// left out.
  package func strongest(perQuery count: Int) -> Table {
    var (places, weightsOfPlaces): ([(row: Int, column: Int)], [Double]) = ([], [])
    forEachRow { row, values in
      let weights = Array(values)
      let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
      for column in order.prefix(count) where weights[column] > 0 {
        places.append((row, column))
        weightsOfPlaces.append(Double(weights[column]))
      }
    }
    let (queryLabels, keyLabels) = (queryLabels, keyLabels)
    return Table([
      .integer("query", places.map { queries.lowerBound + $0.row }),
      .text("query_token", places.map { queryLabels[$0.row] }),
      .integer("key", places.map { keys.lowerBound + $0.column }),
      .text("key_token", places.map { keyLabels[$0.column] }),
      .number("attention", weightsOfPlaces),
    ])
  }

  /// Patterns as one array: `[query, key]` of one, `[pattern, query, key]` of several.
  ///
  /// - Throws: `ShellError` where their sizes differ.
  package static func stacked(_ patterns: [Pattern]) throws -> Tensor {
    guard let first = patterns.first else { throw ShellError(.failed, "there is no pattern") }
    if patterns.count == 1 { return first.values }
    if let other = patterns.first(where: { $0.shape != first.shape }) {
      throw ShellError(
        .failed,
        "patterns of one array have one size: \(first.address) is \(first.shape), "
          + "\(other.address) \(other.shape)")
    }
    return Tensor(
      shape: [patterns.count] + first.shape, values: patterns.flatMap(\.values.values))
  }
}

extension Pattern {
  /// The rows and columns as a member of an npz file, named HASH/L3H4.
  package var array: EncodedArray {
    EncodedArray(
      name: "\(address.hash)/\(address.head)\(address.slice)", shape: shape,
      values: values.values, compression: .fast)
  }
}

extension Table {
  /// The columns as members of an npz file: whole numbers as int64, others as float64, all else as text of fixed width.
  ///
  /// - Throws: `ShellError` for a column of text that takes more than 1 GB so.
  package func arrays() throws -> [EncodedArray] {
    try columns.map { column in
      switch column.cells {
      case .integer(let values): return EncodedArray(name: column.name, integers: values)
      case .number(let values): return EncodedArray(name: column.name, doubles: values)
      default:
        let texts = (0..<rowCount).map { column.cells.text($0) }
        let width = texts.map(\.unicodeScalars.count).max() ?? 0
        let (bytes, overflows) = (4 * width).multipliedReportingOverflow(by: texts.count)
        guard !overflows, bytes <= 1 << 30 else {
          throw ShellError(
            .failed,
            "'\(column.name)' has texts of up to \(width) characters, which take \(byteText(bytes)) at one width: select other columns, or write csv"
          )
        }
        return EncodedArray(name: column.name, texts: texts)
      }
    }
  }

  /// The columns that hold numbers, `[rows, columns]`.
  package func matrix() throws -> Tensor {
    let numbers = columns.compactMap(\.cells.numbers)
    guard !numbers.isEmpty else {
      throw ShellError(.failed, "the table has no column of numbers for an array")
    }
    return Tensor(
      shape: [rowCount, numbers.count],
      values: (0..<rowCount).flatMap { row in numbers.map { Float($0[row]) } })
  }
}

extension JSON {
  /// The number as JSON; null for NaN and infinities, which JSON does not have (RFC 8259, 6).
  package static func finite(_ number: Double) -> JSON {
    number.isFinite ? .number(number.short) : .null
  }
}

extension Double {
  /// If this is a Float's value, the Double of that Float's shortest decimal digits; else the
  /// number itself.
  package var short: Double { Float(exactly: self).flatMap { Double($0.description) } ?? self }
}
