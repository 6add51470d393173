import Tensors
import Transformers

/// Which vectors stand for the tokens that a head reads.
public enum TokenRows: String, CaseIterable, Sendable {
  /// Embeddings as they are.
  case embedding
  /// Embeddings through the reader's norm, without its factors.
  case normed
  /// Embeddings as the first feed-forward layer leaves them, through the reader's norm: what later layers rather read.
  case effective

  /// The default for `layer`: embeddings in the first layer, effective embeddings in later ones.
  public static func usual(in layer: Int) -> TokenRows { layer == 0 ? .normed : .effective }
}

extension Model {
  /// The vectors of some tokens, `[tokens, width]`.
  func rows(_ kind: TokenRows, of tokens: [Int]) throws -> Tensor {
    var rows = try embeddings(of: tokens)
    if kind == .effective, let more = try feedForward(of: rows, layer: 0) { rows += more }
    guard kind != .embedding, [.before, .beforeAndAfter].contains(config.normPlacement) else {
      return rows
    }
    return rows.normalized(config.norm, epsilon: config.epsilon).rows
  }

  /// The unembedding's vectors of some tokens, `[tokens, width]`, the last norm folded in if asked for.
  func unembeddingRows(of tokens: [Int], form: CircuitForm) throws -> Tensor {
    var rows = try unembeddings(of: tokens).rows
    guard form == .folded, let norm = try finalNormFactors() else { return rows }
    if let weight = norm.weight { rows.scaleColumns(by: FloatBuffer(weight)) }
    guard (config.finalNorm ?? config.norm) == .layer else { return rows }
    for row in 0..<rows.rows {
      let range = row * rows.columns..<(row + 1) * rows.columns
      let mean = rows.values[range].reduce(0.0) { $0 + Double($1) } / Double(rows.columns)
      for place in range { rows.values[place] -= Float(mean) }
    }
    return rows
  }

  /// The sum over the vocabulary of left^T right, `[width, width]`: two tables multiplied without either being held whole.
  func tableProduct(
    checkpoint: () throws -> Void, _ left: ([Int]) throws -> Tensor,
    _ right: (([Int]) throws -> Tensor)?
  ) throws -> Matrix {
    let d = config.width
    var sum = [Double](repeating: 0, count: d * d)
    for start in stride(from: 0, to: config.vocabularySize, by: 2048) {
      try checkpoint()
      let tokens = Array(start..<min(start + 2048, config.vocabularySize))
      let first = try left(tokens)
      let second = try right.map { try $0(tokens) } ?? first
      // Columns of the left table in parts, one a core.
      let parts = min(Parallel.width, d)
      let products = Parallel.map(parts) { part -> [Float] in
        let columns = d * part / parts..<d * (part + 1) / parts
        var across = [Float](repeating: 0, count: columns.count * first.rows)
        for row in 0..<first.rows {
          for (place, column) in columns.enumerated() {
            across[place * first.rows + row] = first.values[row * d + column]
          }
        }
        return LinearAlgebra.products(
          across, second.values, count: 1, columns.count, first.rows, d)
      }
      for (place, value) in products.joined().enumerated() { sum[place] += Double(value) }
    }
    return Matrix(rows: d, columns: d, values: sum)
  }
}
