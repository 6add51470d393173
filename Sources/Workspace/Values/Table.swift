package import Activations
package import Formats

/// A table: named columns, each with values of one type.
package struct Table: Equatable, Sendable {
  /// The values of a column, from the first row to the last.
  package enum Cells: Equatable, Sendable {
    case text([String])
    case integer([Int])
    /// Numbers; NaN where there is none.
    case number([Double])
    case head([Head])
    case prompt([PromptRecord])
    case address([PatternAddress])
  }

  /// A column: values with a name.
  package struct Column: Equatable, Sendable {
    /// The column's name: letters, digits and `_`, so that expressions can use it.
    package let name: String
    /// Its values.
    package let cells: Cells

    /// Names values.
    package init(_ name: String, _ cells: Cells) { (self.name, self.cells) = (name, cells) }
  }

  /// The columns, all of one length.
  package let columns: [Column]

  /// The JSON to write instead of an object for each row; nil for those objects.
  package var json: JSON?

  /// The columns that a person is shown instead, the last one wrapped; nil for all.
  package var screen: [Column]?

  /// Number of rows.
  package var rowCount: Int { columns.first?.cells.count ?? 0 }

  /// Makes a table of columns of equal length.
  package init(_ columns: [Column]) {
    precondition(Set(columns.map(\.cells.count)).count < 2, "columns differ in length")
    self.columns = columns
  }

  /// The column of this name.
  package subscript(name: String) -> Column? { columns.first { $0.name == name } }

  /// These rows, in this order.
  package func rows(_ places: [Int]) -> Table { rows(places) {} }

  /// The same.
  ///
  /// - Parameter checkpoint: Called often; what it throws ends the work.
  package func rows(_ places: [Int], _ checkpoint: () throws -> Void) rethrows -> Table {
    Table(try columns.map { Column($0.name, try $0.cells.picking(places, checkpoint)) })
  }
}

extension Table.Column {
  /// A column of text.
  package static func text(_ name: String, _ values: [String]) -> Self { Self(name, .text(values)) }

  /// A column of whole numbers.
  package static func integer(_ name: String, _ values: [Int]) -> Self {
    Self(name, .integer(values))
  }

  /// A column of numbers; NaN where there is none.
  package static func number(_ name: String, _ values: [Double]) -> Self {
    Self(name, .number(values))
  }

  /// A column of heads.
  package static func head(_ name: String, _ values: [Head]) -> Self { Self(name, .head(values)) }

  /// A column of prompts.
  package static func prompt(_ name: String, _ values: [PromptRecord]) -> Self {
    Self(name, .prompt(values))
  }

  /// A column of addresses.
  package static func address(_ name: String, _ values: [PatternAddress]) -> Self {
    Self(name, .address(values))
  }
}

extension Table.Cells {
  /// Number of values.
  package var count: Int {
    switch self {
    case .text(let values): values.count
    case .integer(let values): values.count
    case .number(let values): values.count
    case .head(let values): values.count
    case .prompt(let values): values.count
    case .address(let values): values.count
    }
  }

  /// The values as numbers; nil where they are none.
  package var numbers: [Double]? {
    switch self {
    case .integer(let values): values.map(Double.init)
    case .number(let values): values
    default: nil
    }
  }

  /// The value of a row as text for programs: numbers with all their digits.
  package func text(_ row: Int) -> String {
    switch self {
    case .text(let values): values[row]
    case .integer(let values): String(values[row])
    case .number(let values): exactText(values[row])
    case .head(let values): values[row].description
    case .prompt(let values): "@" + values[row].hash
    case .address(let values): values[row].description
    }
  }

  /// These values and those of `other`, which are of the same type.
  package func appending(_ other: Table.Cells) -> Table.Cells {
    switch (self, other) {
    case (.text(let values), .text(let more)): .text(values + more)
    case (.integer(let values), .integer(let more)): .integer(values + more)
    case (.number(let values), .number(let more)): .number(values + more)
    case (.head(let values), .head(let more)): .head(values + more)
    case (.prompt(let values), .prompt(let more)): .prompt(values + more)
    case (.address(let values), .address(let more)): .address(values + more)
    default: preconditionFailure("columns differ in type")
    }
  }

  /// The values at these rows, in this order.
  ///
  /// - Parameter checkpoint: Called every few thousand rows; what it throws ends the work.
  package func picking(_ places: [Int], _ checkpoint: () throws -> Void) rethrows -> Table.Cells {
    func picked<Value>(_ values: [Value]) throws -> [Value] {
      var result: [Value] = []
      result.reserveCapacity(places.count)
      for start in stride(from: 0, to: places.count, by: 1 << 14) {
        try checkpoint()
        for place in places[start..<min(start + 1 << 14, places.count)] {
          result.append(values[place])
        }
      }
      return result
    }
    switch self {
    case .text(let values): return .text(try picked(values))
    case .integer(let values): return .integer(try picked(values))
    case .number(let values): return .number(try picked(values))
    case .head(let values): return .head(try picked(values))
    case .prompt(let values): return .prompt(try picked(values))
    case .address(let values): return .address(try picked(values))
    }
  }
}

/// The shortest digits that parse to this number, or to the Float that it came from.
package func exactText(_ number: Double) -> String {
  if let whole = Int(exactly: number) { return String(whole) }
  if let single = Float(exactly: number) { return single.description }
  return number.description
}
