internal import Activations
internal import Figures
internal import Files
internal import Formats
internal import Indexes
internal import Synchronization
internal import Tensors

/// Models, prompts and patterns of a source, from memory and from disk alike.
///
/// A catalog belongs to one source; the caches live on when the source is replaced.
struct Catalog: Sendable {
  /// What is kept from one source to the next.
  final class Caches: Sendable {
    /// A layer's patterns, or what they are made of, by file tag and layer.
    let layers = BoundedCache<String, LayerPatterns>(limit: 256 << 20)

    /// Some rows of all heads of a layer, `[heads, rows, key]`, by file tag, layer and place.
    let bands = BoundedCache<String, LayerPatterns>(limit: 192 << 20)

    /// Long patterns seen from afar.
    let overviews = BoundedCache<String, PooledAttention>(limit: 64 << 20)

    /// The files that were read last, open: four at a time.
    let opened = BoundedCache<String, PromptPatterns.Open>(limit: 4)

    /// Finished tiles as files, and as pixels.
    let tiles = BoundedCache<String, ViewerAnswer>(limit: 64 << 20)
    let pixels = BoundedCache<String, TilePixels>(limit: 128 << 20)

    /// The prompts that were read last, by the tag of their file.
    let records = BoundedCache<String, PromptRecord>(limit: 32 << 20)

    /// What was told to be broken.
    let reported = Mutex<Set<String>>([])

    /// Scores of all heads for one prompt and one score.
    let scores = BoundedCache<String, [Double?]>(limit: 32 << 20)

    /// Lists of prompts of several models, by what they were made of.
    let lists = BoundedCache<String, ListedPrompts>(limit: 4)

    /// The index of the survey's folder at a place.
    let surveyIndex = Mutex<(path: String, index: FolderIndex)?>(nil)

    /// The index of the folder at a place.
    let index = Mutex<(root: String, index: FolderIndex)?>(nil)

    /// The prompts of each model on disk, with the state of the folder that they were read from.
    let prompts = Mutex<[String: (tag: String, prompts: [PromptRecord])]>([:])

    /// Prompts, by model, that were shown without activations since a look was last taken at their folder.
    let uncaptured = Mutex<[String: Set<String>]>([:])

    /// Tells one run of the program from another in tags of what is in memory.
    let session = String(UInt32.random(in: 0...UInt32.max), radix: 36)
  }

  let source: ViewerSource
  let files: StoreFiles?
  let caches: Caches
  private let memory: [String: [String: ViewerSource.Capture]]

  init(_ source: ViewerSource, caches: Caches) {
    self.source = source
    self.caches = caches
    files = source.store.map { StoreFiles(root: $0.root) }
    memory = source.captures.reduce(into: [:]) { memory, capture in
      let model = CaptureStore.sanitizedName(capture.model)
      memory[model, default: [:]][capture.prompt.hash] = capture
    }
  }

  /// The names of the models' folders, in order.
  ///
  /// - Throws: `FormatError` where the folder can't be listed.
  func models() throws -> [String] {
    let configured = source.configs.keys.map { CaptureStore.sanitizedName($0) }
    return Set((try source.store?.models() ?? []) + memory.keys + configured).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Whether there is a model of this name.
  ///
  /// - Throws: `FormatError` where the folder can't be listed.
  func hasModel(_ name: String) throws -> Bool {
    try memory[name] != nil || models().contains(name)
  }

  /// A model's configuration; nil where there is none.
  ///
  /// - Throws: `FormatError` where it can't be read.
  func config(of model: String) throws -> JSONObject? {
    let inMemory = source.configs.first { CaptureStore.sanitizedName($0.key) == model }?.value
    guard var config = try inMemory ?? configOnDisk(of: model) else { return nil }
    config["sanitized_name"] = .string(model)
    if inMemory != nil { config["model_name"] = .string(model) }
    return config
  }

  private func configOnDisk(of model: String) throws -> JSONObject? {
    let names = model.split(separator: "/").map(String.init) + ["model_cfg.json"]
    guard let store = source.store, files?.entry(names) != nil else { return nil }
    return try store.config(of: model).objectValue
  }

  /// The numbers of layers and heads of a model.
  ///
  /// - Throws: `RequestProblem` 404 where they are not known, or are none of a model.
  func size(of model: String) throws -> ModelSize {
    let problem: String
    do {
      if let size = try config(of: model).flatMap({ ModelSize($0) }) { return size }
      if let store = source.store, files != nil { return try store.size(of: model) }
      problem = "they are not in memory"
    } catch let error as FormatError {
      problem = error.problem
    }
    throw RequestProblem.missing(
      "the numbers of layers and heads of \(model) are unknown: \(problem)")
  }

  /// What `model` reads around a prompt's tokens.
  ///
  /// - Throws: `FormatError` where its configuration can't be read.
  func frame(of model: String) throws -> TokenFrame {
    try source.frames.first { CaptureStore.sanitizedName($0.key) == model }?.value
      ?? TokenFrame(config(of: model))
  }

  /// All prompts of a model: those on disk in the order of their hashes, then those in memory
  /// alone, as they were captured; with what is wrong with others on disk.
  ///
  /// - Throws: `FormatError` where the folder can't be listed.
  func prompts(of model: String) throws -> PromptListing {
    let onDisk = try promptsOnDisk(of: model)
    let known = Set(onDisk.prompts.map(\.hash))
    let inMemory = source.captures.filter {
      CaptureStore.sanitizedName($0.model) == model && !known.contains($0.prompt.hash)
    }
    return PromptListing(
      prompts: onDisk.prompts + inMemory.map(\.prompt), problems: onDisk.problems)
  }

  private func promptsOnDisk(of model: String) throws -> PromptListing {
    let none = PromptListing(prompts: [], problems: [])
    guard let store = source.store, let files else { return none }
    let folder = model.split(separator: "/").map(String.init) + ["prompts"]
    // A prompt's folder appears under its name when it is written: the parent's date tells.
    guard let tag = files.folderTag(folder) else { return none }
    let key = store.root + "/" + model
    if let known = caches.prompts.withLock({ $0[key] }), known.tag == tag {
      return PromptListing(prompts: known.prompts, problems: [])
    }
    let names = Set(try files.names(in: folder))
    let listing = store.listing(of: model)
    let prompts = listing.prompts.filter { names.contains($0.hash) }
    // A folder that has no prompt.json yet is being written, and gets one without another date.
    if prompts.count == names.count {
      caches.prompts.withLock { $0[key] = (tag, prompts) }
    }
    return PromptListing(prompts: prompts, problems: listing.problems)
  }

  /// The names of the prompts' folders of a model.
  ///
  /// - Throws: `FormatError` where they can't be listed.
  func promptFolders(of model: String) throws -> [String] {
    try files?.names(in: model.split(separator: "/").map(String.init) + ["prompts"]) ?? []
  }

  /// Whether the prompt of a hash is captured on disk, wherever links lead.
  func isCapturedOnDisk(_ hash: String, of model: String) -> Bool {
    guard let store = source.store, let folder = store.promptFolder(hash, of: model) else {
      return false
    }
    return CaptureStore.activationFiles.contains { fileExists(folder + "/" + $0) }
  }

  /// What was typed into a page a moment ago, which no list has.
  var drafts: [ViewerSource.Capture] = []

  /// The capture of a prompt in memory.
  func capture(_ hash: String, of model: String) -> ViewerSource.Capture? {
    memory[model]?[hash]
      ?? drafts.last { $0.prompt.hash == hash && CaptureStore.sanitizedName($0.model) == model }
  }

  /// The record of a prompt.
  ///
  /// - Throws: `RequestProblem` 404 where there is none, `FormatError` where its file is broken.
  func prompt(_ hash: String, of model: String) throws -> PromptRecord {
    if let capture = capture(hash, of: model) { return capture.prompt }
    let folder = model.split(separator: "/").map(String.init) + ["prompts", hash]
    guard let store = source.store, let entry = files?.entry(folder + ["prompt.json"]) else {
      throw RequestProblem.missing("\(model) has no prompt '\(hash.prefix(40))'")
    }
    if let known = caches.records.value(entry.tag) { return known }
    let record = try store.prompt(hash, of: model)
    caches.records.insert(record, for: entry.tag, bytes: 4 * entry.count)
    return record
  }

  /// What changes when the patterns of a prompt do; nil where none are captured.
  func tag(of hash: String, of model: String) -> String? {
    if let capture = capture(hash, of: model) { return "m\(caches.session)-\(capture.revision)" }
    return activations(of: hash, of: model)?.tag
  }

  private func activations(of hash: String, of model: String) -> StoreFiles.Entry? {
    let folder = model.split(separator: "/").map(String.init) + ["prompts", hash]
    return CaptureStore.activationFiles.lazy.compactMap { files?.entry(folder + [$0]) }.first
  }

  /// The patterns of one layer, and their tag.
  ///
  /// - Parameter most: Bytes up to which it is kept for the next one who asks.
  /// - Throws: `RequestProblem` 404 where the model, prompt or layer is not there, `FormatError`
  ///   where a file is broken.
  func layer(
    _ layer: Int, of hash: String, model: String, keepingUpTo most: Int = .max
  ) throws -> (patterns: LayerPatterns, tag: String) {
    if let capture = capture(hash, of: model), let tag = tag(of: hash, of: model) {
      if let patterns = try capture.patterns.opened().layerIfThere(layer) { return (patterns, tag) }
      let layers = capture.layers
      guard activations(of: hash, of: model) != nil else {
        throw RequestProblem.missing(
          "prompt '\(hash)' of \(model) has no pattern of layer \(layer); captured are layers "
            + layers.map(String.init).joined(separator: ", "))
      }
    }
    guard let store = source.store, let entry = activations(of: hash, of: model) else {
      guard try hasModel(model) else {
        throw RequestProblem.missing("there is no model '\(model.prefix(80))' here")
      }
      _ = try prompt(hash, of: model)
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    let key = "\(entry.tag) \(layer)"
    if let patterns = caches.layers.value(key) { return (patterns, entry.tag) }
    let opened =
      caches.opened.value(entry.tag)
      ?? .folder(SavedPatterns(of: hash, model: model, in: store))
    caches.opened.insert(opened, for: entry.tag, bytes: 1)
    guard let patterns = try opened.layerIfThere(layer) else {
      throw RequestProblem.missing("prompt '\(hash)' of \(model) has no pattern of layer \(layer)")
    }
    if patterns.byteCount <= most {
      caches.layers.insert(patterns, for: key, bytes: patterns.byteCount)
    }
    return (patterns, entry.tag)
  }

  /// One cell of each head of a layer, and the patterns' tag.
  ///
  /// What patterns are made of is small and stays in memory. Of whole patterns of a long prompt the rows around the
  /// query stay: who looks at one cell goes on to the next.
  func cells(
    of layer: Int, _ hash: String, model: String, query: Int, key: Int
  ) throws -> (cells: [Float], tag: String) {
    let first = query / Self.bandHeight * Self.bandHeight
    if let tag = tag(of: hash, of: model), let band = caches.bands.value("\(tag) \(layer) \(first)")
    {
      return (try cells(band, query, key, from: first), tag)
    }
    let (patterns, tag) = try self.layer(
      layer, of: hash, model: model, keepingUpTo: Self.smallLayer)
    let shape = patterns.shape
    if patterns.byteCount > Self.smallLayer, query < shape[1],
      capture(hash, of: model)?.layers.contains(layer) != true
    {
      let rows = first..<min(first + Self.bandHeight, shape[1])
      let band = (0..<shape[0]).flatMap { head in
        patterns.head(head)?.part(queries: rows, keys: 0..<shape[2]).tensor.values ?? []
      }
      caches.bands.insert(
        LayerPatterns(Tensor(shape: [shape[0], rows.count, shape[2]], values: band)),
        for: "\(tag) \(layer) \(first)", bytes: 4 * band.count)
    }
    return (try cells(patterns, query, key, from: 0), tag)
  }

  private func cells(
    _ patterns: LayerPatterns, _ query: Int, _ key: Int, from first: Int
  ) throws -> [Float] {
    let (row, shape) = (query - first, patterns.shape)
    guard row < shape[1], key < shape[2] else {
      throw RequestProblem.bad(
        "cell \(query), \(key) is outside a pattern of \(first + shape[1]) x \(shape[2])")
    }
    return (0..<shape[0]).map { head in
      let cell = patterns.head(head)?.part(queries: row..<row + 1, keys: key..<key + 1)
      return cell?.tensor.values.first ?? .nan
    }
  }

  /// The attention that a key receives in each head of a layer, its mean over the queries that can see it.
  func received(
    by key: Int, of layer: Int, _ hash: String, model: String
  ) throws -> (cells: [Float], tag: String) {
    let (patterns, tag) = try self.layer(layer, of: hash, model: model)
    let (queries, keys) = (patterns.shape[1], patterns.shape[2])
    guard key < keys else {
      throw RequestProblem.bad("key \(key) is outside a pattern of \(queries) x \(keys)")
    }
    let means = (0..<patterns.shape[0]).map { head -> Float in
      guard let rows = patterns.head(head), queries > 0 else { return .nan }
      let first = rows.hidesLaterKeys ? min(key, queries - 1) : 0
      let column = rows.part(queries: first..<queries, keys: key..<key + 1)
      var sum: Float = 0
      column.forEachBlock { _, values in for value in values { sum += value } }
      return sum / Float(queries - first)
    }
    return (means, tag)
  }

  /// Queries whose rows are kept together: of 270 heads of 8,192 tokens all have room.
  private static let bandHeight = 16

  /// Bytes of a layer that is kept whole, as it is read quickly or often.
  private static let smallLayer = 8 << 20

  /// One head's pattern by rows, and its tag.
  func rows(
    _ head: Head, of hash: String, model: String
  ) throws -> (rows: AttentionRows, tag: String) {
    let (patterns, tag) = try layer(head.layer, of: hash, model: model)
    guard let rows = patterns.head(head.index) else {
      throw RequestProblem.missing(
        "there is no head \(head): the pattern of layer \(head.layer) has shape \(patterns.shape)")
    }
    return (rows, tag)
  }

  /// What a figure function is told of a head.
  func input(_ head: Head, of hash: String, model: String) throws -> (FigureInput, tag: String) {
    let (rows, tag) = try rows(head, of: hash, model: model)
    let prompt = try prompt(hash, of: model)
    let input = FigureInput(
      rows: rows, tokens: try frame(of: model).labels(of: prompt, count: rows.keys.count) ?? [],
      head: head, model: model, text: prompt.text, hash: hash)
    return (input, tag)
  }

  /// A prompt and where its patterns are, for scores; and the layers in memory, nil where it is on
  /// disk.
  ///
  /// - Throws: `RequestProblem` 404 where there are none.
  func patterns(
    of hash: String, model: String
  ) throws -> (patterns: PromptPatterns, layers: [Int]?) {
    if let capture = capture(hash, of: model) {
      return (capture.patterns, capture.layers)
    }
    let prompt = try prompt(hash, of: model)
    guard let store = source.store, activations(of: hash, of: model) != nil else {
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    return (PromptPatterns(savedIn: store, of: prompt, model: model), nil)
  }
}
