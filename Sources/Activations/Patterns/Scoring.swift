internal import Foundation
public import Tensors

/// How a layer turns queries and keys into scores, masks them, and turns scores into a pattern.
public struct Scoring: Equatable, Sendable {
  /// The factor on each product of query and key.
  public let scale: Float
  /// Which keys a query sees.
  public let sight: Sight
  /// The soft limit of scores, cap tanh(score / cap); nil for none.
  public var cap: Float?
  /// ALiBi's slopes, one a head: what a score loses for each token of distance.
  public var slopes: [Float]?
  /// What a score gains by the distance of query and key; nil for nothing.
  public var distances: DistanceScores?
  /// Attention sinks, one a head: a score that takes part in the softmax and is then dropped.
  public var sinks: [Float]?

  /// Sets the scale and the mask; the other properties are set by the families that have them.
  public init(scale: Float, sight: Sight) { (self.scale, self.sight) = (scale, sight) }
}

extension Scoring {
  /// Whether what differs from head to head is there for each of so many.
  func fits(heads: Int) -> Bool {
    [slopes?.count, sinks?.count, distances?.heads].allSatisfy { $0 == nil || $0 == heads }
  }
}

/// One head's keys, or values, at consecutive places of a prompt.
@unsafe public struct HeadRows {
  /// The places in the prompt.
  public let places: Range<Int>
  /// `[places, h]`.
  public let rows: MatrixView

  /// Makes rows of a head at these places.
  public init(places: Range<Int>, rows: MatrixView) {
    unsafe self.places = places
    unsafe self.rows = rows
  }

  /// The part at those of its places that are among `range`.
  public func clamped(to range: Range<Int>) -> HeadRows {
    let part = unsafe places.clamped(to: range)
    let first = unsafe part.isEmpty ? 0 : part.lowerBound - places.lowerBound
    return unsafe HeadRows(places: part, rows: rows.rows(first..<first + part.count))
  }
}

extension Scoring {
  /// Computes the scores of some queries with some keys; those of masked keys are -infinity.
  ///
  /// - Parameters:
  ///   - queries: `[places, h]`, one head's at consecutive places.
  ///   - keys: Together those of a prompt of `count` tokens, or more of them than `seen`.
  ///   - seen: The places of the keys: all that the queries see, or some of them.
  ///   - block: Where scores go, `[places, seen]`.
  public func score(
    _ queries: MatrixView, at places: Range<Int>, head: Int, _ keys: [HeadRows],
    seeing seen: Range<Int>, of count: Int, into block: MatrixView
  ) {
    for index in unsafe keys.indices {
      let part = unsafe keys[index].clamped(to: seen)
      guard unsafe !part.places.isEmpty else { continue }
      let columns = unsafe part.places.lowerBound - seen.lowerBound
      unsafe multiply(
        queries, part.rows, .columnsByInner, scale: scale,
        into: block.columns(columns..<columns + part.places.count))
    }
    for (row, query) in places.enumerated() {
      unsafe finish(
        block.base + row * block.stride, head: head, query: query, of: count, seen)
    }
  }

  /// Turns scores into weights: each row becomes a distribution over the keys that the query sees.
  public func soften(
    _ block: MatrixView, at places: Range<Int>, head: Int, seeing seen: Range<Int>, of count: Int
  ) {
    for (index, query) in places.enumerated() {
      let row = unsafe block.base + index * block.stride
      let visible = columns(query, of: count, seen)
      unsafe row.update(repeating: 0, count: visible.lowerBound)
      unsafe softmax(
        UnsafeMutableBufferPointer(start: row + visible.lowerBound, count: visible.count),
        sink: sinks?[head])
      unsafe (row + visible.upperBound).update(
        repeating: 0, count: seen.count - visible.upperBound)
    }
  }

  /// Turns scores of the next keys of rows that were begun with `RunningSoftmax` into weights.
  ///
  /// - Parameters:
  ///   - softmaxes: One a row.
  ///   - mixed: What the weights before have mixed, `[places, h]`, which is scaled with them.
  public func soften(
    _ block: MatrixView, at places: Range<Int>, seeing seen: Range<Int>, of count: Int,
    behind softmaxes: inout [RunningSoftmax], scaling mixed: MatrixView
  ) {
    for (index, query) in places.enumerated() {
      let row = unsafe block.base + index * block.stride
      let visible = columns(query, of: count, seen)
      unsafe row.update(repeating: 0, count: visible.lowerBound)
      let factor = unsafe softmaxes[index].add(
        UnsafeMutableBufferPointer(start: row + visible.lowerBound, count: visible.count))
      unsafe (row + visible.upperBound).update(
        repeating: 0, count: seen.count - visible.upperBound)
      if factor != 1 { unsafe mixed.rows(index..<index + 1).scale(by: factor) }
    }
  }

  /// Caps, slopes and shifts the products of one query with the keys at `seen`, and hides what it does not see.
  private func finish(
    _ row: UnsafeMutablePointer<Float>, head: Int, query: Int, of count: Int, _ seen: Range<Int>
  ) {
    let visible = columns(query, of: count, seen)
    let first = seen.lowerBound - query  // the distance of column 0
    if let cap {
      for column in visible { unsafe row[column] = cap * tanh(row[column] / cap) }
    }
    if let slope = slopes?[head] {
      for column in visible { unsafe row[column] += slope * Float(first + column) }
    }
    if let distances {
      for column in visible {
        unsafe row[column] += distances.score(head: head, distance: first + column)
      }
    }
    unsafe row.update(repeating: -.infinity, count: visible.lowerBound)
    unsafe (row + visible.upperBound).update(
      repeating: -.infinity, count: seen.count - visible.upperBound)
  }

  /// The columns of a block over the keys at `seen` that one query sees.
  private func columns(_ query: Int, of count: Int, _ seen: Range<Int>) -> Range<Int> {
    let visible = sight.keys(from: query, of: count).clamped(to: seen)
    return visible.lowerBound - seen.lowerBound..<visible.upperBound - seen.lowerBound
  }
}
