package import Activations

/// Values captured in this session, by model and prompt, within a limit of memory.
///
/// When a new prompt does not fit, those used longest ago go, and the caller is told which.
package struct CapturedValues {
  /// What identifies a captured prompt.
  package struct Key: Hashable {
    package let model: String
    package let hash: String
    /// The prompt's text: two prompts may have been given the same hash.
    package let text: String

    package init(_ prompt: PromptRecord, of model: String) {
      (self.model, hash, text) = (model, prompt.hash, prompt.text)
    }
  }

  private struct Entry {
    let cache: ActivationCache
    let bytes: Int
    /// Another whenever the values are.
    let revision: Int
    var lastUse: Int
  }

  private var entries: [Key: Entry] = [:]
  /// The prompts by the clock of their last use, and a time before which there are none.
  private var uses: [Int: Key] = [:]
  private var oldest = 0
  private var clock = 0

  /// Makes an empty store.
  package init() {}

  /// Bytes of all values.
  package private(set) var byteCount = 0

  /// Number of prompts.
  package var count: Int { entries.count }

  /// The values of a prompt, which counts as their use.
  package mutating func values(_ key: Key) -> ActivationCache? {
    guard let entry = entries[key] else { return nil }
    clock += 1
    uses[entry.lastUse] = nil
    uses[clock] = key
    entries[key]?.lastUse = clock
    return entry.cache
  }

  /// The values of a prompt, which does not count as their use.
  package func peek(_ key: Key) -> ActivationCache? { entries[key]?.cache }

  /// A number that changes whenever the captured values of this prompt change.
  package func revision(of key: Key) -> Int? { entries[key]?.revision }

  /// Whether there are values of this prompt.
  package func contains(_ key: Key) -> Bool { entries[key] != nil }

  /// Bytes that a prompt's values take.
  package func byteCount(of key: Key) -> Int? { entries[key]?.bytes }

  /// All prompts, the most recently used first.
  package var keys: [Key] { entries.sorted { $0.value.lastUse > $1.value.lastUse }.map(\.key) }

  /// Keeps the values of a prompt.
  ///
  /// - Returns: The prompts that had to go; the new one itself if it alone is over the limit.
  package mutating func insert(_ cache: ActivationCache, for key: Key, limit: Int) -> [Key] {
    remove(key)
    clock += 1
    let bytes = cache.byteCount
    guard bytes <= limit else { return [key] }
    entries[key] = Entry(cache: cache, bytes: bytes, revision: clock, lastUse: clock)
    uses[clock] = key
    byteCount += bytes
    return shrink(to: limit)
  }

  /// Lets the least recently used prompts go until the rest fits.
  package mutating func shrink(to limit: Int) -> [Key] {
    var gone: [Key] = []
    while byteCount > limit, oldest <= clock {
      if let key = uses[oldest] {
        remove(key)
        gone.append(key)
      }
      oldest += 1
    }
    return gone
  }

  /// Forgets a prompt.
  package mutating func remove(_ key: Key) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    uses[entry.lastUse] = nil
    byteCount -= entry.bytes
  }

  /// Forgets all prompts of a model.
  ///
  /// - Returns: How many there were.
  package mutating func remove(model: String) -> Int {
    let own = entries.keys.filter { $0.model == model }
    for key in own { remove(key) }
    return own.count
  }

  /// Forgets everything.
  package mutating func removeAll() {
    (entries, uses) = ([:], [:])
    byteCount = 0
  }
}
