/// JSON values under keys, in the order in which the keys were first set.
///
/// Keys are told apart by their bytes: vocabularies hold both the composed and the decomposed form of one
/// letter, which Swift's `String` calls equal. Looking a key up takes constant time.
public struct JSONObject: Equatable, Sendable {
  private var entries: [Entry] = []

  /// An open-addressing table of places in `entries`, -1 where free; empty while the object is small.
  private var slots: [Int32] = []

  private struct Entry: Equatable, Sendable {
    var key: String
    var value: JSON

    static func == (left: Entry, right: Entry) -> Bool {
      sameBytes(left.key, right.key) && left.value == right.value
    }
  }

  /// Makes an object without keys.
  public init() {}

  /// Number of keys.
  public var count: Int { entries.count }

  /// Whether there is no key.
  public var isEmpty: Bool { entries.isEmpty }

  /// All keys, in order.
  public var keys: [String] { entries.map(\.key) }

  /// The value under `key`; setting it keeps the place of a key that is there, and `nil` removes the key.
  public subscript(key: String) -> JSON? {
    get { place(of: key).map { entries[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Whether both have equal values under the same keys in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.entries == right.entries
  }

  /// Adds `key` at the end unless it is there already; tells whether it was added.
  mutating func insert(_ key: String, _ value: JSON) -> Bool {
    guard place(of: key) == nil else { return false }
    append(key, value)
    return true
  }

  private func place(of key: String) -> Int? {
    if slots.isEmpty { return entries.firstIndex { sameBytes($0.key, key) } }
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if sameBytes(entries[place].key, key) { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private mutating func append(_ key: String, _ value: JSON) {
    entries.append(Entry(key: key, value: value))
    if entries.count > Self.smallCount && entries.count * 2 > slots.count {
      rebuildSlots()
    } else if !slots.isEmpty {
      occupySlot(for: entries.count - 1)
    }
  }

  private mutating func remove(at place: Int) {
    entries.remove(at: place)
    slots = []
    if entries.count > Self.smallCount { rebuildSlots() }
  }

  private mutating func rebuildSlots() {
    var size = 32
    while size < entries.count * 4 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    for place in entries.indices { occupySlot(for: place) }
  }

  private mutating func occupySlot(for place: Int) {
    var slot = Self.hash(entries[place].key) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(place)
  }

  /// Up to here a walk over the keys is faster than a table.
  private static let smallCount = 8

  /// A hash of the key's bytes, seeded anew in every process so that no file can aim at collisions.
  private static func hash(_ key: String) -> Int {
    var hasher = Hasher()
    var key = key
    key.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return hasher.finalize()
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object of the pairs in order; of two pairs with one key the later value counts.
  public init(dictionaryLiteral pairs: (String, JSON)...) {
    for (key, value) in pairs { self[key] = value }
  }
}

extension JSONObject: Sequence {
  /// Makes an iterator over the pairs of key and value, in order.
  public func makeIterator() -> AnyIterator<(key: String, value: JSON)> {
    var entries = entries.makeIterator()
    return AnyIterator { entries.next().map { ($0.key, $0.value) } }
  }
}

/// Whether two strings are the same bytes, which is stricter than canonical equivalence.
private func sameBytes(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}
