internal import Synchronization

/// The keys that a user has bound, each to a function of the editor or to a command; from any thread.
public final class KeyBindings: Sendable {
  /// What a key does.
  public enum Action: Equatable, Sendable {
    /// It calls a function of the editor.
    case function(String)
    /// It runs a command; what was typed comes back behind it.
    case command(String)
  }

  /// A key and what it does.
  public struct Entry: Equatable, Sendable {
    /// The key, as `Ctrl-T`.
    public let key: Key
    /// What it does.
    public let action: Action
  }

  private struct State {
    var entries: [Entry] = []
    var changes = 0
  }

  private let state = Mutex(State())

  /// What is bound, in the order in which it was.
  public var entries: [Entry] { state.withLock { $0.entries } }

  /// How often `entries` changed.
  var changes: Int { state.withLock { $0.changes } }

  /// How many keys can run commands: each takes a code that no key sends.
  public static let commandLimit = 15

  /// No keys.
  public init() {}

  /// Binds a key, whatever it did before.
  ///
  /// Throws `KeyError` where too many keys run commands, or there is no such function.
  public func bind(_ key: Key, to action: Action) throws(KeyError) {
    if case .function(let name) = action,
      !EditingKey.all.contains(where: { $0.function == name })
    {
      throw KeyError("there is no function '\(name)' of the editor: 'bind' lists them")
    }
    try state.withLock { state throws(KeyError) in
      var others = state.entries.filter { $0.key != key }
      if case .command = action {
        let count = others.count { if case .command = $0.action { true } else { false } }
        guard count < Self.commandLimit else {
          throw KeyError("\(count) keys run commands: no more can; 'bind KEY off' frees one")
        }
      }
      others.append(Entry(key: key, action: action))
      (state.entries, state.changes) = (others, state.changes + 1)
    }
  }

  /// Restores a key's original function; false if it was not bound.
  public func release(_ key: Key) -> Bool {
    state.withLock { state in
      guard state.entries.contains(where: { $0.key == key }) else { return false }
      state.entries.removeAll { $0.key == key }
      state.changes += 1
      return true
    }
  }
}

/// Why a key can't be bound: one sentence.
public struct KeyError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
