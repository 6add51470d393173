/// Which tokens' logits a pass computes.
public enum LogitRows: Equatable, Sendable, ExpressibleByBooleanLiteral {
  /// Of none: the pass ends with the last hook point that is wanted.
  case none
  /// Of the last.
  case last
  /// Of those at these places, in this order.
  case rows([Int])
  /// Of all.
  case all

  /// Chooses all tokens or none.
  public init(booleanLiteral value: Bool) { self = value ? .all : .none }

  /// The places that are meant among these.
  func places(in range: Range<Int>) -> [Int] {
    switch self {
    case .none: []
    case .last: range.last.map { [$0] } ?? []
    case .rows(let rows): rows
    case .all: Array(range)
    }
  }

  /// Refuses places that are not among `range`.
  func check(_ range: Range<Int>) throws {
    guard case .rows(let rows) = self, let row = rows.first(where: { !range.contains($0) }) else {
      return
    }
    throw ModelError(
      .badRequest,
      "logits of place \(row); this pass has places \(range.lowerBound) to \(range.upperBound - 1)")
  }
}
