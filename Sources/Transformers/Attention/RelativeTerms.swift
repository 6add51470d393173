import Activations
import Formats
import Foundation
import Tensors

/// What one layer's scores gain from vectors of distances: each query meets the keys of distances, each key their queries.
struct RelativeTerms: Sendable {
  let axes: ModelConfig.RelativeScores
  let keys: Tensor?  // [2 span, heads * h]
  let queries: Tensor?

  /// Adds to the scores `[queries, seen]` of one head.
  func add(
    _ own: MatrixView, at places: Range<Int>, head: Int, _ parts: [HeadRows],
    seeing seen: Range<Int>, scale: Float, into scores: MatrixView
  ) {
    let h = unsafe own.columns
    if let keys {
      let met = unsafe met(own, by: keys, head, h)  // [queries, 2 span]
      for (row, place) in places.enumerated() {
        for (column, key) in seen.enumerated() {
          unsafe scores.base[row * scores.stride + column] +=
            scale * met.values[row * met.columns + axes.row(of: place - key)]
        }
      }
    }
    guard let queries else { return }
    for index in unsafe parts.indices {
      let part = unsafe parts[index].clamped(to: seen)
      guard unsafe !part.places.isEmpty else { continue }
      let met = unsafe met(part.rows, by: queries, head, h)  // [keys, 2 span]
      for (row, place) in places.enumerated() {
        for (index, key) in unsafe part.places.enumerated() {
          unsafe scores.base[row * scores.stride + key - seen.lowerBound] +=
            scale * met.values[index * met.columns + axes.row(of: place - key)]
        }
      }
    }
  }

  /// Products of rows `[rows, h]` with one head's part of vectors of distances.
  private func met(_ rows: MatrixView, by vectors: Tensor, _ head: Int, _ h: Int) -> Tensor {
    var result = unsafe Tensor(zeros: [rows.rows, vectors.rows])
    unsafe result.withMatrix { target in
      unsafe ReadOnlyMatrix(vectors).view { matrix in
        unsafe multiply(
          rows, matrix.part(rows: 0..<vectors.rows, columns: head * h..<(head + 1) * h),
          .columnsByInner, into: target)
      }
    }
    return result
  }
}

extension ModelConfig.RelativeScores {
  /// The row of the table for a query `distance` tokens behind a key.
  func row(of distance: Int) -> Int {
    min(max(bucket(distance) + span, 0), 2 * span - 1)
  }

  /// Small distances are their own bucket, larger ones share some by their logarithm.
  private func bucket(_ distance: Int) -> Int {
    guard buckets > 0 else { return distance }
    let middle = buckets / 2
    let size = abs(distance)
    guard size > middle else { return distance }
    let share =
      log(Double(size) / Double(middle))
      / log(Double(farthest - 1) / Double(middle))
    let far = middle + Int((share * Double(middle - 1)).rounded(.up))
    return distance < 0 ? -far : far
  }
}

extension WeightReader {
  /// The vectors of distances, normalised where the family does so, `[2 span, width]`.
  func relativeVectors() throws -> Tensor? {
    guard let axes = config.relativeScores else { return nil }
    let rows = try wholeRows(
      Array(0..<2 * axes.span), of: .relativeTable, width: config.width)
    guard axes.isNormalized else { return rows }
    return rows.normalized(by: try norm(.relativeNorm, layer: nil), config)
  }
}

extension ForwardPass {
  /// What scores of a layer gain from vectors of distances.
  func relativeTerms(_ weights: AttentionWeights, _ layer: Int) throws -> RelativeTerms? {
    guard let axes = config.relativeScores, let vectors = try self.weights.relativeVectors()
    else { return nil }
    let key = axes.sharesMaps ? weights.key : weights.relativeKey ?? weights.key
    let query = axes.sharesMaps ? weights.query : weights.relativeQuery ?? weights.query
    return RelativeTerms(
      axes: axes, keys: axes.queries ? key(vectors) : nil,
      queries: axes.keys ? query(vectors) : nil)
  }
}
