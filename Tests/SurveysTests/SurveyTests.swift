import Activations
import Figures
import Files
import Formats
import Foundation
import Surveys
import Tensors
import TestSupport
import Testing

@Suite struct SurveyTests {
  @Test(arguments: [2, 3, 7])
  func partsMakeTheSameTablesAsOneRun(_ count: Int) throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    let whole = try survey(files, in: folder.path + "/whole")
    #expect(whole.texts == 300)
    for number in (1...count).reversed() {
      let shard = try #require(Shard("\(number)/\(count)"))
      try survey(files.reversed(), in: folder.path + "/parts", shard: shard, named: files)
    }
    try expectEqualTables(folder.path + "/whole", folder.path + "/parts")
  }

  @Test func aRunThatIsInterruptedGoesOnAndEndsTheSame() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    try survey(files, in: folder.path + "/whole")
    var (runs, kept) = (0, Set<Int>())
    while true {
      runs += 1
      // Each run saves all that it has counted, and is stopped a little later than the one before.
      let asked = Counter(runs * 20)
      let report = try survey(
        files, in: folder.path + "/again", saves: .zero, isCancelled: asked.isOver)
      kept.insert(report.windows)
      if !report.isCancelled { break }
      try #require(runs < 100)
    }
    #expect(kept.count > 2)
    try expectEqualTables(folder.path + "/whole", folder.path + "/again")
  }

  @Test func aRunThatIsAskedToEndWritesEachPass() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    try survey(files, in: folder.path + "/whole")
    var (runs, counted) = (0, [Int]())
    while true {
      runs += 1
      // Ends behind the first pass each time, and what that has counted is not lost.
      let log = folder.path + "/again/parts/1-of-1/scores.f32"
      let before = (try? readFile(log).count) ?? 0
      let report = try survey(
        files, in: folder.path + "/again", saves: .seconds(3600),
        isEnding: { ((try? readFile(log).count) ?? 0) != before })
      if !report.isCancelled { break }
      counted.append(report.windows)
      try #require(runs < 100)
    }
    #expect(counted.count > 2)
    #expect(zip(counted, counted.dropFirst()).allSatisfy { $0 < $1 })
    try expectEqualTables(folder.path + "/whole", folder.path + "/again")
  }

  @Test func aRunThatIsAskedToEndWhileItReadsKeepsWhatWasCounted() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    let path = folder.path + "/s"
    // Behind the passes of the first texts, before the next are read.
    let log = path + "/parts/1-of-1/scores.f32"
    var calls = 0
    let first = try survey(
      files, in: path, saves: .seconds(3600),
      isEnding: {
        calls += 1
        return calls > 140 && ((try? readFile(log).count) ?? 0) > 0
      })
    #expect(first.isCancelled && first.texts > 0 && first.texts < 300)
    // What passes over them again, and what begins to read, ends at once.
    for _ in 0..<2 {
      let next = try survey(files, in: path, saves: .seconds(3600), isEnding: { true })
      #expect(next.isCancelled && next.texts == first.texts && next.windows == first.windows)
    }
    try survey(files, in: path)
    try survey(files, in: folder.path + "/whole")
    try expectEqualTables(folder.path + "/whole", path)
  }

  @Test func meansAreThoseOfASurvey() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    try survey(files, in: folder.path + "/whole")
    let whole = SurveyFolder(path: folder.path + "/whole")
    try whole.merge(score: HeadScores.named)
    let heads = (0..<2).flatMap { layer in (0..<3).map { Head(layer: layer, index: $0) } }
    let settings = try SurveySettings(
      model: "toy", fingerprint: "0", vocabulary: 128, heads: heads,
      scores: try ["previous", "entropy"].map(HeadScores.named), longest: 200, sources: files)
    let (table, report) = try Survey.means(settings, of: try SurveyFiles(files), by: Self.model)
    #expect(report.texts == 300)
    let columns = try whole.table(.heads).columns
    for (name, values) in table.columns {
      #expect(columns.first { $0.name == name }?.values == values, "\(name)")
    }
  }

  @Test func aPartThatIsMissingIsNamed() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    for number in [1, 4, 6] {
      try survey(files, in: folder.path + "/s", shard: try #require(Shard("\(number)/6")))
    }
    let survey = SurveyFolder(path: folder.path + "/s")
    let report = try survey.partsReport()
    #expect(report.done == [1, 4, 6])
    #expect(report.arrayExpression == "2-3,5")
    #expect(throws: FormatError.self) { try survey.merge(score: HeadScores.named) }
  }

  @Test func otherSettingsAreRefused() throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    try survey(files, in: folder.path + "/s")
    let error = #expect(throws: FormatError.self) {
      try survey(files, in: folder.path + "/s", scores: ["previous"])
    }
    #expect(error?.problem.contains("scores [\"previous\", \"entropy\"") == true)
  }

  @Test(arguments: [
    (["first", "entropy", "first"], "the score 'first' is asked for twice"),
    (["A[0, 0] > 0.5", "A[0, 0] < 0.5"], "would both be the column 'A_0_0_0_5'"),
    (["first", "first + std"], "'first' and 'first + std' would both be the column 'first_std'"),
    (["head"], "'head' would be the column 'head', which the table has already"),
  ])
  func scoresThatWouldBeOneColumnAreRefused(names: [String], problem: String) throws {
    let scores = names.map { name in
      HeadScore(name: name, summary: "", definition: "", meanOf: { _ in 0 })
    }
    let error = #expect(throws: (any Error).self) {
      try SurveySettings(
        model: "toy", fingerprint: "0", vocabulary: 128, heads: [Head(layer: 0, index: 0)],
        scores: scores, longest: 200, sources: [])
    }
    let told = error.map { "\($0)" } ?? ""
    #expect(told.contains(problem), "\(told)")
  }

  @Test func lineWithoutATextIsNamedOrCounted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bad.jsonl"
    try Data(#"{"text": "good"}\#n{"txt": 1}\#nno\#n{"text": "good too"}\#n"#.utf8)
      .write(to: URL(filePath: path))
    let error = #expect(throws: FormatError.self) {
      try survey([path], in: folder.path + "/a")
    }
    #expect(error?.description == "\(path): line 2: there is no \"text\"")
    let report = try survey([path], in: folder.path + "/b", skipsBad: true)
    #expect((report.texts, report.bad) == (2, 2))
    #expect(report.problems.last?.contains("line 3: column 1") == true)
  }

  // MARK: -

  /// Merges two surveys and compares the bytes of their tables.
  private func expectEqualTables(_ one: String, _ other: String) throws {
    let surveys = [one, other].map { SurveyFolder(path: $0) }
    for survey in surveys { try survey.merge(score: HeadScores.named) }
    for kind in SurveyTable.Kind.allCases {
      let name = "/" + kind.fileName
      #expect(try readFile(one + name) == readFile(other + name), "\(kind)")
      #expect(try surveys[0].table(kind).count > 0, "\(kind)")
    }
  }

  private final class Counter: Sendable {
    private let left: Lock
    init(_ count: Int) { left = Lock(count) }
    @Sendable func isOver() -> Bool { left.next() }

    private final class Lock: @unchecked Sendable {
      private let lock = NSLock()
      private var count: Int
      init(_ count: Int) { self.count = count }
      func next() -> Bool {
        lock.withLock {
          count -= 1
          return count < 0
        }
      }
    }
  }

  /// Sums and sizes past all that are counted, in a state that somebody has changed.
  @Test(arguments: [
    "windows", "texts", "passed", "vocabulary", "max_tokens of another", "source of a text", "sums",
  ])
  func `a state that no survey has written is an error`(change: String) throws {
    let folder = try TemporaryFolder()
    let files = try corpus(in: folder)
    let path = folder.path + "/s"
    for number in [1, 2] { try survey(files, in: path, shard: try #require(Shard("\(number)/2"))) }
    for part in ["/parts/1-of-2", "/parts/2-of-2"] {
      try Self.change(path + part, change)
    }
    #expect(throws: FormatError.self) {
      try SurveyFolder(path: path).merge(score: HeadScores.named)
    }
  }

  private static func change(_ part: String, _ change: String) throws {
    func settings(_ fields: JSON?) throws -> JSON {
      var settings = try #require(fields?["settings"]?.objectValue)
      if change == "vocabulary" { settings["vocabulary"] = .integer(1 << 40) }
      if change.hasPrefix("max_tokens") { settings["max_tokens"] = .integer(7) }
      return .object(settings)
    }
    let manifestPath = part + "/survey.json"
    var manifest = try #require(try JSON.load(path: manifestPath).objectValue)
    if change == "vocabulary" { manifest["settings"] = try settings(.object(manifest)) }
    try writeAtomically(Array(JSON.object(manifest).text.utf8), to: manifestPath)

    // Eight bytes that name the form, the header's length in eight more, the header, and numbers.
    let state = try readFile(part + "/state.bin")
    let length = state[8..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try #require(try JSON(parsing: state[16..<16 + length]).objectValue)
    var numbers = Array(state[(16 + length)...])
    header["settings"] = try settings(.object(header))
    if let count = header[change]?.integerValue { header[change] = .integer(count + 1 << 62) }
    if change == "source of a text", var shown = header["shown"]?.arrayValue {
      var first = try #require(shown.first?.objectValue)
      first["source"] = .integer(3)
      shown[0] = .object(first)
      header["shown"] = .array(shown)
    }
    // The counts of tokens stand last: two parts that have as many as there are numbers have too many.
    if change == "sums" {
      for place in 1...20 {
        numbers.replaceSubrange(
          numbers.count - 8 * place..<numbers.count - 8 * place + 8,
          with: [255, 255, 255, 255, 255, 255, 255, 127])
      }
    }
    let text = Array(JSON.object(header).text.utf8)
    let lengthBytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    try writeAtomically(
      Array(state[..<8]) + lengthBytes + text + numbers, to: part + "/state.bin")
  }

  /// Three files of 100 texts each.
  private func corpus(in folder: TemporaryFolder) throws -> [String] {
    try (0..<3).map { file in
      let lines = (0..<100).map { line in
        let text = (0..<(3 + (line * 7 + file) % 12)).map { "w\(($0 * line + file) % 11)" }
        return JSON.object(["text": .string(text.joined(separator: " "))]).text
      }
      let path = folder.path + "/texts\(file).jsonl"
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
      return path
    }
  }

  @discardableResult
  private func survey(
    _ files: [String], in path: String, shard: Shard = .whole, named sources: [String]? = nil,
    scores: [String] = ["previous", "entropy", "distance", "induction"], skipsBad: Bool = false,
    saves: Duration = .seconds(5), isCancelled: @escaping @Sendable () -> Bool = { false },
    isEnding: () -> Bool = { false }
  ) throws -> Survey.Report {
    let heads = (0..<2).flatMap { layer in (0..<3).map { Head(layer: layer, index: $0) } }
    var settings = try SurveySettings(
      model: "toy", fingerprint: "0", vocabulary: 128, heads: heads,
      scores: try scores.map(HeadScores.named), longest: 200, sources: sources ?? files)
    settings.top = 5
    var survey = Survey(settings, in: path, shard: shard, skipsBad: skipsBad, version: "test")
    survey.saves = saves
    return try survey(
      try SurveyFiles(sources ?? files), by: Self.model, isCancelled: isCancelled,
      isEnding: isEnding)
  }

  /// Reads bytes; its patterns are any that are causal and sum to 1.
  private static let model = SurveyModel(
    windows: { text in [.init(ids: text.utf8.map { Int($0) }, text: text)] },
    run: { prompts, layers, tap in
      for layer in layers {
        for (index, ids) in prompts.enumerated() { try tap(layer, index, patterns(ids, layer)) }
      }
    }, pieces: { ids in ids.map { "\($0)" } })

  private static func patterns(_ ids: [Int], _ layer: Int) -> Tensor {
    let count = ids.count
    var values = [Float](repeating: 0, count: 3 * count * count)
    for head in 0..<3 {
      for query in 0..<count {
        let row = (0...query).map { key in
          1 / Float(1 + (query * 7 + key * 3 + ids[key] * (head + layer)) % 11)
        }
        let sum = row.reduce(0, +)
        for key in 0...query { values[(head * count + query) * count + key] = row[key] / sum }
      }
    }
    return Tensor(shape: [3, count, count], values: values)
  }
}
