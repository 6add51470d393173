/// Values that have names, the last results, and verbs of the user's own.
struct Names {
  /// A value with the command that made it.
  struct Entry {
    let value: Value
    let command: String
  }

  /// A verb of the user's own.
  enum Verb {
    /// What `def` said, and the text that it stands in.
    case definition(Definition, SourceText)
    /// The words that `alias` said.
    case alias([Word])
  }

  /// What `let` named.
  var values: [String: Entry] = [:]
  /// What `def` and `alias` named.
  var verbs: [String: Verb] = [:]
  /// Results of the last commands, the newest first: `_`, `_2`, `_3`.
  private(set) var results: [Entry] = []

  /// How many results are kept.
  static let resultLimit = 10

  /// Makes a result the last one; text and nothing are none.
  mutating func record(_ value: Value, of command: String) {
    switch value {
    case .nothing, .text: return
    default:
      results.insert(Entry(value: value, command: command), at: 0)
      if results.count > Self.resultLimit { results.removeLast() }
    }
  }

  /// What a name stands for: of `let`, or `_`, `_2` and so on.
  subscript(name: String) -> Entry? {
    if let entry = values[name] { return entry }
    guard let place = Self.resultPlace(name), results.indices.contains(place) else { return nil }
    return results[place]
  }

  /// The place that `_` (0), `_2` (1) and so on name; nil for other names.
  static func resultPlace(_ name: String) -> Int? {
    if name == "_" { return 0 }
    guard name.first == "_", let number = Int(name.dropFirst()), number > 1 else { return nil }
    return number - 1
  }
}
