import Files

extension Table {
  /// The rows sorted by a column; equal rows keep their order, and what is no number comes last.
  ///
  /// - Throws: `CancellationError` once `isCancelled` says so.
  package func sorted(
    by column: Column, descending: Bool, isCancelled: () -> Bool = { false }
  ) throws -> Table {
    func checkpoint() throws { if isCancelled() { throw CancellationError() } }
    func order<Key>(_ keys: [Key], _ precedes: (Key, Key) -> Bool) throws -> [Int] {
      try keys.indices.sorted { left, right in
        try checkpoint()
        let isBefore = precedes(keys[left], keys[right])
        let isAfter = precedes(keys[right], keys[left])
        if isBefore == isAfter { return left < right }
        return isBefore != descending
      }
    }
    switch column.cells {
    case .integer(let values): return try rows(try order(values, <), checkpoint)
    case .number(let values):
      let known = values.indices.filter { !values[$0].isNaN }
      let places = try order(known.map { values[$0] }, <).map { known[$0] }
      return try rows(places + values.indices.filter { values[$0].isNaN }, checkpoint)
    case .head(let values): return try rows(try order(values, <), checkpoint)
    default: return try rows(try order((0..<rowCount).map { column.cells.text($0) }, <), checkpoint)
    }
  }
}
