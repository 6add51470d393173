internal import CSQLite
internal import Files

/// One connection to a SQLite database, used by one thread at a time.
@safe final class Database {
  /// A value of a row.
  enum Cell: Equatable, Sendable {
    case null
    case integer(Int)
    case text(String)
    case bytes([UInt8])

    /// A text, or nothing.
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// A whole number, or nothing.
    init(_ number: Int?) { self = number.map { .integer($0) } ?? .null }
  }

  /// Whether what SQLite has read is no database, or a damaged one.
  private(set) var isDamaged = false

  private let path: String
  private let connection: OpaquePointer
  private var statements = unsafe [String: OpaquePointer]()

  /// Opens the database at `path`, made where it is missing; an empty path is a database of this connection alone,
  /// which goes with it.
  ///
  /// - Parameter patience: How long a statement waits for another process that writes.
  /// - Throws: `FormatError` where that can't be done.
  init(path: String, patience: Duration) throws {
    self.path = path
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let status = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard status == SQLITE_OK, let connection = unsafe opened else {
      unsafe sqlite3_close_v2(opened)
      throw FormatError(
        path: path,
        problem: unsafe "SQLite can't open it: \(String(cString: sqlite3_errstr(status)))")
    }
    unsafe self.connection = connection
    unsafe sqlite3_busy_timeout(connection, Int32(patience / .milliseconds(1)))
  }

  /// Removes the database at `path`, and what SQLite writes beside it while it changes.
  static func remove(_ path: String) throws {
    for ending in [""] + besides { try removeFile(path + ending) }
  }

  /// The endings of what SQLite writes beside a database.
  static let besides = ["-journal", "-wal", "-shm"]

  deinit {
    let prepared = unsafe Array(statements.values)
    for index in unsafe prepared.indices { unsafe sqlite3_finalize(prepared[index]) }
    unsafe sqlite3_close_v2(connection)
    // What has damaged data is of no use to whoever opens it next.
    if isDamaged, !path.isEmpty { try? Self.remove(path) }
  }

  /// A row while it is looked at.
  @safe struct Row {
    fileprivate let statement: OpaquePointer

    /// The whole number in a column; nil where there is none.
    func integer(_ column: Int) -> Int? {
      guard unsafe sqlite3_column_type(statement, Int32(column)) != SQLITE_NULL else { return nil }
      return unsafe Int(sqlite3_column_int64(statement, Int32(column)))
    }

    /// The text in a column; nil where there is none.
    func text(_ column: Int) -> String? {
      guard let start = unsafe sqlite3_column_text(statement, Int32(column)) else { return nil }
      let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
      return unsafe String(
        decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The bytes in a column; none where there is nothing.
    func bytes(_ column: Int) -> [UInt8] {
      guard let start = unsafe sqlite3_column_blob(statement, Int32(column)) else { return [] }
      let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
      return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  /// Runs a statement that gives no rows.
  ///
  /// - Throws: `FormatError` with SQLite's reason.
  func run(_ sql: String, _ values: [Cell] = []) throws { try rows(sql, values) { _ in } }

  /// Runs a statement and hands each of its rows to `body`, which runs no statement of the same text.
  ///
  /// - Throws: `FormatError` with SQLite's reason, and what `body` throws.
  func rows(_ sql: String, _ values: [Cell] = [], _ body: (Row) throws -> Void) throws {
    let statement = try unsafe prepared(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    for (place, value) in values.enumerated() {
      let place = Int32(place + 1)
      let status =
        switch value {
        case .null: unsafe sqlite3_bind_null(statement, place)
        case .integer(let number): unsafe sqlite3_bind_int64(statement, place, Int64(number))
        case .text(let text):
          unsafe bind_copied_text(statement, place, text, Int32(text.utf8.count))
        case .bytes(let bytes):
          unsafe bind_copied_bytes(statement, place, bytes, Int32(bytes.count))
        }
      guard status == SQLITE_OK else { throw failure() }
    }
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW: try body(unsafe Row(statement: statement))
      case SQLITE_DONE: return
      default: throw failure()
      }
    }
  }

  /// The first whole number that a statement gives.
  func integer(_ sql: String, _ values: [Cell] = []) throws -> Int? {
    var found: Int?
    try rows(sql, values) { found = found ?? $0.integer(0) }
    return found
  }

  /// The first text that a statement gives.
  func text(_ sql: String, _ values: [Cell] = []) throws -> String? {
    var found: String?
    try rows(sql, values) { found = found ?? $0.text(0) }
    return found
  }

  /// Runs `body`, and keeps what it wrote whole or not at all.
  func transaction(_ body: () throws -> Void) throws {
    try run("BEGIN IMMEDIATE")
    do {
      try body()
      try run("COMMIT")
    } catch {
      try? run("ROLLBACK")
      throw error
    }
  }

  @unsafe private func prepared(_ sql: String) throws -> OpaquePointer {
    if let known = unsafe statements[sql] { return unsafe known }
    var made: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(connection, sql, -1, &made, nil) == SQLITE_OK,
      let statement = unsafe made
    else { throw failure() }
    unsafe statements[sql] = statement
    return unsafe statement
  }

  private func failure() -> FormatError {
    let status = unsafe sqlite3_errcode(connection)
    let problem = unsafe String(cString: sqlite3_errmsg(connection))
    switch status {
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      isDamaged = true
      return FormatError(
        path: path, problem: "SQLite: \(problem); it is made anew when it is opened again")
    case SQLITE_BUSY:
      return FormatError(path: path, problem: "another process writes it: SQLite: \(problem)")
    default: return FormatError(path: path, problem: "SQLite: \(problem)")
    }
  }
}
