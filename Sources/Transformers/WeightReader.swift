import Formats
import Tensors

/// Finds the tensors of a role, checks their shapes and widens them to float32.
struct WeightReader: Sendable {
  let tensors: [String: StoredTensor]
  let path: String
  let layout: WeightLayout
  let config: ModelConfig

  /// Bytes that one widened layer takes, biases and norms left out.
  var bytesPerLayer: Int {
    let attention = 2 * (config.heads + config.keyValueHeads) * config.headWidth * config.width
    let hidden = (config.isGated ? 3 : 2) * config.hiddenWidth * config.width
    return (attention + hidden) * MemoryLayout<Float>.size
  }

  /// Everything that block `index` multiplies with.
  func layer(_ index: Int) throws -> LayerWeights {
    let (query, key, value) = try queryKeyValue(layer: index)
    let (width, hidden) = (config.width, config.hiddenWidth)
    return LayerWeights(
      norm1: try norm(.norm1, layer: index),
      norm2: try norm(.norm2, layer: index),
      query: query, key: key, value: value,
      output: try linear(.output, index, config.heads * config.headWidth, width),
      gate: config.isGated ? try linear(.gate, index, width, hidden) : nil,
      up: try linear(.up, index, width, hidden),
      down: try linear(.down, index, hidden, width))
  }

  /// A norm's factors and offsets.
  func norm(_ role: WeightRole, layer: Int?) throws -> NormWeights {
    NormWeights(
      weight: try stored(role, layer, ".weight", shape: [config.width]).widened(),
      bias: try optional(role, layer, ".bias", count: config.width)?.widened())
  }

  /// These rows of an embedding, `[rows, width]`.
  func rows(_ rows: [Int], of role: WeightRole) throws -> Tensor {
    let table = try stored(role, nil, ".weight")
    guard table.shape.count == 2, table.columns == config.width else {
      throw wrongShape(table, expected: "[..., \(config.width)]")
    }
    if let row = rows.first(where: { !(0..<table.rows).contains($0) }) {
      throw ModelError(
        .badRequest, "token \(row) is outside this model: ids are 0-\(table.rows - 1)")
    }
    return try unsafe Tensor(shape: [rows.count, config.width]) { floats in
      for (index, row) in rows.enumerated() {
        let target = index * config.width..<(index + 1) * config.width
        try unsafe table.widen(
          rows: row..<row + 1, into: UnsafeMutableBufferPointer(rebasing: floats[target]))
      }
    }
  }

  /// `x` times the unembedding, `[rows, vocabulary]`.
  func logits(of x: Tensor) throws -> Tensor {
    let own = layout.name(.unembedding, layer: nil).flatMap { find($0 + ".weight") }
    let table = try own ?? stored(.embedding, nil, ".weight")
    guard table.shape.count == 2, table.columns == config.width else {
      throw wrongShape(table, expected: "[..., \(config.width)]")
    }
    let bias = try optional(.unembedding, nil, ".bias", count: table.rows)?.widened().array
    var logits = Tensor(zeros: [x.rows, table.rows])
    for start in stride(from: 0, to: table.rows, by: 8192) {
      let part = start..<min(start + 8192, table.rows)
      let weight = WeightMatrix(
        try table.widened(rows: [part]), .columnsByInner, inner: config.width, columns: part.count)
      let some = x.product(weight, adding: bias.map { FloatBuffer(Array($0[part])) })
      for row in 0..<x.rows {
        let place = row * table.rows + part.lowerBound
        logits.values.replaceSubrange(
          place..<place + part.count,
          with: some.values[row * part.count..<(row + 1) * part.count])
      }
    }
    return logits
  }
}

extension WeightReader {
  private func queryKeyValue(layer: Int) throws -> (query: Linear, key: Linear, value: Linear) {
    let (width, h) = (config.width, config.headWidth)
    let (queries, keys) = (config.heads * h, config.keyValueHeads * h)
    guard layout.names[.queryKeyValue] != nil else {
      return (
        try linear(.query, layer, width, queries, heads: config.heads),
        try linear(.key, layer, width, keys, heads: config.keyValueHeads),
        try linear(.value, layer, width, keys)
      )
    }
    let all = queries + 2 * keys
    switch layout.fusedOrder {
    case .byRole:
      let fused = try linear(.queryKeyValue, layer, width, all)
      return (
        try fused.columns(0..<queries), try fused.columns(queries..<queries + keys),
        try fused.columns(queries + keys..<all)
      )
    case .byHead:
      let parts = (0..<3).map { part in
        (0..<config.heads).map { head in (3 * head + part) * h..<(3 * head + part + 1) * h }
      }
      return (
        try linear(.queryKeyValue, layer, width, all, outputs: parts[0]),
        try linear(.queryKeyValue, layer, width, all, outputs: parts[1]),
        try linear(.queryKeyValue, layer, width, all, outputs: parts[2])
      )
    }
  }

  /// A linear map of `inputs` to `outputs` values, or to those of its outputs that `parts` names.
  private func linear(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, heads: Int? = nil,
    outputs parts: [Range<Int>]? = nil
  ) throws -> Linear {
    let shape = layout.isInputsByOutputs ? [inputs, outputs] : [outputs, inputs]
    let weight = try stored(role, layer, ".weight", shape: shape)
    let bias = try optional(role, layer, ".bias", count: outputs)
    var parts = parts
    if let heads, layout.interleavesRotaryRows { parts = separatedHalves(heads) }
    guard let parts, !layout.isInputsByOutputs else {
      let matrix = WeightMatrix(
        try weight.widened(), layout.isInputsByOutputs ? .innerByColumns : .columnsByInner,
        inner: inputs, columns: outputs)
      return Linear(weight: matrix, bias: try bias?.widened())
    }
    let columns = parts.reduce(0) { $0 + $1.count }
    let chosen = try bias.map { bias in
      let values = try bias.widened().array
      return FloatBuffer(parts.flatMap { values[$0] })
    }
    return Linear(
      weight: WeightMatrix(
        try weight.widened(rows: parts), .columnsByInner, inner: inputs, columns: columns),
      bias: chosen)
  }

  /// The order of rows that undoes llama.cpp's: of each head the even rows, then the odd ones.
  private func separatedHalves(_ heads: Int) -> [Range<Int>] {
    let h = config.headWidth
    return (0..<heads).flatMap { head in
      (0..<h).map { row in
        let stored = head * h + 2 * (row % (h / 2)) + row / (h / 2)
        return stored..<stored + 1
      }
    }
  }

  private func stored(
    _ role: WeightRole, _ layer: Int?, _ suffix: String, shape: [Int]? = nil
  ) throws -> StoredTensor {
    guard let name = layout.name(role, layer: layer) else {
      throw ModelError(.badFile, "\(path): this family has no tensor for \(role)")
    }
    guard let tensor = find(name + suffix) else {
      throw ModelError(.badFile, "\(path): tensor '\(name + suffix)' is missing")
    }
    if let shape, tensor.shape != shape { throw wrongShape(tensor, expected: "\(shape)") }
    return tensor
  }

  private func optional(
    _ role: WeightRole, _ layer: Int?, _ suffix: String, count: Int
  ) throws -> StoredTensor? {
    guard let name = layout.name(role, layer: layer), let tensor = find(name + suffix) else {
      return nil
    }
    guard tensor.shape == [count] else { throw wrongShape(tensor, expected: "[\(count)]") }
    return tensor
  }

  private func find(_ name: String) -> StoredTensor? {
    tensors[layout.optionalPrefix + name] ?? tensors[name]
  }

  private func wrongShape(_ tensor: StoredTensor, expected: String) -> ModelError {
    ModelError(
      .badFile,
      "\(tensor.file.path): '\(tensor.name)' is \(tensor.element) \(tensor.shape); "
        + "the configuration asks for \(expected)")
  }
}

extension Linear {
  /// The part that makes these outputs.
  fileprivate func columns(_ range: Range<Int>) throws -> Linear {
    Linear(
      weight: weight.columns(range), bias: bias.map { FloatBuffer(Array($0.array[range])) })
  }
}
