/// Text on its way through the pipeline: its bytes as they are now and, if asked for, where they
/// came from.
struct AlignedText {
  /// UTF-8.
  var bytes: [UInt8]

  /// For each byte the part of the original text that it stands for; empty if nobody asks.
  var origins: [Origin]

  /// Whether `origins` is kept.
  let isTracked: Bool

  /// Whether the first byte stands at the start of the original text.
  var startsOriginal = true

  /// A part of the original text, in code points.
  struct Origin {
    var start: UInt32
    var end: UInt32
  }

  /// Bytes of the original text.
  let originalCount: Int

  /// Most bytes that a text may have, then or now: steps of a hostile file can double a text
  /// without end.
  static let longest = 1 << 26

  /// How many times as long as the original a text may become where that is more than 64 KiB: files that people use make
  /// a few times as much of it.
  static let mostGrowth = 256

  /// Throws `TokenizerError` if the text is too long.
  func checkLength() throws {
    let most = min(Self.longest, max(1 << 16, Self.mostGrowth * originalCount))
    guard count <= most else {
      let what =
        count == originalCount
        ? "a text has \(count) bytes" : "a text of \(originalCount) bytes becomes one of \(count)"
      throw TokenizerError.unsupported("\(what), at most \(most) are allowed")
    }
  }

  /// An empty text to append to, made of one of `originalCount` bytes.
  init(isTracked: Bool, originalCount: Int, capacity: Int = 0) {
    self.isTracked = isTracked
    self.originalCount = originalCount
    bytes = []
    origins = []
    bytes.reserveCapacity(capacity)
    if isTracked { origins.reserveCapacity(capacity) }
  }

  /// An original text: every byte of a character stands for that character.
  init(_ text: String, isTracked: Bool) {
    self.init(isTracked: isTracked, originalCount: text.utf8.count)
    bytes = Array(text.utf8)
    guard isTracked else { return }
    origins.reserveCapacity(bytes.count)
    var place: UInt32 = 0
    for byte in bytes {
      if byte & 0xC0 != 0x80 { place += 1 }
      origins.append(Origin(start: place - 1, end: place))
    }
  }

  /// The part `range` of this text.
  subscript(range: Range<Int>) -> AlignedText {
    var part = AlignedText(isTracked: isTracked, originalCount: originalCount)
    part.startsOriginal = startsOriginal && range.lowerBound == 0
    part.bytes = Array(bytes[range])
    if isTracked { part.origins = Array(origins[range]) }
    return part
  }

  /// The original's code points for which the bytes in `range` stand.
  func origin(of range: Range<Int>) -> Range<Int> {
    guard isTracked, let last = range.last, last < origins.count else { return 0..<0 }
    let start = Int(origins[range.lowerBound].start)
    return start..<max(start, Int(origins[last].end))
  }

  /// Appends the part `range` of `other`.
  mutating func append(_ other: AlignedText, _ range: Range<Int>) {
    bytes.append(contentsOf: other.bytes[range])
    if isTracked { origins.append(contentsOf: other.origins[range]) }
  }

  /// Appends `scalar`, which stands for what byte `place` of `other` stands for.
  mutating func append(_ scalar: Unicode.Scalar, from other: AlignedText, at place: Int) {
    bytes.append(utf8: scalar)
    if isTracked {
      let origin =
        other.origins.indices.contains(place) ? other.origins[place] : Origin(start: 0, end: 0)
      while origins.count < bytes.count { origins.append(origin) }
    }
  }

  /// Whether the text holds nothing.
  var isEmpty: Bool { bytes.isEmpty }

  /// Number of bytes.
  var count: Int { bytes.count }
}
