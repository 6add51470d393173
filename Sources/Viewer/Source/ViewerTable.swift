public import Formats

/// A table of results that the shell has the page draw.
public struct ViewerTable: Sendable {
  /// The values of a column, one a row.
  public struct Column: Sendable {
    /// What it is called.
    public let name: String
    /// Whether its values are numbers, null where there is none, or texts.
    public let isNumeric: Bool
    /// From the first row to the last.
    public let values: [JSON]

    /// Names values.
    public init(_ name: String, isNumeric: Bool, _ values: [JSON]) {
      (self.name, self.isNumeric, self.values) = (name, isNumeric, values)
    }
  }

  /// Where the rows stand on a map.
  public struct Layout: Sendable {
    /// What the map's rows and columns are, such as `layer` and `head`.
    public let down, across: String
    /// Their names, from the first to the last.
    public let rows, columns: [String]
    /// Row and column of each row of the table; nil for what has no place.
    public let places: [(row: Int, column: Int)?]

    /// Describes a map.
    public init(
      down: String, across: String, rows: [String], columns: [String],
      places: [(row: Int, column: Int)?]
    ) {
      (self.down, self.across) = (down, across)
      (self.rows, self.columns, self.places) = (rows, columns, places)
    }
  }

  /// How many tables a viewer keeps.
  public static let limit = 10

  /// Its number, from 1.
  public let number: Int
  /// The model that its heads are of.
  public let model: String
  /// The prompt on which heads are shown; nil where there is none.
  public let hash: String?
  /// What the table has, all of one length.
  public let columns: [Column]
  /// nil where rows stand at no places, or several at one.
  public let layout: Layout?

  /// Describes a table.
  public init(number: Int, model: String, hash: String?, columns: [Column], layout: Layout?) {
    (self.number, self.model, self.hash) = (number, model, hash)
    (self.columns, self.layout) = (columns, layout)
  }
}
