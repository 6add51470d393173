internal import Activations
internal import Files
internal import Formats
internal import Indexes
internal import Synchronization
internal import Tensors

/// The prompts of one or more models as one list, the newest first: those of this session, then a folder's, which its
/// index knows.
struct ListedPrompts: Sendable {
  /// The models' names.
  let models: [String]

  /// How many prompts there are.
  let count: Int

  private let session: [IndexedPrompt]
  private let index: FolderIndex?
  private let folder: PromptQuery

  /// Puts together what was captured in this session, the newest first, and what the folder has besides.
  ///
  /// - Parameter inFolder: The models in their places, empty names for those whose prompts are not in the folder.
  init(
    _ models: [String], inFolder: [String], session: [IndexedPrompt], _ index: FolderIndex?
  ) throws {
    var folder = PromptQuery(models: inFolder)
    folder.hidden = session.map(\.hash)
    (self.models, self.session, self.index, self.folder) = (models, session, index, folder)
    count = session.count + (try index?.count(folder) ?? 0)
  }

  /// Some of the prompts that have all words of `search`, in the order of a field: `text`, `tokens`, `data_set` or
  /// `source`; without one the newest first.
  ///
  /// - Returns: The prompts, and how many there are in all.
  func found(
    search: String = "", sort: String? = nil, isDown: Bool = false, from first: Int = 0,
    limit: Int = .max
  ) throws -> (prompts: [IndexedPrompt], total: Int) {
    let query = try query(search, sort, isDown)
    let session = session(query)
    let stored = query.words.isEmpty ? count - self.session.count : try index?.count(query) ?? 0
    let total = session.count + stored
    let places = min(first, total)..<(limit < total - min(first, total) ? first + limit : total)
    guard let order = query.order else {
      // One of the two lists follows the other.
      let start = isDown ? stored : 0
      let own = places.clamped(to: start..<start + session.count)
      let first = isDown ? 0 : session.count
      let others = places.clamped(to: first..<first + stored)
      let mine = session[own.lowerBound - start..<own.upperBound - start]
      let theirs = try prompts(query, from: others.lowerBound - first, limit: others.count)
      return (isDown ? theirs + mine : mine + theirs, total)
    }
    guard !session.isEmpty else {
      return (try prompts(query, from: places.lowerBound, limit: places.count), total)
    }
    let known = try prompts(query, from: 0, limit: places.upperBound)
    let merged = Self.merged(session, known) { left, right in
      Self.precedes(left, right, order, isDown)
    }
    return (Array(merged[places]), total)
  }

  /// The hashes of all prompts that have the words, in the same order, each with the models that have it.
  func hashes(
    search: String = "", sort: String? = nil, isDown: Bool = false
  ) throws -> [(hash: String, models: [Int])] {
    let query = try query(search, sort, isDown)
    let session = session(query)
    if query.order != nil, !session.isEmpty {
      return try found(search: search, sort: sort, isDown: isDown).prompts
        .map { ($0.hash, $0.models) }
    }
    let own = session.map { (hash: $0.hash, models: $0.models) }
    let stored = try index?.hashes(query) ?? []
    return isDown ? stored + own : own + stored
  }

  /// The prompts of these hashes, the session's first.
  func prompts(_ hashes: [String]) throws -> [IndexedPrompt] {
    let wanted = Set(hashes)
    let own = session.filter { wanted.contains($0.hash) }
    let known = Set(own.map(\.hash))
    return own
      + (try index?.prompts(hashes, of: folder.models).filter { !known.contains($0.hash) } ?? [])
  }

  private func prompts(_ query: PromptQuery, from: Int, limit: Int) throws -> [IndexedPrompt] {
    limit > 0 ? try index?.prompts(query, from: from, limit: limit) ?? [] : []
  }

  private func query(_ search: String, _ sort: String?, _ isDown: Bool) throws -> PromptQuery {
    var query = folder
    query.words = search.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    query.isDown = isDown
    guard let sort else { return query }
    guard let order = PromptQuery.Order(rawValue: sort) else {
      throw RequestProblem.bad(
        "'\(sort)' is no order of prompts: text, tokens, data_set and source are")
    }
    query.order = order
    return query
  }

  /// The session's prompts that a question finds, in its order.
  private func session(_ query: PromptQuery) -> [IndexedPrompt] {
    let found = session.filter { prompt in
      let text = "\(prompt.text)\n\(prompt.hash)\n\(prompt.dataSet ?? "")\n\(prompt.source ?? "")"
        .lowercased()
      return query.words.allSatisfy { text.contains($0) }
    }
    guard let order = query.order else { return query.isDown ? found.reversed() : found }
    return found.sorted { Self.precedes($0, $1, order, query.isDown) }
  }

  /// Both lists as one in their order.
  private static func merged(
    _ left: [IndexedPrompt], _ right: [IndexedPrompt],
    _ precedes: (IndexedPrompt, IndexedPrompt) -> Bool
  ) -> [IndexedPrompt] {
    var (merged, rest) = ([IndexedPrompt](), left[...])
    for prompt in right {
      while let first = rest.first, !precedes(prompt, first) { merged.append(rest.removeFirst()) }
      merged.append(prompt)
    }
    return merged + rest
  }

  private static func precedes(
    _ left: IndexedPrompt, _ right: IndexedPrompt, _ order: PromptQuery.Order, _ isDown: Bool
  ) -> Bool {
    let (left, right) = isDown ? (right, left) : (left, right)
    switch order {
    case .tokens: return (left.tokens ?? -1) < (right.tokens ?? -1)
    case .text: return Files.precedes(Self.small(left.text), Self.small(right.text))
    case .dataSet: return Files.precedes(left.dataSet ?? "", right.dataSet ?? "")
    case .source: return Files.precedes(left.source ?? "", right.source ?? "")
    }
  }

  /// The text with a-z in place of A-Z, as the index compares texts.
  private static func small(_ text: String) -> String {
    String(
      decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}

extension Catalog {
  /// The prompts of these models as one list, made anew when one of them has others.
  ///
  /// - Throws: `FormatError` where the folder's index can't be used.
  func promptList(of models: [String]) throws -> ListedPrompts {
    // What leads out of the folder is not shown.
    let inFolder = models.map { folderTag(of: $0) == nil ? "" : $0 }
    let index = inFolder.allSatisfy(\.isEmpty) ? nil : try folderIndex()
    let tag = models.map { model in
      let memory = source.captures.filter { CaptureStore.sanitizedName($0.model) == model }.map(
        \.revision)
      return "\(model) \(folderTag(of: model) ?? "-") \(memory.count) \(memory.max() ?? 0)"
    }.joined(separator: "\n")
    if let known = caches.lists.value(tag) { return known }
    let list = try ListedPrompts(
      models, inFolder: inFolder, session: session(models, inFolder: inFolder, index), index)
    caches.lists.insert(list, for: tag, bytes: 1)
    return list
  }

  /// What models have captured in this session, the newest first; with those that have the same in the folder.
  private func session(
    _ models: [String], inFolder: [String], _ index: FolderIndex?
  ) throws -> [IndexedPrompt] {
    let places = Dictionary(
      models.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var newest: [String: Int] = [:]
    var owners: [String: Set<Int>] = [:]
    var records: [String: PromptRecord] = [:]
    for capture in source.captures {
      guard let place = places[CaptureStore.sanitizedName(capture.model)] else { continue }
      let hash = capture.prompt.hash
      newest[hash] = max(newest[hash] ?? 0, capture.revision)
      owners[hash, default: []].insert(place)
      records[hash] = records[hash] ?? capture.prompt
    }
    let order = newest.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key)
    for prompt in try index?.prompts(order, of: inFolder) ?? [] {
      owners[prompt.hash]?.formUnion(prompt.models)
    }
    return order.compactMap { hash in
      records[hash].map { record in
        IndexedPrompt(
          hash: hash, text: record.text, tokens: record.fields["n_tokens"]?.integerValue,
          dataSet: record.fields["meta"]?["pile_set_name"]?.stringValue,
          source: record.fields["source_fname"]?.stringValue, models: (owners[hash] ?? []).sorted())
      }
    }
  }

  /// What changes when a prompt comes into a model's folder or goes; nil where there is no folder.
  func folderTag(of model: String) -> String? {
    files?.folderTag(model.split(separator: "/").map(String.init) + ["prompts"])
  }

  /// The folder's index as the folder is now; nil without a folder.
  ///
  /// - Throws: `FormatError` where there can be none.
  func folderIndex() throws -> FolderIndex? {
    guard let store = source.store else { return nil }
    return try caches.index.withLock { known in
      if let (root, index) = known, root == store.root {
        try index.update(from: store)
        return index
      }
      var index =
        try source.indexFolder.map { try FolderIndex(of: store.root, in: $0) }
        ?? FolderIndex()
      do {
        try index.update(from: store)
      } catch is FormatError where source.indexFolder != nil {
        // A full disk, or another process that takes long: this one makes its own.
        index = try FolderIndex()
        try index.update(from: store)
      }
      known = (store.root, index)
      addParts(to: index)
      return index
    }
  }

  /// Makes a search for parts of words quick before somebody searches: a few prompts at a time, so that lists come in
  /// between.
  private func addParts(to index: FolderIndex) {
    // Without a thread the first search makes them. Dispatch would wait for one for ever.
    _ = SystemThread.start { [weak index] in
      while let index, (try? index.addParts(atMost: 500)) == true {}
    }
  }
}
