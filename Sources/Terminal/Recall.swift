/// The distinct texts of a history in the order in which they were last used.
public struct Recall: Equatable, Sendable {
  /// The texts, oldest first.
  public var entries: [String] { slots.compactMap(\.self) }

  // A text used again leaves a hole where it was, so that adding takes constant time.
  private var slots: [String?] = []
  private var places: [String: Int] = [:]

  /// How often a text was added.
  public private(set) var added = 0

  /// No texts.
  public init() {}

  /// Adds `text` as the last entry, and removes an earlier one that is equal.
  public mutating func add(_ text: String) {
    if let place = places[text] { slots[place] = nil }
    places[text] = slots.count
    slots.append(text)
    added += 1
    if slots.count > 64 && slots.count > 2 * places.count { close() }
  }

  /// One past the newest position.
  public var end: Int { slots.count }

  /// The text at `position`.
  public subscript(position: Int) -> String? {
    slots.indices.contains(position) ? slots[position] : nil
  }

  /// The nearest position before `position` whose text satisfies `isWanted`.
  public func position(before position: Int, where isWanted: (String) -> Bool) -> Int? {
    slots[..<Swift.min(position, end)].lastIndex { $0.map(isWanted) ?? false }
  }

  /// The nearest position after `position` whose text satisfies `isWanted`.
  public func position(after position: Int, where isWanted: (String) -> Bool) -> Int? {
    slots[Swift.min(position + 1, end)...].firstIndex { $0.map(isWanted) ?? false }
  }

  private mutating func close() {
    slots = entries.map { $0 }
    for (place, text) in entries.enumerated() { places[text] = place }
  }
}
