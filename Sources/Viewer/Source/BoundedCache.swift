internal import Synchronization

/// Values by key within a limit of bytes; those used longest ago go first.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    var value: Value
    var bytes: Int
    var lastUse: Int
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var bytes = 0
    var clock = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// Keeps at most `limit` bytes.
  init(limit: Int) { self.limit = limit }

  /// The value of `key`, which counts as its use.
  func value(_ key: Key) -> Value? {
    state.withLock { state in
      guard let place = state.entries.index(forKey: key) else { return nil }
      state.clock += 1
      state.entries.values[place].lastUse = state.clock
      return state.entries.values[place].value
    }
  }

  /// Keeps a value, unless it alone is over the limit.
  func insert(_ value: Value, for key: Key, bytes: Int) {
    guard bytes <= limit else { return }
    state.withLock { state in
      state.clock += 1
      if let old = state.entries[key] { state.bytes -= old.bytes }
      state.entries[key] = Entry(value: value, bytes: bytes, lastUse: state.clock)
      state.bytes += bytes
      guard state.bytes > limit else { return }
      // A tenth of the room at once, so that a full cache does not sort at every insertion.
      for (key, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
        guard state.bytes > limit - limit / 10 else { break }
        state.entries[key] = nil
        state.bytes -= entry.bytes
      }
    }
  }

  /// Bytes of all values.
  var byteCount: Int { state.withLock { $0.bytes } }
}
