import Activations
import Tensors
import Transformers

/// Which form of a head's weights is analysed.
public enum CircuitForm: String, CaseIterable, Sendable {
  /// As they are stored.
  case raw
  /// With what stands between stream and head folded in: the factors of norms, and LayerNorm's centring.
  case folded
}

/// The four matrices of one layer's heads, rows times matrix, without biases.
struct HeadMatrices: Sendable {
  let query: Tensor  // [d, heads * h]
  let key: Tensor  // [d, key heads * h]
  let value: Tensor  // [d, key heads * h]
  let output: Tensor  // [heads * h, d]
  private let group: Int
  private let headWidth: Int

  init(_ model: Model, layer: Int, form: CircuitForm) throws {
    let config = model.config
    group = config.heads / config.keyValueHeads(in: layer)
    headWidth = config.headWidth(in: layer)
    let maps = try model.attentionMaps(layer: layer)
    var (query, key) = (maps.query.matrix(), maps.key.matrix())
    var (value, output) = (maps.value.matrix(), maps.output.matrix())
    if form == .folded {
      guard config.normPlacement != .onSum else {
        throw CausalError(
          "\(config.name) normalises its stream after every sublayer: only raw weights can be read")
      }
      if let norm = maps.norm {
        query.foldNorm(norm, config.norm)
        key.foldNorm(norm, config.norm)
        value.foldNorm(norm, config.norm)
      }
      let width = config.queryKeyNorm == .perHead ? headWidth : nil
      if let norm = maps.queryNorm { query.foldNormBehind(norm, config.norm, width: width) }
      if let norm = maps.keyNorm { key.foldNormBehind(norm, config.norm, width: width) }
      if let norm = maps.postNorm { output.foldNormBehind(norm, config.norm, width: nil) }
    }
    (self.query, self.key, self.value, self.output) = (query, key, value, output)
  }

  /// The key head of a query head.
  private func keyHead(_ head: Int) -> Int { head / group }

  /// W_Q of a head, `[d, h]`.
  func query(_ head: Int) -> Matrix { window(of: query, head) }
  /// W_K of a query head's group, `[d, h]`.
  func key(_ head: Int) -> Matrix { window(of: key, keyHead(head)) }
  /// W_V of a query head's group, `[d, h]`.
  func value(_ head: Int) -> Matrix { window(of: value, keyHead(head)) }
  /// W_O of a head, `[h, d]`.
  func output(_ head: Int) -> Matrix {
    let count = headWidth * output.columns
    return Matrix(
      rows: headWidth, columns: output.columns,
      values: output.values[head * count..<(head + 1) * count].map(Double.init))
  }

  private func window(of matrix: Tensor, _ head: Int) -> Matrix {
    let (h, columns) = (headWidth, matrix.columns)
    var values: [Double] = []
    values.reserveCapacity(matrix.rows * h)
    for row in 0..<matrix.rows {
      let start = row * columns + head * h
      values += matrix.values[start..<start + h].map(Double.init)
    }
    return Matrix(rows: matrix.rows, columns: h, values: values)
  }
}

extension Tensor {
  /// Folds the norm that stands before a map into it: each input's factor, and the centring of inputs.
  mutating func foldNorm(_ norm: NormFactors, _ kind: NormKind) {
    let columns = columns
    if let weight = norm.weight {
      for row in 0..<rows {
        for column in 0..<columns { values[row * columns + column] *= weight[row] }
      }
    }
    guard kind == .layer else { return }
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += Double(values[row * columns + column]) }
      let mean = sum / Double(rows)
      for row in 0..<rows { values[row * columns + column] -= Float(mean) }
    }
  }

  /// Folds the norm that stands behind a map into it: the centring of what it measures, and each output's factor.
  ///
  /// - Parameter width: The outputs that are measured together; nil for all.
  mutating func foldNormBehind(_ norm: NormFactors, _ kind: NormKind, width: Int?) {
    let width = width ?? columns
    for start in stride(from: 0, to: values.count, by: width) {
      if kind == .layer {
        let mean = values[start..<start + width].reduce(0.0) { $0 + Double($1) } / Double(width)
        for place in start..<start + width { values[place] -= Float(mean) }
      }
      guard let weight = norm.weight else { continue }
      for place in start..<start + width {
        values[place] *= weight[place % columns % weight.count]
      }
    }
  }
}

/// A small matrix in float64.
struct Matrix: Sendable {
  let rows: Int
  let columns: Int
  var values: [Double]

  /// The product with another.
  func times(_ other: Matrix) -> Matrix {
    precondition(columns == other.rows, "[\(rows), \(columns)] times [\(other.rows), ...]")
    return Matrix(
      rows: rows, columns: other.columns,
      values: LinearAlgebra.products(
        values, other.values, count: 1, rows, columns, other.columns))
  }

  /// The matrix with rows and columns exchanged.
  var transposed: Matrix {
    var result = self.values
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
    }
    return Matrix(rows: columns, columns: rows, values: result)
  }

  /// The sum of eigenvalues over the sum of their magnitudes, from -1 to 1; 0 where there is none but 0.
  func eigenvalueRatio() throws -> Double {
    let (real, imaginary) = try LinearAlgebra.eigenvalues(of: values, size: rows)
    let whole = zip(real, imaginary).reduce(0) { $0 + ($1.0 * $1.0 + $1.1 * $1.1).squareRoot() }
    return whole > 0 ? real.reduce(0, +) / whole : 0
  }

  /// The root of the sum of squares.
  var norm: Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// A matrix R with R^T R equal to this one times its own transpose, `[rows, rows]`: as long as this for what is multiplied from the left.
  func leftRoot() throws -> Matrix {
    let gram = times(transposed)
    let (values, vectors) = try LinearAlgebra.symmetricEigenvalues(
      of: gram.values, size: rows, vectors: true)
    var scaled = vectors
    for row in 0..<rows {
      for column in 0..<rows {
        scaled[row * rows + column] *= max(0, values[column]).squareRoot()
      }
    }
    return Matrix(rows: rows, columns: rows, values: scaled)
  }
}
