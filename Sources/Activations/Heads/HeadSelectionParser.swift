/// Reads the grammar that `HeadSelection` documents, character by character.
struct HeadSelectionParser {
  private let text: String
  private let characters: [Character]
  private let layers: Int
  private let heads: Int
  private var position = 0

  private let size: ModelSize

  init(_ text: String, _ size: ModelSize) {
    (self.text, self.size, layers, heads) = (text, size, size.layers, size.heads)
    characters = Array(text)
  }

  mutating func selection() throws -> Set<Head> {
    var chosen: Set<Head> = []
    repeat { chosen.formUnion(try item()) } while take(",", "~")
    return chosen
  }

  private mutating func item() throws -> Set<Head> {
    skipSpaces()
    let start = position
    var chosen = try term()
    while take("/") {
      skipSpaces()
      chosen.subtract(try term())
    }
    if chosen.isEmpty { throw error(from: start, "leaves no head: what follows '/' is taken away") }
    return chosen
  }

  private mutating func term() throws -> Set<Head> {
    let start = position
    guard take("L", "l") else {
      throw error(
        start..<wordEnd(start),
        start == wordEnd(start)
          ? "a head is missing: write one as L5H3, all as L*H*"
          : "'\(quoted(start..<wordEnd(start)))' is no head: "
            + (peek.map { "Hh".contains($0) } == true
              ? "a layer comes first, as in L*H3" : "write L5H3, L0-3H2, L5 or L*H*"))
    }
    let layers = try numbers("layer", count: layers, term: start)
    var indexes = 0..<heads
    if take("H", "h") { indexes = try numbers("head", count: heads, term: start) }
    skipSpaces()
    if let next = peek, !",~/".contains(next) {
      throw error(
        start..<wordEnd(position),
        "'\(quoted(start..<wordEnd(position)))' is no head: "
          + "'\(printable(next))' is not expected here; write L5H3, L0-3H2, L5 or L*H*")
    }
    let existing = layers.filter { size.patternless[$0] == nil }
    if existing.isEmpty, let first = layers.first {
      throw error(
        start..<position,
        "'\(quoted(start..<position))' is no head: \(size.patternlessSentence(first))")
    }
    return Set(existing.flatMap { layer in indexes.map { Head(layer: layer, index: $0) } })
  }

  /// The range of layers or heads that `*`, one place or a range names; `term` is where its term
  /// starts.
  private mutating func numbers(_ noun: String, count: Int, term: Int) throws -> Range<Int> {
    if take("*", "x", "X") {
      if count == 0 { throw outside(term) }
      return 0..<count
    }
    let first = try place(noun, count: count, term: term)
    guard take("-") else { return first..<first + 1 }
    guard let next = peek, next == "^" || next.isASCII && next.isNumber else {
      return first..<count
    }
    let last = try place(noun, count: count, term: term)
    if first > last {
      throw error(
        term..<position,
        "'\(quoted(term..<position))' runs backwards: the first \(noun) comes first")
    }
    return first..<last + 1
  }

  private mutating func place(_ noun: String, count: Int, term: Int) throws -> Int {
    let fromEnd = take("^")
    let start = position
    while let next = peek, next.isASCII, next.isNumber { position += 1 }
    if start == position {
      let end = wordEnd(position)
      let hint =
        peek == "-"
        ? "count from the end with ^1, from the start with 0-\(max(count - 1, 0))"
        : "give a number, a range as 0-3, or * for all"
      throw error(term..<end, "'\(quoted(term..<end))' has no \(noun) number: \(hint)")
    }
    // A number too large for an Int is outside any model.
    let number = Int(digits: String(characters[start..<position])) ?? .max
    let (place, overflow) = fromEnd ? count.subtractingReportingOverflow(number) : (number, false)
    guard !overflow, (0..<count).contains(place) else {
      if fromEnd && number == 0 {
        throw error(
          term..<wordEnd(position), "'\(quoted(term..<wordEnd(position)))': ^1 is the last \(noun)")
      }
      throw outside(term)
    }
    return place
  }

  private func outside(_ term: Int) -> SelectionError {
    let range = term..<wordEnd(position)
    return error(
      range,
      "'\(quoted(range))' is outside this model: "
        + "\(Self.list("layer", layers)), \(Self.list("head", heads, verb: false))")
  }

  /// "layers are 0-5", "heads 0-3", "the only head is 0".
  private static func list(_ noun: String, _ count: Int, verb: Bool = true) -> String {
    switch count {
    case ..<1: "it has no \(noun)s"
    case 1: "the only \(noun) is 0"
    default: "\(noun)s\(verb ? " are" : "") 0-\(count - 1)"
    }
  }

  // MARK: Characters

  private var peek: Character? { position < characters.count ? characters[position] : nil }

  private mutating func take(_ wanted: Character...) -> Bool {
    guard let next = peek, wanted.contains(next) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while let next = peek, next.isWhitespace { position += 1 }
  }

  /// The end of the item around `start`: the next separator or space.
  private func wordEnd(_ start: Int) -> Int {
    characters[start...].firstIndex { ",~/".contains($0) || $0.isWhitespace } ?? characters.count
  }

  private func quoted(_ range: Range<Int>) -> String {
    characters[range].map(printable).joined()
  }

  private func printable(_ character: Character) -> String {
    character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      ? "\u{FFFD}" : String(character)
  }

  private func error(from start: Int, _ problem: String) -> SelectionError {
    error(start..<position, "'\(quoted(start..<position))' \(problem)")
  }

  private func error(_ range: Range<Int>, _ problem: String) -> SelectionError {
    SelectionError(text, range, problem)
  }
}
