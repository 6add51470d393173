internal import Files
internal import Tensors

/// The texts of files as windows that models read, some hundred at a time.
struct WindowStream {
  private let settings: SurveySettings
  private let shard: Shard
  private let skipsBad: Bool
  private var texts: TextStream

  /// Reads `files` as `settings` say.
  ///
  /// - Parameters:
  ///   - shard: Which texts are taken.
  ///   - skipsBad: Whether lines without a text are counted and passed over.
  init(_ files: SurveyFiles, _ settings: SurveySettings, shard: Shard = .whole, skipsBad: Bool) {
    (self.settings, self.shard, self.skipsBad) = (settings, shard, skipsBad)
    texts = TextStream(files, field: settings.field, unit: settings.unit)
  }

  /// Texts that the models cut into windows of other lengths, of which none is read.
  private(set) var unequal = 0

  /// Bytes of the files that were read.
  var position: Int { texts.position }

  /// Passes over texts and lines that were counted before.
  mutating func skip(_ count: Int, _ isCancelled: () -> Bool) throws {
    for _ in 0..<count {
      if isCancelled() { throw CancellationError() }
      guard try texts.next() != nil else { return }
    }
  }

  /// The windows of the next texts; nil where there are no more.
  ///
  /// - Parameter state: What was read and could not be read is counted there.
  mutating func next(
    _ models: [SurveyModel], counting state: inout PartState, _ isCancelled: () -> Bool
  ) throws -> [SurveyBatch.Member]? {
    var read: [SurveyText] = []
    var (size, isAtEnd) = (0, false)
    while read.count < Self.chunkTexts, size < Self.chunkBytes {
      if isCancelled() { throw CancellationError() }
      let item: TextStream.Item?
      do {
        item = try texts.next()
      } catch let failure as FormatError {
        state.reading.failures.append("\(failure)")
        continue
      }
      guard let item else {
        isAtEnd = true
        break
      }
      state.reading.passed += 1
      switch item {
      case .bad(let problem):
        guard skipsBad else { throw problem }
        state.reading.bad += 1
        if state.reading.problems.count < 10 { state.reading.problems.append("\(problem)") }
      case .text(let text):
        size += text.text.utf8.count
        if shard == .whole || shard.takes(text.digest) { read.append(text) }
      }
    }
    guard !isAtEnd || !read.isEmpty else { return nil }
    state.reading.texts += read.count
    let members = try Self.members(of: read, models, seed: settings.seed)
    unequal += members.count { $0.isEmpty }
    return Array(members.joined())
  }

  private static func members(
    of texts: [SurveyText], _ models: [SurveyModel], seed: Int
  ) throws -> [[SurveyBatch.Member]] {
    try Parallel.map(texts.count) { index in
      Result { () throws -> [SurveyBatch.Member] in
        let text = texts[index]
        let digest = text.digest
        let windows = try models.map { try $0.windows(text.text) }
        let lengths = windows.map { $0.map(\.ids.count) }
        guard lengths.allSatisfy({ $0 == lengths[0] }) else { return [] }
        return windows[0].indices.map { number in
          let key = TextKey(digest, window: number)
          let lot = TextKey(
            Digest.of("\(seed) \(key.description)", by: .md5), window: 0)
          return SurveyBatch.Member(
            window: windows[0][number], others: windows.dropFirst().map { $0[number].ids },
            key: key, lot: lot.high, source: text.source, line: text.line)
        }
      }
    }.map { try $0.get() }
  }

  /// Windows that share a pass: of like lengths, and of no more tokens together than keep all cores busy.
  static func batches(_ members: [SurveyBatch.Member]) -> [[SurveyBatch.Member]] {
    let sorted = members.sorted { $0.window.ids.count > $1.window.ids.count }
    var batches: [[SurveyBatch.Member]] = []
    var tokens = 0
    for member in sorted {
      let count = member.window.ids.count
      if batches.isEmpty || tokens + count > passTokens {
        batches.append([])
        tokens = 0
      }
      batches[batches.count - 1].append(member)
      tokens += count
    }
    return batches
  }

  private static let chunkTexts = 128
  private static let chunkBytes = 1 << 16
  private static let passTokens = 2048
}
