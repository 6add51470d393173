import Activations
import Formats
import Tensors

/// The tables at both ends of a model.
extension WeightReader {
  /// These rows of an embedding, `[rows, width]`.
  func rows(_ rows: [Int], of role: WeightRole) throws -> Tensor {
    try wholeRows(
      rows, of: role,
      width: config.isEncoder || role == .embedding ? config.tableWidth : config.width)
  }

  /// These rows of a table whose rows have `width` elements.
  func wholeRows(_ rows: [Int], of role: WeightRole, width: Int) throws -> Tensor {
    let table = try stored(role, nil)
    // Some files keep a table of places as [1, places, width].
    guard table.shape.drop(while: { $0 == 1 }).count <= 2, table.columns == width else {
      throw wrongShape(table, expected: "[..., \(width)]")
    }
    if let row = rows.first(where: { !(0..<table.rows).contains($0) }) {
      throw ModelError(
        .badRequest, "token \(row) is outside this model: ids are 0-\(table.rows - 1)")
    }
    return try unsafe Tensor(shape: [rows.count, width]) { floats in
      for (index, row) in rows.enumerated() {
        let target = index * width..<(index + 1) * width
        try unsafe table.widen(
          rows: row..<row + 1, into: UnsafeMutableBufferPointer(rebasing: floats[target]))
      }
    }
  }

  /// Learned scores of distances, `[buckets, heads]`, which all layers share.
  func distances() throws -> DistanceScores? {
    guard let axes = config.distances else { return nil }
    let table = try stored(.distances, nil, shape: [axes.count, config.heads])
    return DistanceScores(
      count: axes.count, farthest: axes.farthest, tellsDirection: axes.tellsDirection,
      table: try table.widened().array, heads: config.heads)
  }

  /// What a masked language model puts before its unembedding; nil where the files have none.
  func head() throws -> UnembeddingWeights? {
    guard let name = layout.name(.headMap, layer: nil), find(name + ".weight") != nil else {
      return nil
    }
    return UnembeddingWeights(
      map: try linear(.headMap, 0, config.width, config.tableWidth),
      norm: try norm(.headNorm, layer: nil, count: config.tableWidth))
  }

  /// `x` times the unembedding, `[rows, vocabulary]`.
  func logits(of x: Tensor) throws -> Tensor {
    let x = try tableMap(.unembeddingMap, config.width, config.tableWidth).map { $0(x) } ?? x
    let own = ownUnembedding
    guard layout.unembedsInputsByOutputs, let own else {
      return try logits(of: x, own ?? stored(.embedding, nil))
    }
    guard own.shape.count == 2, own.shape[0] == config.width else {
      throw wrongShape(own, expected: "[\(config.width), ...]")
    }
    return x.product(
      WeightMatrix(try own.storedRows(), .innerByColumns),
      adding: try bias(.unembedding, nil, shape: [own.columns])?.widened())
  }

  /// The map between the width of the table of tokens and the model's; nil where they are the same, or the file has none.
  func tableMap(_ role: WeightRole, _ inputs: Int, _ outputs: Int) throws -> Linear? {
    guard config.embeddingWidth != nil, layout.names[role] != nil else { return nil }
    return try linear(role, 0, inputs, outputs)
  }

  /// The tensor that is the unembedding, where it is not the embedding.
  private var ownUnembedding: StoredTensor? {
    layout.name(.unembedding, layer: nil).flatMap { name in
      layout.weightSuffixes.lazy.compactMap { find(name + $0) }.first
    }
  }

  /// The unembedding's vectors of these tokens, `[tokens, width]`, and what is added to the logit of each.
  func unembeddings(of tokens: [Int]) throws -> (rows: Tensor, biases: [Float]) {
    let own = ownUnembedding
    let isAcross = layout.unembedsInputsByOutputs && own != nil
    let table = try own ?? stored(.embedding, nil)
    let count = isAcross ? table.columns : table.rows
    if let token = tokens.first(where: { !(0..<count).contains($0) }) {
      throw ModelError(
        .badRequest, "token \(token) is outside this model: ids are 0-\(count - 1)")
    }
    let biases = try bias(.unembedding, nil, shape: [count])?.widened().array
    let width = config.tableWidth
    guard table.shape.count == 2, (isAcross ? table.rows : table.columns) == width else {
      throw wrongShape(table, expected: isAcross ? "[\(width), ...]" : "[..., \(width)]")
    }
    let values: [Float]
    if isAcross {
      let whole = try table.widened().array
      values = tokens.flatMap { token in (0..<width).map { whole[$0 * count + token] } }
    } else {
      values = try table.widened(rows: tokens.map { $0..<$0 + 1 }).array
    }
    var rows = Tensor(shape: [tokens.count, width], values: values)
    if layout.names[.unembeddingMap] != nil, width != config.width {
      let map = try stored(.unembeddingMap, nil, shape: [width, config.width])
      rows = rows.product(WeightMatrix(try map.storedRows(), .innerByColumns))
    }
    return (
      rows,
      tokens.map { token in biases.map { $0[token] } ?? 0 }
    )
  }

  /// `x` times a table `[vocabulary, width]`.
  private func logits(of x: Tensor, _ table: StoredTensor) throws -> Tensor {
    guard table.shape.count == 2, table.columns == config.tableWidth else {
      throw wrongShape(table, expected: "[..., \(config.tableWidth)]")
    }
    return x.product(
      WeightMatrix(try table.storedRows(), .columnsByInner),
      adding: try bias(.unembedding, nil, shape: [table.rows])?.widened())
  }
}
