internal import Formats
internal import Synchronization

/// Which prompts of a folder are asked for, and in which order.
package struct PromptQuery: Hashable, Sendable {
  /// The order of a list.
  package enum Order: String, Sendable {
    case text, tokens, source
    case dataSet = "data_set"
  }

  /// The models' names; a prompt that several have comes once.
  package var models: [String]
  /// What a prompt's text, hash, data set and source have among them, whatever the case; short ones whatever the case
  /// of A to Z.
  package var words: [String]
  /// A question of `SearchQuery`.
  package var search: SearchQuery?
  /// Without an order the newest come first.
  package var order: Order?
  /// Whether the order is turned round.
  package var isDown = false
  /// Hashes that are left out.
  package var hidden: [String] = []

  /// Asks for prompts of models.
  package init(models: [String], words: [String] = [], search: SearchQuery? = nil) {
    (self.models, self.words, self.search) = (models, words, search)
  }
}

/// A prompt as the index knows it.
package struct IndexedPrompt: Equatable, Sendable {
  /// The prompt's hash.
  package let hash: String
  /// The prompt's text.
  package let text: String
  /// The number of its tokens; nil where it is not known.
  package let tokens: Int?
  /// The data set that it comes from; nil where it is not known.
  package let dataSet: String?
  /// The file that it comes from; nil where it is not known.
  package let source: String?
  /// Which of the models that were asked for have it, as places in the question's.
  package let models: [Int]

  /// Says what is known of a prompt.
  package init(
    hash: String, text: String, tokens: Int?, dataSet: String?, source: String?, models: [Int]
  ) {
    (self.hash, self.text, self.tokens) = (hash, text, tokens)
    (self.dataSet, self.source, self.models) = (dataSet, source, models)
  }
}

extension FolderIndex {
  /// How many prompts a question finds.
  package func count(_ query: PromptQuery) throws -> Int {
    try database.withLock { database in
      let parts = try Parts(query, database)
      return try database.integer("SELECT count(*) \(parts.text)", parts.values) ?? 0
    }
  }

  /// Some of the prompts that a question finds.
  package func prompts(
    _ query: PromptQuery, from first: Int = 0, limit: Int = .max
  ) throws -> [IndexedPrompt] {
    try database.withLock { database in
      let parts = try Parts(query, database)
      var found: [IndexedPrompt] = []
      try database.rows(
        "SELECT p.hash, p.text, p.tokens, p.data_set, p.source, \(parts.models) \(parts.text)"
          + " ORDER BY \(parts.order) LIMIT ? OFFSET ?",
        parts.values + [.integer(limit), .integer(first)]
      ) { found.append(parts.prompt($0)) }
      return found
    }
  }

  /// The hashes of all prompts that a question finds, each with the models that have it.
  package func hashes(_ query: PromptQuery) throws -> [(hash: String, models: [Int])] {
    try database.withLock { database in
      let parts = try Parts(query, database)
      var found: [(hash: String, models: [Int])] = []
      try database.rows(
        "SELECT p.hash, \(parts.models) \(parts.text) ORDER BY \(parts.order)", parts.values
      ) { row in
        if let hash = row.text(0) { found.append((hash, parts.places(row.text(1)))) }
      }
      return found
    }
  }

  /// The prompts of these hashes that models have.
  package func prompts(_ hashes: [String], of models: [String]) throws -> [IndexedPrompt] {
    try database.withLock { database in
      var parts = try Parts(PromptQuery(models: models), database)
      parts.require("p.hash IN (SELECT value FROM json_each(?))", Self.list(hashes))
      var found: [IndexedPrompt] = []
      try database.rows(
        "SELECT p.hash, p.text, p.tokens, p.data_set, p.source, \(parts.models) \(parts.text)",
        parts.values
      ) { found.append(parts.prompt($0)) }
      return found
    }
  }

  fileprivate static func list(_ texts: [String]) -> Database.Cell {
    .text(JSON.array(texts.map { .string($0) }).text)
  }

  /// A question as SQL.
  private struct Parts {
    private(set) var values: [Database.Cell] = []
    private var conditions: [String] = []
    private var table = "prompts p"
    private var ids: [Int] = []
    private var places: [Int: Int] = [:]
    private(set) var order = ""

    init(_ query: PromptQuery, _ database: Database) throws {
      var known: [String: Int] = [:]
      try database.rows("SELECT id, name FROM models") { row in
        if let id = row.integer(0), let name = row.text(1) { known[name] = id }
      }
      ids = query.models.compactMap { known[$0] }
      places = Dictionary(
        query.models.enumerated().compactMap { place, name in known[name].map { ($0, place) } },
        uniquingKeysWith: { first, _ in first })
      var rowid = "p.id"
      if let search = query.search {
        table = "words JOIN prompts p ON p.id = words.rowid"
        rowid = "words.rowid"
        conditions.append("words MATCH ?")
        values.append(.text(search.expression))
      }
      let long = query.words.filter { $0.unicodeScalars.count > 2 }
      if !long.isEmpty {
        _ = try FolderIndex.addParts(in: database)
        if query.search == nil {
          table = "parts JOIN prompts p ON p.id = parts.rowid"
          rowid = "parts.rowid"
          conditions.append("parts MATCH ?")
        } else {
          conditions.append("p.id IN (SELECT rowid FROM parts WHERE parts MATCH ?)")
        }
        values.append(.text(long.map(SearchQuery.quoted).joined(separator: " AND ")))
      }
      if ids.count != 1 || known.count != 1 {
        require("p.model IN (SELECT value FROM json_each(?))", Self.list(ids))
      }
      for word in query.words where word.unicodeScalars.count <= 2 {
        let pattern = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%")
          .replacing("_", with: "\\_")
        require(
          "(p.text || char(10) || p.hash || char(10) || coalesce(p.data_set, '') || char(10) || coalesce(p.source, ''))"
            + " LIKE ? ESCAPE '\\'", .text("%\(pattern)%"))
      }
      if ids.count > 1 {
        require(
          """
          NOT EXISTS (SELECT 1 FROM prompts e WHERE e.hash = p.hash AND e.model < p.model
          AND e.model IN (SELECT value FROM json_each(?)))
          """, Self.list(ids))
      }
      if !query.hidden.isEmpty {
        require("p.hash NOT IN (SELECT value FROM json_each(?))", FolderIndex.list(query.hidden))
      }
      let newest = ids.count > 1 ? ["p.added", "p.id"] : [rowid]
      let (up, down) = query.isDown ? ("DESC", "ASC") : ("ASC", "DESC")
      let key: String? =
        switch query.order {
        case nil: nil
        case .text: "p.text COLLATE NOCASE"
        case .tokens: "coalesce(p.tokens, -1)"
        case .dataSet: "coalesce(p.data_set, '')"
        case .source: "coalesce(p.source, '')"
        }
      order =
        key.map { "\($0) \(up), p.id DESC" }
        ?? newest.map { "\($0) \(down)" }.joined(separator: ", ")
    }

    mutating func require(_ condition: String, _ value: Database.Cell) {
      conditions.append(condition)
      values.append(value)
    }

    var text: String {
      "FROM \(table)"
        + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
    }

    /// The column of the models that have a prompt.
    var models: String {
      guard ids.count > 1 else { return "p.model" }
      let list = ids.map(String.init).joined(separator: ", ")
      return
        "(SELECT group_concat(o.model) FROM prompts o WHERE o.hash = p.hash AND o.model IN (\(list)))"
    }

    func places(_ column: String?) -> [Int] {
      (column ?? "").split(separator: ",").compactMap { Int($0).flatMap { places[$0] } }.sorted()
    }

    func prompt(_ row: Database.Row) -> IndexedPrompt {
      IndexedPrompt(
        hash: row.text(0) ?? "", text: row.text(1) ?? "", tokens: row.integer(2),
        dataSet: row.text(3), source: row.text(4), models: places(row.text(5)))
    }

    private static func list(_ ids: [Int]) -> Database.Cell {
      .text("[" + ids.map(String.init).joined(separator: ",") + "]")
    }
  }
}
