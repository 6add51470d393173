/// Collects merges, each by the strings of its two parts, until the table of them can be made.
struct MergeList {
  private let vocabulary: Vocabulary
  private let prefix: [UInt8]
  private var merges: [(left: UInt32, right: UInt32, merged: UInt32)] = []
  private var joined: [UInt8] = []

  /// Merges of tokens of `vocabulary`; a right part loses `prefix` where it is joined to the left
  /// one.
  init(vocabulary: Vocabulary, prefix: [UInt8] = []) {
    self.vocabulary = vocabulary
    self.prefix = prefix
  }

  /// The merges, ranked in the order in which they came.
  var table: MergeTable {
    var table = MergeTable(capacity: merges.count)
    for (rank, merge) in merges.enumerated() {
      table.add(merge.left, merge.right, rank: UInt32(rank), merged: merge.merged)
    }
    return table
  }

  /// Appends the merge of `left` and `right`; throws unless both and what they make are tokens.
  mutating func append(_ left: Span<UInt8>, _ right: Span<UInt8>) throws {
    joined.removeAll(keepingCapacity: true)
    for index in left.indices { joined.append(left[index]) }
    let isPrefixed = !prefix.isEmpty && right.count >= prefix.count
    for index in (isPrefixed ? prefix.count : 0)..<right.count { joined.append(right[index]) }
    guard let leftID = vocabulary.id(of: left), let rightID = vocabulary.id(of: right),
      let id = vocabulary.id(of: joined.span)
    else {
      let missing =
        [left.string, right.string, String(decoding: joined, as: UTF8.self)]
        .first { vocabulary.id(of: $0) == nil } ?? ""
      throw TokenizerError.invalid(
        "merge \(merges.count) ('\(left.string)' '\(right.string)') needs '\(missing)',"
          + " which is not in the vocabulary")
    }
    merges.append((UInt32(leftID), UInt32(rightID), UInt32(id)))
  }

  /// Appends the merge that `line` spells: two parts with a space between, the first of at least
  /// one byte.
  mutating func append(line: Span<UInt8>) throws {
    guard let space = line.indices.dropFirst().first(where: { line[$0] == 0x20 }),
      space + 1 < line.count
    else {
      throw TokenizerError.invalid("merge \(merges.count) ('\(line.string)') is not two parts")
    }
    try append(line.extracting(0..<space), line.extracting(space + 1..<line.count))
  }

  /// Reads a list of merges, each a string of two parts or a list of two strings.
  mutating func read(_ cursor: inout JSONCursor) throws {
    var bytes: [UInt8] = []
    try cursor.forEachElement { cursor in
      bytes.removeAll(keepingCapacity: true)
      if cursor.peek() == 0x22 {
        try cursor.appendString(to: &bytes)
        return try append(line: bytes.span)
      }
      try cursor.expect(0x5B)
      try cursor.appendString(to: &bytes)
      let middle = bytes.count
      try cursor.expect(0x2C)
      try cursor.appendString(to: &bytes)
      try cursor.expect(0x5D)
      try append(bytes.span.extracting(0..<middle), bytes.span.extracting(middle..<bytes.count))
    }
  }
}

extension Span<UInt8> {
  /// The bytes as a string, what isn't UTF-8 as U+FFFD.
  var string: String { String(decoding: indices.map { self[$0] }, as: UTF8.self) }
}
