internal import Formats
internal import Synchronization

extension FolderIndex {
  /// A table's rows of some key.
  package struct Lines: Equatable, Sendable {
    /// The columns' names.
    package let columns: [String]
    /// The rows, as text.
    package let rows: [[String]]
  }

  /// A table as it is read from its file.
  package struct FileTable: Sendable {
    /// The columns' names.
    package let columns: [String]
    /// The rows, as text.
    package let rows: [[String]]

    /// Names columns and rows.
    package init(columns: [String], rows: [[String]]) {
      (self.columns, self.rows) = (columns, rows)
    }
  }

  /// The rows of a table in a file whose first column is `key`; all without one.
  ///
  /// - Parameters:
  ///   - path: The file; where it has changed since it was read last, it is read again.
  ///   - read: Reads it.
  /// - Throws: What `read` throws; `FormatError` where the index can't be used.
  package func lines(
    _ name: String, at path: String, key: String? = nil, read: () throws -> FileTable
  ) throws -> Lines {
    try database.withLock { database in
      let tag = Self.stamp(path)
      if try database.text("SELECT tag FROM tables WHERE name = ?", [.text(name)]) != tag {
        let table = try read()
        try database.transaction { try Self.take(table, name, tag, database) }
      }
      var (id, columns) = (0, [String]())
      try database.rows("SELECT id, columns FROM tables WHERE name = ?", [.text(name)]) { row in
        (id, columns) = (row.integer(0) ?? 0, Self.list(row.text(1)))
      }
      var rows: [[String]] = []
      try database.rows(
        "SELECT fields FROM lines WHERE of = ?" + (key == nil ? " ORDER BY place" : " AND key = ?"),
        [.integer(id)] + (key.map { [.text($0)] } ?? [])
      ) { rows.append(Self.list($0.text(0))) }
      return Lines(columns: columns, rows: rows)
    }
  }

  private static func take(_ table: FileTable, _ name: String, _ tag: String, _ database: Database)
    throws
  {
    try database.run(
      "DELETE FROM lines WHERE of IN (SELECT id FROM tables WHERE name = ?)", [.text(name)])
    try database.run(
      "INSERT OR REPLACE INTO tables(name, tag, columns) VALUES (?, ?, ?)",
      [.text(name), .text(tag), text(table.columns)])
    let id = try database.integer("SELECT id FROM tables WHERE name = ?", [.text(name)]) ?? 0
    for (place, fields) in table.rows.enumerated() {
      try database.run(
        "INSERT INTO lines VALUES (?, ?, ?, ?)",
        [.integer(id), .text(fields.first ?? ""), .integer(place), text(fields)])
    }
  }

  private static func text(_ fields: [String]) -> Database.Cell {
    .text(JSON.array(fields.map { .string($0) }).text)
  }

  private static func list(_ text: String?) -> [String] {
    guard let value = try? JSON(parsing: Array((text ?? "").utf8)) else { return [] }
    return value.arrayValue?.compactMap(\.stringValue) ?? []
  }
}
