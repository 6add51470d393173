internal import Activations
internal import Files
internal import Foundation
internal import Glibc
internal import Synchronization

/// What is known of a folder, for quick questions: texts of prompts, scores, tables.
///
/// It is a file in the user's cache folder that can be thrown away at any time: the folder is the truth, which is
/// asked again where its modification times have changed.
package final class FolderIndex: Sendable {
  let database: Mutex<Database>

  /// Prompts' folders that had no text that could be read when they were looked at last, by model.
  let waiting = Mutex<[String: (tag: String, hashes: [String])]>([:])

  /// Opens the index of the folder at `root`; one of this process alone where the cache folder can't be used.
  ///
  /// - Parameter cache: The user's cache folder.
  /// - Throws: `FormatError` where SQLite can't be used at all.
  package convenience init(of root: String, in cache: String) throws {
    let place = Self.realPath(root)
    let folder = cache + "/indexes"
    let digest = Digest.of(place, by: .md5).prefix(8).map {
      String(Int($0) + 256, radix: 16).dropFirst()
    }
    let name = CaptureStore.sanitizedName(
      place.split(separator: "/").last.map(String.init) ?? "root")
    let path = "\(folder)/\(name.prefix(80))-\(digest.joined()).sqlite"
    // A file that is damaged or in another form is made anew; one that another process holds for long is left alone.
    for isSecond in [false, true] {
      guard let database = try? Self.opened(path, of: place, in: folder, isNew: isSecond) else {
        continue
      }
      self.init(database)
      return
    }
    try self.init()
  }

  /// An index in memory, which begins empty.
  package convenience init() throws {
    let database = try Database(path: "")
    try Self.prepare(database, root: "")
    self.init(database)
  }

  private init(_ database: sending Database) { self.database = Mutex(database) }

  private static func opened(
    _ path: String, of root: String, in folder: String, isNew: Bool
  ) throws -> sending Database {
    if isNew {
      try removeFile(path)
      try removeFile(path + "-journal")
    }
    if !fileExists(path) {
      try makeFolder(folder)
      removeOrphans(in: folder)
    }
    let database = try Database(path: path)
    try prepare(database, root: root)
    return database
  }

  /// Removes indexes of folders that are gone.
  private static func removeOrphans(in folder: String) {
    for name in folderContents(folder) where name.hasSuffix(".sqlite") {
      let path = folder + "/" + name
      guard let database = try? Database(path: path),
        let root = try? database.text("SELECT value FROM facts WHERE name = 'root'"),
        !fileExists(root)
      else { continue }
      try? removeFile(path)
    }
  }

  private static func prepare(_ database: Database, root: String) throws {
    // What is lost with the power is made again.
    try database.run("PRAGMA synchronous = OFF")
    try database.rows("PRAGMA cache_size = -16384") { _ in }
    let form = try database.integer("PRAGMA user_version") ?? 0
    guard form != self.form else { return }
    guard form == 0 else { throw FormatError(path: root, problem: "its index has another form") }
    try database.transaction {
      guard try database.integer("PRAGMA user_version") == 0 else { return }
      for sql in schema { try database.run(sql) }
      try database.run("INSERT INTO facts VALUES ('root', ?)", [.text(root)])
      try database.run("PRAGMA user_version = \(self.form)")
    }
  }

  /// A number that is another whenever the tables below are.
  private static let form = 2

  private static let schema = [
    "CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE models(id INTEGER PRIMARY KEY, name TEXT UNIQUE, tag TEXT)",
    // Of one model the ids rise with the time at which prompts came.
    """
    CREATE TABLE prompts(id INTEGER PRIMARY KEY, model INTEGER, hash TEXT, added INTEGER, tokens INTEGER,
    data_set TEXT, source TEXT, text TEXT, UNIQUE(hash, model))
    """,
    "CREATE INDEX prompts_of_models ON prompts(model)",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='prompts', content_rowid='id', tokenize='unicode61')",
    """
    CREATE VIRTUAL TABLE parts USING fts5(text, hash, data_set, source, content='prompts', content_rowid='id',
    tokenize='trigram')
    """,
    """
    CREATE TABLE scores(model TEXT, hash TEXT, score TEXT, tag TEXT, numbers BLOB,
    PRIMARY KEY(model, score, hash)) WITHOUT ROWID
    """,
    // The scores that the table before has values of, the latest with the largest turn.
    "CREATE TABLE kept(score TEXT PRIMARY KEY, turn INTEGER) WITHOUT ROWID",
    "CREATE TABLE tables(id INTEGER PRIMARY KEY, name TEXT UNIQUE, tag TEXT, columns TEXT)",
    "CREATE TABLE lines(of INTEGER, key TEXT, place INTEGER, fields TEXT, PRIMARY KEY(of, key, place)) WITHOUT ROWID",
  ]

  private static func realPath(_ path: String) -> String {
    guard let found = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  /// What tells the content of a file or folder from another: inode, size, time of the last change; empty where there
  /// is none.
  package static func stamp(_ path: String) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return "" }
    return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
  }
}
