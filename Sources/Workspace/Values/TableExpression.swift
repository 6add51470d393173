package import Scripts

/// An expression of the figure-script language over the columns of a table, a row at a time.
package struct TableExpression {
  private let expression: ScriptExpression
  private let columns: [Table.Column]

  /// Parses an expression over columns; columns of numbers are numbers in it, all others strings.
  ///
  /// - Throws: `ScriptError`, which lists what there is.
  package init(_ text: String, over table: Table) throws {
    expression = try ScriptExpression(text, names: table.columns.map(\.name))
    columns = table.columns.filter { text.contains($0.name) }
  }

  /// The value of the expression in a row.
  package func value(_ row: Int) throws -> ScriptValue {
    var names: [String: ScriptValue] = [:]
    for column in columns {
      switch column.cells {
      case .integer(let values): names[column.name] = .integer(values[row])
      case .number(let values): names[column.name] = .number(values[row])
      default: names[column.name] = .string(column.cells.text(row))
      }
    }
    return try expression.value(names)
  }

  /// Whether the expression holds in a row.
  ///
  /// - Throws: `ShellError` where it is neither true nor false.
  package func holds(_ row: Int) throws -> Bool {
    let value = try value(row)
    guard let isTrue = value.isTrue else {
      throw ShellError(.usage, "the condition gives \(value.kind), and not true or false")
    }
    return isTrue
  }
}
