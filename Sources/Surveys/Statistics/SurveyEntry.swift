/// A text, or a window of one, as the survey knows it.
package struct TextKey: Hashable, Comparable, Sendable {
  /// The halves of the MD5 of the whole text's UTF-8, the first bytes highest.
  package let high: UInt64
  package let low: UInt64
  /// Which window of it, from 0.
  package let window: Int

  package init(_ digest: [UInt8], window: Int) {
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    (high, low, self.window) = (half(digest[..<8]), half(digest[8..<16]), window)
  }

  package init(high: UInt64, low: UInt64, window: Int) {
    (self.high, self.low, self.window) = (high, low, window)
  }

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

/// One text on which a head's score is known, and where it is highest there.
package struct SurveyEntry: Equatable, Sendable {
  package let value: Float
  package let text: TextKey
  /// A number drawn for the text by the survey's seed.
  package let lot: UInt64
  /// The row where the score is highest, and the key that gets most of it.
  package var query: Int
  package var key: Int

  /// Says what a text's value is, and where it is highest, which is set later where it is not known yet.
  package init(value: Float, text: TextKey, lot: UInt64, query: Int = 0, key: Int = 0) {
    (self.value, self.text, self.lot) = (value, text, lot)
    (self.query, self.key) = (query, key)
  }

  /// Whether it comes before `other` among the highest: by value, then by text.
  package func isHigher(than other: SurveyEntry) -> Bool {
    value == other.value ? text < other.text : value > other.value
  }

  /// Whether it comes before `other` among those drawn by lot.
  package func isDrawn(before other: SurveyEntry) -> Bool {
    (lot, text) < (other.lot, other.text)
  }
}

/// The first few of many entries by an order; the same in whatever order they come.
///
/// A text is there once.
package struct Shortlist: Equatable, Sendable {
  package private(set) var entries: [SurveyEntry] = []

  /// Has no entries yet.
  package init() {}

  /// Whether `entry` would be among the first `limit`.
  package func takes(
    _ entry: SurveyEntry, limit: Int, _ precedes: (SurveyEntry, SurveyEntry) -> Bool
  ) -> Bool {
    limit > 0
      && (entries.count < limit || entries.last.map { precedes(entry, $0) } ?? true)
      && !entries.contains { $0.text == entry.text }
  }

  /// Puts `entry` at the end, as it was saved.
  package mutating func append(_ entry: SurveyEntry) { entries.append(entry) }

  /// Puts `entry` where it belongs, if it is among the first `limit`.
  package mutating func insert(
    _ entry: SurveyEntry, limit: Int, _ precedes: (SurveyEntry, SurveyEntry) -> Bool
  ) {
    guard takes(entry, limit: limit, precedes) else { return }
    let place = entries.firstIndex { precedes(entry, $0) } ?? entries.count
    entries.insert(entry, at: place)
    if entries.count > limit { entries.removeLast() }
  }
}
