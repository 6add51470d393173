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
  /// - Parameters:
  ///   - cache: The user's cache folder.
  ///   - patience: How long to wait for another process that writes the index.
  /// - Throws: `FormatError` where SQLite can't be used at all.
  package convenience init(
    of root: String, in cache: String, patience: Duration = .seconds(5)
  ) throws {
    let place = Self.realPath(root)
    let folder = cache + "/indexes"
    let digest = Digest.of(place, by: .md5).prefix(8).map {
      String(Int($0) + 256, radix: 16).dropFirst()
    }
    let name = CaptureStore.sanitizedName(
      place.split(separator: "/").last.map(String.init) ?? "root")
    let path = "\(folder)/\(name.prefix(80))-\(digest.joined()).sqlite"
    guard let database = Self.standing(path, of: place, in: folder, patience) else {
      try self.init()
      return
    }
    self.init(database)
  }

  /// An index in memory, which begins empty.
  package convenience init() throws {
    let database = try Database(path: "", patience: .zero)
    try Self.prepare(database, root: "")
    self.init(database)
  }

  private init(_ database: sending Database) { self.database = Mutex(database) }

  /// The index at `path`; nil where it can't be used now.
  private static func standing(
    _ path: String, of root: String, in folder: String, _ patience: Duration
  ) -> sending Database? {
    if let database = try? opened(path, of: root, in: folder, patience) { return database }
    // One that is damaged or has another form is gone now; one that another process is at is left alone.
    return fileExists(path) ? nil : try? opened(path, of: root, in: folder, patience)
  }

  private static func opened(
    _ path: String, of root: String, in folder: String, _ patience: Duration
  ) throws -> sending Database {
    if !fileExists(path) {
      try makeFolder(folder)
      removeOrphans(in: folder)
    }
    let database = try Database(path: path, patience: patience)
    let form = try database.integer("PRAGMA user_version") ?? 0
    guard form == 0 || form == self.form else {
      try Database.remove(path)
      throw FormatError(path: path, problem: "has another form")
    }
    try prepare(database, root: root)
    return database
  }

  /// Removes indexes of folders that are gone, and what was left beside indexes that are gone.
  private static func removeOrphans(in folder: String) {
    for name in (try? folderContents(folder)) ?? [] {
      let path = folder + "/" + name
      if name.hasSuffix(".sqlite") {
        // One that somebody writes has a folder.
        guard let database = try? Database(path: path, patience: .zero),
          let root = try? database.text("SELECT value FROM facts WHERE name = 'root'"),
          !fileExists(root)
        else { continue }
        try? Database.remove(path)
      } else if let ending = Database.besides.first(where: { name.hasSuffix(".sqlite" + $0) }),
        !fileExists(String(path.dropLast(ending.count)))
      {
        try? removeFile(path)
      }
    }
  }

  private static func prepare(_ database: Database, root: String) throws {
    // What is lost with the power is made again.
    try database.run("PRAGMA synchronous = OFF")
    try database.rows("PRAGMA cache_size = -16384") { _ in }
    guard try database.integer("PRAGMA user_version") == 0 else { return }
    try database.transaction {
      guard try database.integer("PRAGMA user_version") == 0 else { return }
      for sql in schema { try database.run(sql) }
      try database.run("INSERT INTO facts VALUES ('root', ?)", [.text(root)])
      try database.run("PRAGMA user_version = \(self.form)")
    }
  }

  /// A number that is another whenever the tables below are.
  private static let form = 3

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
    // Up to the id in facts, 'parts'.
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
