package import Language

/// The user's named values and verbs, and the results of the last commands.
package struct Names {
  /// A value with the command that made it.
  package struct Entry {
    /// The value.
    package let value: Value
    /// The command that made it.
    package let command: String
    /// The kinds of value it may be; more than one while a script is only checked.
    package let kinds: PipeKinds
    /// What a command that names no prompts and no model meant then; nil where that is not known.
    package let moment: Moment?

    /// Makes an entry; without kinds it has its value's.
    package init(
      value: Value, command: String, kinds: PipeKinds? = nil, moment: Moment? = nil
    ) {
      (self.value, self.command, self.kinds) = (value, command, kinds ?? value.kind)
      self.moment = moment
    }
  }

  /// The prompts and the model that a session had at some time.
  package struct Moment {
    /// How many prompts there were.
    package let prompts: Int
    /// The last one's hash; nil where there was none.
    package let lastHash: String?
    /// The current model with its edits, or a folder's model; nil where there was none.
    package let model: String?
    /// The folder of patterns that was current.
    package let folder: String?
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
  /// The names in the order in which they were made.
  package private(set) var order: [String] = []
  /// What `def` and `alias` named.
  package var verbs: [String: Verb] = [:]
  /// Results of the last commands, the newest first: `_`, `_2`, `_3`.
  package private(set) var results: [Entry] = []

  /// No names.
  package init() {}

  /// How many results are kept.
  package static let resultLimit = 10

  /// Keeps a result as the last one; text and nothing are not kept.
  package mutating func record(_ entry: Entry) {
    guard !entry.kinds.isSubset(of: [.nothing, .text]) else { return }
    results.insert(entry, at: 0)
    if results.count > Self.resultLimit { results.removeLast() }
  }

  /// Gives a value a name.
  package mutating func name(_ entry: Entry, _ name: String) {
    values[name] = entry
    order.removeAll { $0 == name }
    order.append(name)
  }

  /// Takes over names that are not there yet.
  mutating func adopt(_ made: Names) {
    for name in made.order where values[name] == nil {
      if let entry = made.values[name] { self.name(entry, name) }
    }
  }

  /// These names with the given values added, which hide those of the same names.
  package func with(_ given: [(name: String, value: Value)]) -> Names {
    var names = self
    for (name, value) in given { names.name(Entry(value: value, command: "given"), name) }
    return names
  }

  /// Forgets a name.
  ///
  /// - Returns: Whether it was there.
  package mutating func forget(_ name: String) -> Bool {
    order.removeAll { $0 == name }
    return values.removeValue(forKey: name) != nil
  }

  /// The value of a name made by `let`, or of `_`, `_2` and so on.
  package subscript(name: String) -> Entry? {
    if let entry = values[name] { return entry }
    guard let place = Self.resultPlace(name), results.indices.contains(place) else { return nil }
    return results[place]
  }

  /// The index among the last results that `_` (0), `_2` (1) and so on stand for; nil for other
  /// names.
  package static func resultPlace(_ name: String) -> Int? {
    if name == "_" { return 0 }
    guard name.first == "_", let number = Int(name.dropFirst()), number > 1 else { return nil }
    return number - 1
  }
}
