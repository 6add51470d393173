/// The keys that a user has bound, each to a function of the editor or to a command.
public final class KeyBindings {
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

  /// What is bound, in the order in which it was.
  public private(set) var entries: [Entry] = []

  /// How often `entries` changed.
  private(set) var changes = 0

  /// How many keys can run commands: each takes a code that no key sends.
  public static let commandLimit = 15

  /// No keys.
  public init() {}

  /// Binds a key, whatever it did before.
  ///
  /// Throws `KeyError` where too many keys run commands, or there is no such function.
  public func bind(_ key: Key, to action: Action) throws(KeyError) {
    var others = entries.filter { $0.key != key }
    switch action {
    case .function(let name):
      guard EditingKey.all.contains(where: { $0.function == name }) else {
        throw KeyError("there is no function '\(name)' of the editor: 'bind' lists them")
      }
    case .command:
      let count = others.count { if case .command = $0.action { true } else { false } }
      guard count < Self.commandLimit else {
        throw KeyError("\(count) keys run commands: no more can; 'bind KEY off' frees one")
      }
    }
    others.append(Entry(key: key, action: action))
    (entries, changes) = (others, changes + 1)
  }

  /// Gives a key back what it did at first; false where it was not bound.
  public func release(_ key: Key) -> Bool {
    guard entries.contains(where: { $0.key == key }) else { return false }
    entries.removeAll { $0.key == key }
    changes += 1
    return true
  }
}

/// Why a key can't be bound: one sentence.
public struct KeyError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
