package import Activations
internal import Formats
internal import Synchronization

extension FolderIndex {
  /// Looks at what has changed in a folder of captures since it was looked at last.
  ///
  /// - Throws: `FormatError` where the index can't be read or written; `CancellationError`.
  package func update(
    from store: CaptureStore, isCancelled: @Sendable () -> Bool = { false }
  ) throws {
    try database.withLock { database in
      var waiting = waiting.withLock { $0 }
      defer { self.waiting.withLock { $0 = waiting } }
      let models = try store.models()
      for model in models {
        try Self.update(model, from: store, in: database, isCancelled, &waiting)
      }
      var gone: [(id: Int, name: String)] = []
      try database.rows("SELECT id, name FROM models") { row in
        guard let id = row.integer(0), let name = row.text(1), !models.contains(name) else {
          return
        }
        gone.append((id, name))
      }
      guard !gone.isEmpty else { return }
      try database.transaction {
        for (id, name) in gone {
          try Self.remove(idsOf: id, database)
          try database.run("DELETE FROM models WHERE id = ?", [.integer(id)])
          try database.run("DELETE FROM scores WHERE model = ?", [.text(name)])
        }
      }
    }
  }

  /// Takes up prompts that are in no folder.
  package func add(_ prompts: [PromptRecord], of model: String) throws {
    try database.withLock { database in
      try database.transaction {
        let id = try Self.id(of: model, in: database)
        try Self.insert(prompts.map { ($0, 0) }, id, database)
      }
    }
  }

  private static func update(
    _ model: String, from store: CaptureStore, in database: Database,
    _ isCancelled: @Sendable () -> Bool, _ waiting: inout [String: (tag: String, hashes: [String])]
  ) throws {
    func tag() -> String {
      let folder = store.folder(of: model)
      return stamp(folder + "/prompts") + ", " + stamp(folder + "/prompts.jsonl")
    }
    func isKnown(_ tag: String) throws -> Bool {
      try database.text("SELECT tag FROM models WHERE name = ?", [.text(model)]) == tag
    }
    let seen = tag()
    guard try !isKnown(seen) else { return }
    if let (tag, hashes) = waiting[model], tag == seen,
      hashes.allSatisfy({ (try? store.prompt($0, of: model)) == nil })
    {
      return
    }
    try database.transaction {
      // Another process may have been here since; what comes from now on has another tag.
      let tag = tag()
      guard try !isKnown(tag) else { return }
      let id = try id(of: model, in: database)
      let dates = try store.promptDates(of: model)
      var known: [String: Int] = [:]
      try database.rows("SELECT hash, added FROM prompts WHERE model = ?", [.integer(id)]) { row in
        if let hash = row.text(0) { known[hash] = row.integer(1) ?? 0 }
      }
      var new = dates.filter { known[$0.key] != $0.value }
      let newest = known.values.max() ?? .min
      if new.values.contains(where: { $0 < newest }) {
        // Ids rise with time: what came late with an early date has all begin anew.
        try remove(idsOf: id, database)
        new = dates
      } else {
        let stale = known.filter { dates[$0.key] != $0.value }.map(\.key)
        try remove(stale, of: id, database)
      }
      let records = records(new, of: model, in: store)
      if isCancelled() { throw CancellationError() }
      try insert(records, id, database)
      // A prompt that is being written gets its text without another date of what is looked at here.
      let missing = Set(new.keys).subtracting(records.map(\.record.hash)).sorted()
      waiting[model] = missing.isEmpty ? nil : (tag, missing)
      try database.run(
        "UPDATE models SET tag = ? WHERE id = ?",
        [missing.isEmpty ? .text(tag) : .null, .integer(id)])
    }
  }

  /// The prompts of these hashes that can be read, as they came.
  private static func records(
    _ dates: [String: Int], of model: String, in store: CaptureStore
  ) -> [(record: PromptRecord, added: Int)] {
    // A list is quicker than files once there are many.
    let records =
      dates.count > 200
      ? store.listing(of: model).prompts.filter { dates[$0.hash] != nil }
      : dates.keys.sorted().compactMap { try? store.prompt($0, of: model) }
    return records.enumerated().map { ($0.element, dates[$0.element.hash] ?? 0, $0.offset) }
      .sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map { ($0.0, $0.1) }
  }

  private static func id(of model: String, in database: Database) throws -> Int {
    try database.run("INSERT OR IGNORE INTO models(name) VALUES (?)", [.text(model)])
    return try database.integer("SELECT id FROM models WHERE name = ?", [.text(model)]) ?? 0
  }

  private static func insert(
    _ records: [(record: PromptRecord, added: Int)], _ model: Int, _ database: Database
  ) throws {
    let last = try database.integer("SELECT max(id) FROM prompts") ?? 0
    for (record, added) in records {
      try database.run(
        "INSERT INTO prompts(model, hash, added, tokens, data_set, source, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(model), .text(record.hash), .integer(added),
          .init(record.fields["n_tokens"]?.integerValue),
          .init(record.fields["meta"]?["pile_set_name"]?.stringValue),
          .init(record.fields["source_fname"]?.stringValue), .text(record.text),
        ])
    }
    let new = [Database.Cell.integer(last)]
    try database.run(
      "INSERT INTO words(rowid, text) SELECT id, text FROM prompts WHERE id > ?", new)
  }

  /// Takes the next prompts into the table in which parts of words are found, which takes longer than all else: it is
  /// done when they are first looked for, or before where there is time.
  ///
  /// - Parameter most: How many prompts.
  /// - Returns: Whether there may be more.
  /// - Throws: `FormatError` where the index can't be read or written.
  package func addParts(atMost most: Int) throws -> Bool {
    try database.withLock { try Self.addParts(atMost: most, in: $0) }
  }

  static func addParts(atMost most: Int = .max, in database: Database) throws -> Bool {
    // Most of the time there is nothing to do, which is no reason to keep others from writing.
    guard try lastWithParts(database) < lastPrompt(database) else { return false }
    var isLeft = false
    try database.transaction {
      let last = try lastWithParts(database)
      let end =
        try database.integer(
          "SELECT max(id) FROM (SELECT id FROM prompts WHERE id > ? ORDER BY id LIMIT ?)",
          [.integer(last), .integer(most)]) ?? last
      isLeft = end < (try lastPrompt(database))
      guard last < end else { return }
      try database.run(
        """
        INSERT INTO parts(rowid, text, hash, data_set, source)
        SELECT id, text, hash, data_set, source FROM prompts WHERE id > ? AND id <= ?
        """, [.integer(last), .integer(end)])
      try setLastWithParts(end, database)
    }
    return isLeft
  }

  private static func lastPrompt(_ database: Database) throws -> Int {
    try database.integer("SELECT max(id) FROM prompts") ?? 0
  }

  /// The prompt up to which `parts` has all.
  private static func lastWithParts(_ database: Database) throws -> Int {
    max(
      0, try database.text("SELECT value FROM facts WHERE name = 'parts'").flatMap { Int($0) } ?? 0)
  }

  private static func setLastWithParts(_ id: Int, _ database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO facts VALUES ('parts', ?)", [.text(String(id))])
  }

  private static func remove(_ hashes: [String], of model: Int, _ database: Database) throws {
    for hash in hashes {
      try remove("hash = ? AND model = ?", [.text(hash), .integer(model)], database)
    }
  }

  private static func remove(idsOf model: Int, _ database: Database) throws {
    try remove("model = ?", [.integer(model)], database)
  }

  /// Removes rows from the texts' tables, which are told what they have to forget, and from `prompts`.
  private static func remove(
    _ condition: String, _ values: [Database.Cell], _ database: Database
  ) throws {
    try database.run(
      "INSERT INTO words(words, rowid, text) SELECT 'delete', id, text FROM prompts WHERE \(condition)",
      values)
    try database.run(
      """
      INSERT INTO parts(parts, rowid, text, hash, data_set, source)
      SELECT 'delete', id, text, hash, data_set, source FROM prompts WHERE (\(condition)) AND id <= ?
      """, values + [.integer(try lastWithParts(database))])
    try database.run("DELETE FROM prompts WHERE \(condition)", values)
    // Ids go on from the largest that there is: those behind it come again for others.
    let last = try lastPrompt(database)
    if last < (try lastWithParts(database)) { try setLastWithParts(last, database) }
  }
}
