/// A part of a pattern by token numbers, as `[q,k]` with Python's half-open slices: `[3:9,:5]`,
/// `[-1]`, `[:,0]`.
///
/// The first axis is the query (row), the second the key (column); without it all keys are meant.
/// Negative numbers count from the end. As in Python, a slice stops at the ends of what there is
/// while a single number must be inside; unlike there, a slice that holds nothing is an error.
public struct TokenSlice: Equatable, Sendable {
  /// What is chosen along one axis.
  public enum Axis: Equatable, Sendable {
    /// One token; -1 is the last.
    case token(Int)
    /// From the first number up to but without the second; nil is that end of the axis.
    case tokens(from: Int?, to: Int?)
  }

  /// The chosen queries.
  public let queries: Axis

  /// The chosen keys.
  public let keys: Axis

  /// Chooses these queries and keys.
  public init(queries: Axis, keys: Axis = .tokens(from: nil, to: nil)) {
    (self.queries, self.keys) = (queries, keys)
  }

  /// Parses such a text, brackets included.
  ///
  /// - Throws: `SelectionError` that points at the bad part.
  public init(_ text: String) throws {
    let characters = Array(text)
    guard characters.first == "[", characters.last == "]", characters.count > 1 else {
      throw SelectionError(
        text, 0..<characters.count,
        "'\(text)' is no token slice: it stands in brackets, as [3:9,:5]")
    }
    var axes: [Axis] = []
    var start = 1
    for end in characters.indices.dropFirst() where ",]".contains(characters[end]) {
      guard characters[end] == "," || end == characters.count - 1 else {
        throw SelectionError(text, end..<end + 1, "'\(text)' closes its bracket twice")
      }
      axes.append(try Self.axis(characters, start..<end, of: text))
      start = end + 1
    }
    guard axes.count <= 2 else {
      throw SelectionError(
        text, 0..<characters.count,
        "'\(text)' has \(axes.count) axes: a pattern has two, [query,key]")
    }
    self.init(queries: axes[0], keys: axes.count > 1 ? axes[1] : .tokens(from: nil, to: nil))
  }

  private static func axis(
    _ characters: [Character], _ range: Range<Int>, of text: String
  ) throws -> Axis {
    let part = String(characters[range])
    let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
      .map { String($0.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace)) }
    func number(_ piece: String) throws -> Int {
      guard
        let value = Int(digits: piece.first == "-" ? piece.dropFirst() : piece[...])
      else {
        throw SelectionError(
          text, range,
          piece.isEmpty
            ? "'\(text)' lacks a number: write [query,key], [:,key] for all queries"
            : "'\(piece)' in '\(text)' is no token number: write one as 3, -1 (the last) or 3:9")
      }
      return piece.first == "-" ? -value : value
    }
    switch pieces.count {
    case 1: return .token(try number(pieces[0]))
    case 2:
      return .tokens(
        from: pieces[0].isEmpty ? nil : try number(pieces[0]),
        to: pieces[1].isEmpty ? nil : try number(pieces[1]))
    default:
      throw SelectionError(text, range, "'\(part)' in '\(text)' has a step: a slice is from:to")
    }
  }
}

extension TokenSlice: CustomStringConvertible {
  /// The text that parses to this slice; an axis of all keys is left out.
  public var description: String {
    keys == .tokens(from: nil, to: nil) ? "[\(queries.text)]" : "[\(queries.text),\(keys.text)]"
  }
}

extension TokenSlice.Axis {
  fileprivate var text: String {
    switch self {
    case .token(let place): "\(place)"
    case .tokens(let from, let to): "\(from.map(String.init) ?? ""):\(to.map(String.init) ?? "")"
    }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    guard let last = lastIndex(where: { !predicate($0) }) else { return prefix(0) }
    return self[...last]
  }
}
