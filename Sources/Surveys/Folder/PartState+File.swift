internal import Files
internal import Formats
internal import Foundation

// A state is saved as one file: 8 bytes that name the form, the length of a JSON header, the header, and then whole
// numbers of 64 bits, little endian, in the order in which `IntegerWriter` writes them.

extension PartState {
  /// More texts than this no part has counted: sums of a hundred thousand parts stay numbers of 64 bits.
  fileprivate static let mostCounted = 1 << 45

  private static let magic = Array("plensurv".utf8)

  /// The file's bytes.
  func bytes(_ settings: SurveySettings) -> [UInt8] {
    let keys = shown.keys.sorted()
    let header: JSONObject = [
      "settings": .object(settings.json),
      "passed": .integer(reading.passed), "passes": .integer(passes), "windows": .integer(windows),
      "tokens": .integer(tokens),
      "lost": .integer(lost), "texts": .integer(texts), "bad": .integer(reading.bad),
      "problems": .array(reading.problems.map { .string($0) }),
      "failures": .array(reading.failures.map { .string($0) }),
      "shown": .array(
        keys.compactMap { key in
          shown[key].map { text in
            .object([
              "key": .array([
                .integer(Int(bitPattern: UInt(key.high))), .integer(Int(bitPattern: UInt(key.low))),
                .integer(key.window),
              ]),
              "text": .string(text.text), "ids": .array(text.ids.map { .integer($0) }),
              "source": .integer(text.source), "line": .integer(text.line),
            ])
          }
        }),
    ]
    let text = Array(JSON.object(header).text.utf8)
    var length = UInt64(text.count).littleEndian
    let lengthBytes = unsafe withUnsafeBytes(of: &length) { unsafe Array($0) }
    // Of a large vocabulary these are hundreds of megabytes, which are written once and in their place.
    var numbers = IntegerWriter(
      behind: Self.magic + lengthBytes + text, room: settings.mostNumbers(tokens: tokenCounts.count)
    )
    for head in heads { head.write(to: &numbers) }
    numbers.write(tokenCounts)
    numbers.write(queryCounts)
    return numbers.bytes
  }

  /// Reads a state of the same settings.
  ///
  /// - Throws: `FormatError` where the file is damaged, or of other settings: with the first that differs.
  init(path: String, _ settings: SurveySettings) throws {
    let bytes = try readFile(path)
    func damaged(_ problem: String) -> FormatError { FormatError(path: path, problem: problem) }
    guard bytes.count >= 16, bytes.starts(with: Self.magic) else {
      throw damaged("is no state of a survey")
    }
    let length = bytes[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 16) else { throw damaged("ends inside its header") }
    let end = 16 + Int(length)
    let header: JSON
    do {
      header = try JSON(parsing: bytes[16..<end])
    } catch let error as JSONError {
      throw damaged("header: \(error)")
    }
    if let difference = settings.difference(from: header["settings"]) {
      throw damaged(difference)
    }
    func number(_ key: String) throws -> Int {
      guard let value = header[key]?.integerValue, (0...Self.mostCounted).contains(value) else {
        throw damaged("'\(key)' is missing, or no number of texts")
      }
      return value
    }
    // Before memory is taken: settings from anywhere may ask for more than there is.
    guard settings.fitsInto(numbers: (bytes.count - end) / 8) else {
      throw damaged("ends inside its numbers")
    }
    self.init(settings)
    (windows, tokens, lost) = (
      try number("windows"), try number("tokens"), try number("lost")
    )
    passes = try number("passes")
    reading = Reading(
      passed: try number("passed"), texts: try number("texts"), bad: try number("bad"),
      problems: header["problems"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      failures: header["failures"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    for text in header["shown"]?.arrayValue ?? [] {
      guard let (key, shownText) = Self.shownText(text),
        settings.sources.indices.contains(shownText.source)
      else {
        throw damaged("a text that is shown is damaged")
      }
      shown[key] = shownText
    }
    var numbers = IntegerReader(bytes[end...])
    for index in heads.indices {
      guard heads[index].read(from: &numbers) else { throw damaged("ends inside its numbers") }
    }
    guard numbers.read(into: &tokenCounts), numbers.read(into: &queryCounts), numbers.isAtEnd
    else { throw damaged("has other numbers than its settings need") }
  }

  private static func shownText(_ json: JSON) -> (TextKey, ShownText)? {
    guard let key = json["key"]?.arrayValue?.compactMap(\.integerValue), key.count == 3,
      let text = json["text"]?.stringValue, let source = json["source"]?.integerValue,
      let ids = json["ids"]?.arrayValue?.compactMap(\.integerValue),
      let line = json["line"]?.integerValue
    else { return nil }
    return (
      TextKey(
        high: UInt64(bitPattern: Int64(key[0])), low: UInt64(bitPattern: Int64(key[1])),
        window: key[2]),
      ShownText(text: text, ids: ids, source: source, line: line)
    )
  }
}

extension SurveySettings {
  /// Whether the numbers of a state, its lists of texts empty, are no more than these.
  fileprivate func fitsInto(numbers: Int) -> Bool {
    let (perHead, scores) = (numbers / max(1, heads.count), max(1, self.scores.count))
    return sources.count <= perHead / 5 / scores && scores <= perHead / 11
      && (!countsTokens || vocabulary <= perHead / 2 && vocabulary <= numbers / 2)
  }

  /// Most numbers of a state that counts so many tokens.
  fileprivate func mostNumbers(tokens: Int) -> Int {
    let ofScore = 5 * sources.count + 1 + 7 * top + 10 * (1 + 7 * examples)
    let ofHead = Bins.distances.count + 2 * Bins.shares + 2 * tokens + scores.count * ofScore
    return heads.count * ofHead + 2 * tokens
  }

  /// How the settings that were saved differ from these, in words; nil where they are the same.
  func difference(from saved: JSON?) -> String? {
    let (mine, theirs) = (json, saved?.objectValue ?? JSONObject())
    guard let key = mine.keys.first(where: { mine[$0] != theirs[$0] }) else { return nil }
    func shown(_ value: JSON?) -> String {
      let text = value?.text ?? "nothing"
      return text.count > 60 ? text.prefix(60) + "..." : text
    }
    return "is of a survey with \(key) \(shown(theirs[key])), not \(shown(mine[key]))"
  }
}

extension HeadStatistics {
  fileprivate func write(to numbers: inout IntegerWriter) {
    for moments in moments.joined() {
      for sum in [moments.sum, moments.squares] {
        numbers.write(sum.halves.high)
        numbers.write(sum.halves.low)
      }
      numbers.write(Int64(moments.count))
    }
    for list in top + examples.joined() {
      numbers.write(Int64(list.entries.count))
      for entry in list.entries {
        numbers.write(Int64(entry.value.bitPattern))
        numbers.write(Int64(bitPattern: entry.text.high))
        numbers.write(Int64(bitPattern: entry.text.low))
        numbers.write(Int64(entry.text.window))
        numbers.write(Int64(bitPattern: entry.lot))
        numbers.write(Int64(entry.query))
        numbers.write(Int64(entry.key))
      }
    }
    for counts in [distances, entropies, firsts, lookedAt, lookedFrom] { numbers.write(counts) }
  }

  /// Reads what was written of a head with as many scores, sources and tokens.
  fileprivate mutating func read(from numbers: inout IntegerReader) -> Bool {
    for score in moments.indices {
      for source in moments[score].indices {
        guard let sums = numbers.read(5), (0...Int64(PartState.mostCounted)).contains(sums[4]),
          sums[0].magnitude <= 1 << 45, sums[2].magnitude <= 1 << 45
        else { return false }
        moments[score][source] = Moments(
          count: Int(sums[4]), sum: ExactSum(high: sums[0], low: sums[1]),
          squares: ExactSum(high: sums[2], low: sums[3]))
      }
    }
    func list() -> Shortlist? {
      guard let count = numbers.read(1)?[0], (0...1 << 20).contains(count) else { return nil }
      var list = Shortlist()
      for _ in 0..<count {
        guard let fields = numbers.read(7), let bits = UInt32(exactly: fields[0]) else {
          return nil
        }
        let text = TextKey(
          high: UInt64(bitPattern: fields[1]), low: UInt64(bitPattern: fields[2]),
          window: Int(fields[3]))
        list.append(
          SurveyEntry(
            value: Float(bitPattern: bits), text: text, lot: UInt64(bitPattern: fields[4]),
            query: Int(fields[5]), key: Int(fields[6])))
      }
      return list
    }
    for score in top.indices {
      guard let list = list() else { return false }
      top[score] = list
    }
    for score in examples.indices {
      for tenth in examples[score].indices {
        guard let list = list() else { return false }
        examples[score][tenth] = list
      }
    }
    return numbers.read(into: &distances) && numbers.read(into: &entropies)
      && numbers.read(into: &firsts) && numbers.read(into: &lookedAt)
      && numbers.read(into: &lookedFrom)
  }
}

/// Whole numbers one after another.
private struct IntegerWriter {
  private(set) var bytes: [UInt8]

  /// Writes behind `bytes`, with room for so many numbers.
  init(behind bytes: [UInt8], room: Int) {
    self.bytes = bytes
    self.bytes.reserveCapacity(bytes.count + 8 * room)
  }

  mutating func write(_ number: Int64) { write([number]) }

  mutating func write(_ numbers: [Int64]) {
    // A closure, since a key path is a call of the runtime for each number.
    let numbers = numbers.map { $0.littleEndian }
    unsafe numbers.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }
}

private struct IntegerReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func read(_ count: Int) -> [Int64]? {
    guard rest.count >= count * 8 else { return nil }
    defer { rest = rest.dropFirst(count * 8) }
    return unsafe rest.withUnsafeBytes { bytes in
      (0..<count).map {
        unsafe Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
      }
    }
  }

  /// Reads counts, none of which is below zero.
  mutating func read(into numbers: inout [Int64]) -> Bool {
    guard let read = read(numbers.count), read.allSatisfy({ $0 >= 0 }) else { return false }
    numbers = read
    return true
  }
}
