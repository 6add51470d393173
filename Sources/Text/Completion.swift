/// What Tab offers at the cursor, and which part of the line it replaces.
public struct Completion: Equatable, Sendable {
  /// Where the text to be replaced starts: a count of code points from the line's start.
  public var start: Int
  /// What may replace it up to the cursor, in the order in which it is listed.
  public var candidates: [Candidate]

  /// A choice of `candidates` for what stands from `start` to the cursor.
  public init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  /// The longest text that all candidates begin with.
  public var commonPrefix: String {
    guard let first = candidates.first?.text else { return "" }
    var length = first.unicodeScalars.count
    for candidate in candidates.dropFirst() {
      let shared = zip(first.unicodeScalars, candidate.text.unicodeScalars).prefix { $0 == $1 }
      length = min(length, Array(shared).count)
    }
    var prefix = String.UnicodeScalarView()
    prefix.append(contentsOf: first.unicodeScalars.prefix(length))
    return String(prefix)
  }
}

/// One text that could stand at the cursor.
public struct Candidate: Equatable, Sendable {
  /// What is put into the line.
  public var text: String
  /// What is listed.
  public var label: String
  /// What follows it in the list, dimmed: what a verb does, an option's values.
  public var detail: String
  /// Whether the word is complete with it, so that a space follows.
  public var endsWord: Bool

  /// A candidate, listed as its own text unless `label` says otherwise.
  public init(_ text: String, label: String? = nil, detail: String = "", endsWord: Bool = true) {
    self.text = text
    self.label = label ?? text
    self.detail = detail
    self.endsWord = endsWord
  }
}

/// A function that answers Tab, given the line and the cursor's place in code points.
public typealias Completer = (_ line: String, _ cursor: Int) -> Completion
