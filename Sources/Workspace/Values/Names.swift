package import Language

/// Values that have names, the last results, and verbs of the user's own.
package struct Names {
  /// A value with the command that made it.
  package struct Entry {
    package let value: Value
    package let command: String
    /// What it may be: more than one kind where a check stands in for a command.
    package let kinds: PipeKinds

    package init(value: Value, command: String, kinds: PipeKinds? = nil) {
      (self.value, self.command, self.kinds) = (value, command, kinds ?? value.kind)
    }
  }

  /// A verb of the user's own.
  package enum Verb {
    /// What `def` said, and the text that it stands in.
    case definition(Definition, SourceText)
    /// The words that `alias` said.
    case alias([Word])
  }

  /// What `let` named.
  package private(set) var values: [String: Entry] = [:]
  /// These names in the order in which they were made.
  package private(set) var order: [String] = []
  /// What `def` and `alias` named.
  package var verbs: [String: Verb] = [:]
  /// Results of the last commands, the newest first: `_`, `_2`, `_3`.
  package private(set) var results: [Entry] = []

  /// No names.
  package init() {}

  /// How many results are kept.
  package static let resultLimit = 10

  /// Makes a result the last one; text and nothing are none.
  package mutating func record(_ entry: Entry) {
    guard !entry.kinds.isSubset(of: [.nothing, .text]) else { return }
    results.insert(entry, at: 0)
    if results.count > Self.resultLimit { results.removeLast() }
  }

  /// Names a value, the last of those that have names.
  package mutating func name(_ entry: Entry, _ name: String) {
    values[name] = entry
    order.removeAll { $0 == name }
    order.append(name)
  }

  /// Forgets a name.
  ///
  /// - Returns: Whether it was there.
  package mutating func forget(_ name: String) -> Bool {
    order.removeAll { $0 == name }
    return values.removeValue(forKey: name) != nil
  }

  /// What a name stands for: of `let`, or `_`, `_2` and so on.
  package subscript(name: String) -> Entry? {
    if let entry = values[name] { return entry }
    guard let place = Self.resultPlace(name), results.indices.contains(place) else { return nil }
    return results[place]
  }

  /// The place that `_` (0), `_2` (1) and so on name; nil for other names.
  package static func resultPlace(_ name: String) -> Int? {
    if name == "_" { return 0 }
    guard name.first == "_", let number = Int(name.dropFirst()), number > 1 else { return nil }
    return number - 1
  }
}
