/// The strings of a tokenizer's tokens and their ids.
///
/// All bytes lie in one array, with an open-addressing table over them: a vocabulary of 128,000
/// tokens is there in a few milliseconds, where a dictionary of strings takes a tenth of a second.
struct Vocabulary: Sendable {
  /// Ids lie below this: four times the largest vocabulary in use.
  static let idLimit = 1 << 22

  /// Number of different ids.
  private(set) var count = 0

  /// Number of bytes of the longest token.
  private(set) var longest = 0

  private var arena: [UInt8] = []

  /// By id; where no token has the id, an empty place at `absent`.
  private var places: [Place] = []

  /// By the hash of a string: the hash's upper half, and the id plus 1 below it; 0 where free.
  private var slots: [UInt64]

  /// Differs from run to run, so that no file can be made whose strings all fall on one slot.
  private let seed = UInt64.random(in: .min ... .max)

  private struct Place {
    var start: UInt32
    var length: UInt32
  }

  private static let absent = UInt32.max

  /// An empty vocabulary with room for `capacity` tokens of `bytes` bytes in all.
  init(capacity: Int = 0, bytes: Int = 0) {
    var slotCount = 16
    while slotCount < capacity * 2 { slotCount *= 2 }
    slots = Array(repeating: 0, count: slotCount)
    places.reserveCapacity(capacity)
    arena.reserveCapacity(bytes)
  }

  /// One more than the highest id.
  var upperBound: Int { places.count }

  /// The id of the token that reads `string`.
  func id(of string: Span<UInt8>) -> Int? {
    let slot = slots[slot(of: string, hash: string.hash(seed: seed))]
    return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
  }

  /// The id of the token that reads `string`.
  func id(of string: String) -> Int? { id(of: Array(string.utf8).span) }

  /// Number of bytes of token `id`; 0 where there is none.
  func length(of id: Int) -> Int { has(id) ? Int(places[id].length) : 0 }

  /// Whether a token has `id`.
  func has(_ id: Int) -> Bool { places.indices.contains(id) && places[id].start != Self.absent }

  /// The bytes of token `id`; empty where there is none.
  func bytes(of id: Int) -> ArraySlice<UInt8> {
    guard has(id) else { return [] }
    let start = Int(places[id].start)
    return arena[start..<start + Int(places[id].length)]
  }

  /// The string of token `id`; empty where there is none.
  func string(of id: Int) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  /// The ids of `<0x00>` to `<0xFF>`, which stand for bytes of characters that have no token.
  var byteTokens: [UInt32?] {
    (0...255).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return id(of: "<0x" + (byte < 16 ? "0" : "") + digits + ">").map { UInt32($0) }
    }
  }

  /// Calls `body` with each token that `text` holds from `start` on, and where it ends.
  func forEachToken(in text: Span<UInt8>, from start: Int, _ body: (Int, Int) -> Void) {
    var state = seed
    for end in start + 1..<max(start + 1, min(text.count, start + longest) + 1) {
      state = Span<UInt8>.hash(state, adding: text[end - 1])
      let slot = slots[slot(of: text.extracting(start..<end), hash: Span<UInt8>.mixed(state))]
      if slot != 0 { body(Int(slot & 0xFFFF_FFFF) - 1, end) }
    }
  }

  /// Adds the token `string` with `id`; where the string has an id already, the new one takes its
  /// place.
  ///
  /// - Returns: why it can't be added: an id out of range or taken, too many bytes; nil where it is
  ///   added.
  mutating func add(_ string: Span<UInt8>, id: Int) -> Refusal? {
    guard id >= 0 && id < Self.idLimit else { return .idOutOfRange }
    guard !has(id) else { return .idTaken }
    guard arena.count + string.count < Int(UInt32.max) else { return .tooLong }
    while places.count <= id { places.append(Place(start: Self.absent, length: 0)) }
    places[id] = Place(start: UInt32(arena.count), length: UInt32(string.count))
    for index in string.indices { arena.append(string[index]) }
    count += 1
    longest = max(longest, string.count)
    if count * 2 > slots.count { grow() } else { enter(string, id: id) }
    return nil
  }

  /// Why a token can't be added.
  enum Refusal {
    case idOutOfRange
    case idTaken
    case tooLong
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for id in places.indices where has(id) { enter(bytes(of: id).span, id: id) }
  }

  private mutating func enter(_ string: Span<UInt8>, id: Int) {
    let hash = string.hash(seed: seed)
    slots[slot(of: string, hash: hash)] = (hash & ~0xFFFF_FFFF) | UInt64(id + 1)
  }

  /// The slot of `string`, or the free one where it belongs.
  private func slot(of string: Span<UInt8>, hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32 {
        let place = places[Int(slots[slot] & 0xFFFF_FFFF) - 1]
        if arena.equal(string, at: Int(place.start), count: Int(place.length)) { break }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}

extension [UInt8] {
  /// Whether the `count` bytes from `start` on are `string`.
  func equal(_ string: Span<UInt8>, at start: Int, count: Int) -> Bool {
    guard string.count == count else { return false }
    for index in 0..<count where self[start + index] != string[index] { return false }
    return true
  }
}

extension Span<UInt8> {
  /// A hash of the bytes: FNV-1a with a secret start, its bits mixed at the end.
  func hash(seed: UInt64) -> UInt64 {
    var state = seed
    for index in indices { state = Self.hash(state, adding: self[index]) }
    return Self.mixed(state)
  }

  /// The state of the hash with one more byte.
  @inline(__always)
  static func hash(_ state: UInt64, adding byte: UInt8) -> UInt64 {
    (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// The hash that belongs to a state.
  @inline(__always)
  static func mixed(_ state: UInt64) -> UInt64 {
    let hash = (state ^ (state >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash >> 29)
  }
}
