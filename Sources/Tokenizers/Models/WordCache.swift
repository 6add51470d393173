/// The tokens of words seen before; forgets everything when it is full.
struct WordCache {
  private var slots: [Slot] = []
  private var count = 0
  private var words: [UInt8] = []
  private var ids: [UInt32] = []
  private let seed = UInt64.random(in: .min ... .max)

  private struct Slot {
    var hash: UInt64
    var word: UInt32
    var ids: UInt32
    var wordLength: UInt32
    var idCount: UInt32
  }

  private static let slotCount = 1 << 14

  /// Longer words aren't kept: they don't come again.
  private static let longestWord = 64

  /// Appends the tokens of `word` to `result`, found here or else by `segment`.
  mutating func append(
    _ word: Span<UInt8>, to result: inout [Int], segments: inout [Segment],
    segment: (Span<UInt8>, inout [Segment]) -> Void
  ) {
    guard word.count <= Self.longestWord else {
      segment(word, &segments)
      for segment in segments { result.append(Int(segment.id)) }
      return
    }
    if slots.isEmpty || count * 4 > Self.slotCount * 3 { forget() }
    let hash = word.hash(seed: seed)
    var place = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
    while slots[place].wordLength != 0 {
      let slot = slots[place]
      if slot.hash == hash, words.equal(word, at: Int(slot.word), count: Int(slot.wordLength)) {
        for index in Int(slot.ids)..<Int(slot.ids) + Int(slot.idCount) {
          result.append(Int(ids[index]))
        }
        return
      }
      place = (place + 1) & (Self.slotCount - 1)
    }
    segment(word, &segments)
    slots[place] = Slot(
      hash: hash, word: UInt32(words.count), ids: UInt32(ids.count),
      wordLength: UInt32(word.count), idCount: UInt32(segments.count))
    for index in word.indices { words.append(word[index]) }
    for segment in segments {
      ids.append(segment.id)
      result.append(Int(segment.id))
    }
    count += 1
  }

  private mutating func forget() {
    let free = Slot(hash: 0, word: 0, ids: 0, wordLength: 0, idCount: 0)
    slots = Array(repeating: free, count: Self.slotCount)
    words.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    count = 0
  }
}
