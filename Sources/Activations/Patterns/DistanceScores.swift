internal import Foundation

/// Learned scores that depend on the distance between query and key; ranges of distances share one
/// (T5: Raffel et al., 2020).
public struct DistanceScores: Equatable, Sendable {
  /// Number of ranges of distances.
  public let count: Int
  /// The distance from which on all distances share one range.
  public let farthest: Int
  /// Whether half of the ranges are for keys behind the query.
  public let tellsDirection: Bool
  /// The scores, `[ranges, heads]`.
  public let table: [Float]
  /// Number of heads.
  public let heads: Int
  /// The range of every distance below the largest that is told apart.
  private let near: [Int]

  /// Takes the learned scores, `[count, heads]`.
  public init(count: Int, farthest: Int, tellsDirection: Bool, table: [Float], heads: Int) {
    precondition(table.count == count * heads, "\(table.count) scores for \(count) x \(heads)")
    (self.count, self.farthest, self.tellsDirection) = (count, farthest, tellsDirection)
    (self.table, self.heads) = (table, heads)
    let ranges = tellsDirection ? count / 2 : count
    near = (0...farthest).map { Self.range(of: $0, among: ranges, farthest: farthest) }
  }

  /// What `head` adds for a key that stands `distance` tokens after the query.
  public func score(head: Int, distance: Int) -> Float {
    let ahead = tellsDirection && distance > 0 ? count / 2 : 0
    let far = tellsDirection ? abs(distance) : max(-distance, 0)
    return table[(ahead + near[min(far, farthest)]) * heads + head]
  }

  /// The range of a distance without direction: exact ones first, then wider and wider ones.
  private static func range(of distance: Int, among ranges: Int, farthest: Int) -> Int {
    let exact = ranges / 2
    guard distance >= exact, farthest > exact else { return min(distance, ranges - 1) }
    let share =
      log(Float(distance) / Float(exact)) / log(Float(farthest) / Float(exact))
      * Float(ranges - exact)
    return min(exact + Int(share), ranges - 1)
  }
}
