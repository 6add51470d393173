/// The identity of a text, or of a window of it, in a survey.
package struct TextKey: Hashable, Comparable, Sendable {
  /// The halves of the MD5 of the whole text's UTF-8, the first bytes highest.
  package let high: UInt64
  /// The last eight bytes of the MD5.
  package let low: UInt64
  /// The window's number, from 0.
  package let window: Int

  /// Makes a key of an MD5 and a window's number.
  package init(_ digest: [UInt8], window: Int) {
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    (high, low, self.window) = (half(digest[..<8]), half(digest[8..<16]), window)
  }

  /// Makes a key of its parts.
  package init(high: UInt64, low: UInt64, window: Int) {
    (self.high, self.low, self.window) = (high, low, window)
  }

  /// Orders keys by hash, then by window.
  package static func < (left: TextKey, right: TextKey) -> Bool {
    (left.high, left.low, left.window) < (right.high, right.low, right.window)
  }

  /// 32 hexadecimal digits, and the window behind a dot where it is not the first.
  package var description: String {
    let digits = [high, low].map { half in
      let text = String(half, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
    return digits.joined() + (window == 0 ? "" : ".\(window)")
  }
}

/// A text with a head's score on it, and the cell where the score is highest.
package struct SurveyEntry: Equatable, Sendable {
  /// The score.
  package let value: Float
  /// The text.
  package let text: TextKey
  /// A pseudo-random number of the text, by the survey's seed.
  package let lot: UInt64
  /// The query where the score is highest, and the key with most of its attention.
  package var query: Int
  /// The key with most of that query's attention.
  package var key: Int

  /// Says what a text's value is, and where it is highest, which is set later where it is not known yet.
  package init(value: Float, text: TextKey, lot: UInt64, query: Int = 0, key: Int = 0) {
    (self.value, self.text, self.lot) = (value, text, lot)
    (self.query, self.key) = (query, key)
  }

  /// Whether it ranks before `other` among the highest: by value, then by text.
  package func isHigher(than other: SurveyEntry) -> Bool {
    value == other.value ? text < other.text : value > other.value
  }

  /// Whether it comes before `other` among the examples: by lot, then by text.
  package func isDrawn(before other: SurveyEntry) -> Bool {
    (lot, text) < (other.lot, other.text)
  }
}

/// The first few of many entries by an order, independent of the order in which they come.
///
/// A text is there once.
package struct Shortlist: Equatable, Sendable {
  /// The entries in order.
  package private(set) var entries: [SurveyEntry] = []

  /// Makes an empty list.
  package init() {}

  /// Whether `entry` would be among the first `limit`.
  package func takes(
    _ entry: SurveyEntry, limit: Int, _ precedes: (SurveyEntry, SurveyEntry) -> Bool
  ) -> Bool {
    limit > 0
      && (entries.count < limit || entries.last.map { precedes(entry, $0) } ?? true)
      && !entries.contains { $0.text == entry.text }
  }

  /// Appends a saved entry.
  package mutating func append(_ entry: SurveyEntry) { entries.append(entry) }

  /// Inserts `entry` in order, if it is among the first `limit`.
  package mutating func insert(
    _ entry: SurveyEntry, limit: Int, _ precedes: (SurveyEntry, SurveyEntry) -> Bool
  ) {
    guard takes(entry, limit: limit, precedes) else { return }
    let place = entries.firstIndex { precedes(entry, $0) } ?? entries.count
    entries.insert(entry, at: place)
    if entries.count > limit { entries.removeLast() }
  }
}
