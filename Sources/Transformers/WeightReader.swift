import Formats
import Tensors

/// Finds the tensors of a role, checks their shapes and widens them to float32.
struct WeightReader: Sendable {
  let tensors: [String: StoredTensor]
  let path: String
  let layout: WeightLayout
  let config: ModelConfig

  /// Bytes that a widened layer takes, biases and norms left out.
  func byteCount(ofLayer index: Int) -> Int {
    let (width, experts) = (config.width, config.hasExperts(in: index) ? config.experts : nil)
    let attention = 2 * (config.heads + config.keyValueHeads) * config.headWidth * width
    let hidden = experts.map { config.hiddenWidth * $0.count } ?? denseHiddenWidth
    return (attention + (config.isGated ? 3 : 2) * hidden * width) * MemoryLayout<Float>.size
  }

  private var denseHiddenWidth: Int {
    config.experts.map { $0.denseHiddenWidth } ?? config.hiddenWidth
  }

  /// Everything that block `index` multiplies with.
  func layer(_ index: Int) throws -> LayerWeights {
    let (query, key, value) = try queryKeyValue(layer: index)
    let before = config.normPlacement != .after
    let after = config.normPlacement != .before
    let sharesNorm = config.residual == .parallelSharingNorm
    let normsHeads = config.queryKeyNorm != .none
    return LayerWeights(
      norm1: before ? try norm(.norm1, layer: index) : nil,
      norm1Post: after ? try norm(.norm1Post, layer: index) : nil,
      norm2: before ? try norm(sharesNorm ? .norm1 : .norm2, layer: index) : nil,
      norm2Post: after ? try norm(.norm2Post, layer: index) : nil,
      query: query, key: key, value: value,
      queryNorm: normsHeads ? try headNorm(.queryNorm, index, heads: config.heads) : nil,
      keyNorm: normsHeads ? try headNorm(.keyNorm, index, heads: config.keyValueHeads) : nil,
      sinks: config.hasSinks
        ? try stored(.sinks, index, suffixes: ["", ".weight"], shape: [config.heads])
          .widened().array : nil,
      output: try linear(.output, index, config.heads * config.headWidth, config.width),
      feedForward: try feedForward(layer: index))
  }

  private func feedForward(layer: Int) throws -> LayerWeights.FeedForward {
    guard config.hasExperts(in: layer), let experts = config.experts else {
      return .dense(try dense(layer: layer))
    }
    let all =
      try layout.names[.stackedGateUp] == nil
      ? (0..<experts.count).map { try expert($0, layer: layer) } : stackedExperts(layer: layer)
    let router = try linear(.router, layer, config.width, experts.count)
    return .experts(ExpertWeights(router: router, experts: all))
  }

  private func dense(layer: Int) throws -> DenseWeights {
    let (width, hidden) = (config.width, denseHiddenWidth)
    let down = try linear(.down, layer, hidden, width)
    if config.isGated, layout.names[.gateUp] != nil {
      let fused = try linear(.gateUp, layer, width, 2 * hidden)
      return DenseWeights(
        gate: try fused.columns(0..<hidden), up: try fused.columns(hidden..<2 * hidden),
        down: down, curve: nil)
    }
    var curve = layer < layout.curves.count ? layout.curves[layer] : nil
    if layout.names[.activationPositive] != nil {
      curve = XIELU(
        positive: try scalar(.activationPositive, layer),
        negative: try scalar(.activationNegative, layer))
    }
    return DenseWeights(
      gate: config.isGated ? try linear(.gate, layer, width, hidden) : nil,
      up: try linear(.up, layer, width, hidden), down: down, curve: curve)
  }

  private func expert(_ expert: Int, layer: Int) throws -> DenseWeights {
    let (width, hidden) = (config.width, config.hiddenWidth)
    func part(_ role: WeightRole, _ inputs: Int, _ outputs: Int) throws -> Linear {
      try layout.mergesExperts
        ? merged(role, layer, inputs, outputs, expert: expert)
        : linear(role, layer, inputs, outputs, expert: expert)
    }
    return DenseWeights(
      gate: config.isGated ? try part(.expertGate, width, hidden) : nil,
      up: try part(.expertUp, width, hidden), down: try part(.expertDown, hidden, width),
      curve: nil)
  }

  /// One expert's share of a tensor `[experts, outputs, inputs]`, and of its biases `[experts, outputs]`.
  private func merged(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, expert: Int
  ) throws -> Linear {
    let count = config.experts?.count ?? 0
    let weight = try stored(role, layer, shape: [count, outputs, inputs])
    let bias = try optional(role, layer, ".bias", shape: [count, outputs])
    return Linear(
      weight: WeightMatrix(
        try weight.widened(rows: [expert * outputs..<(expert + 1) * outputs]), .columnsByInner,
        inner: inputs, columns: outputs),
      bias: try bias?.widened(rows: [expert..<expert + 1]))
  }

  /// gpt-oss's experts: `[experts, inputs, outputs]`, gate and linear part in alternating columns.
  private func stackedExperts(layer: Int) throws -> [DenseWeights] {
    guard let experts = config.experts else { return [] }
    let (width, hidden) = (config.width, config.hiddenWidth)
    func array(_ role: WeightRole, _ suffix: String, _ shape: [Int]) throws -> StoredTensor {
      try stored(role, layer, suffixes: [suffix], shape: [experts.count] + shape)
    }
    let gateUp = try array(.stackedGateUp, "", [width, 2 * hidden])
    let gateUpBias = try array(.stackedGateUp, "_bias", [2 * hidden]).widened().array
    let down = try array(.stackedDown, "", [hidden, width])
    let downBias = try array(.stackedDown, "_bias", [width]).widened().array
    return try (0..<experts.count).map { expert in
      let both = try gateUp.widened(rows: [expert * width..<(expert + 1) * width]).array
      let bias = Array(gateUpBias[expert * 2 * hidden..<(expert + 1) * 2 * hidden])
      func half(_ first: Int) -> Linear {
        func alternate(_ values: [Float]) -> FloatBuffer {
          FloatBuffer(stride(from: first, to: values.count, by: 2).map { values[$0] })
        }
        return Linear(
          weight: WeightMatrix(alternate(both), .innerByColumns, inner: width, columns: hidden),
          bias: alternate(bias))
      }
      let back = WeightMatrix(
        try down.widened(rows: [expert * hidden..<(expert + 1) * hidden]), .innerByColumns,
        inner: hidden, columns: width)
      let backBias = FloatBuffer(Array(downBias[expert * width..<(expert + 1) * width]))
      return DenseWeights(
        gate: half(0), up: half(1), down: Linear(weight: back, bias: backBias), curve: nil)
    }
  }

  private func scalar(_ role: WeightRole, _ layer: Int) throws -> Float {
    let tensor = try stored(role, layer, suffixes: [""])
    guard tensor.rows * tensor.columns == 1 else { throw wrongShape(tensor, expected: "[1]") }
    return try tensor.widened().array[0]
  }

  /// A norm's factors and offsets; none where the family's norms have none.
  func norm(_ role: WeightRole, layer: Int?) throws -> NormWeights {
    guard layout.names[role] != nil else { return NormWeights(weight: nil, bias: nil) }
    let weight = try stored(role, layer, shape: [config.width]).widened()
    return NormWeights(
      weight: offset(weight),
      bias: try optional(role, layer, ".bias", shape: [config.width])?.widened())
  }

  /// The weights of a norm on queries or keys: one head's for all of them, or each head its own.
  private func headNorm(_ role: WeightRole, _ layer: Int, heads: Int) throws -> NormWeights {
    let weight = try stored(role, layer)
    let count = weight.rows * weight.columns
    let expected =
      config.queryKeyNorm == .allHeads
      ? [heads * config.headWidth] : [config.headWidth, heads * config.headWidth]
    guard expected.contains(count) else {
      throw wrongShape(weight, expected: "\(expected) values")
    }
    return NormWeights(
      weight: offset(try weight.widened()),
      bias: try optional(role, layer, ".bias", shape: [count])?.widened())
  }

  private func offset(_ weight: FloatBuffer) -> FloatBuffer {
    layout.normOffset == 0 ? weight : FloatBuffer(weight.array.map { $0 + layout.normOffset })
  }

  /// These rows of an embedding, `[rows, width]`.
  func rows(_ rows: [Int], of role: WeightRole) throws -> Tensor {
    let table = try stored(role, nil)
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
    let table = try own ?? stored(.embedding, nil)
    guard table.shape.count == 2, table.columns == config.width else {
      throw wrongShape(table, expected: "[..., \(config.width)]")
    }
    let bias = try optional(.unembedding, nil, ".bias", shape: [table.rows])?.widened().array
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
    func part(_ rows: [Range<Int>]) throws -> Linear {
      try linear(.queryKeyValue, layer, width, all, outputs: rows)
    }
    switch layout.fusedOrder {
    case .byRole where layout.interleavesRotaryRows:
      return (
        try part(separatedHalves(config.heads)),
        try part(separatedHalves(config.keyValueHeads, from: queries)),
        try part([queries + keys..<all])
      )
    case .byRole:
      let fused = try linear(.queryKeyValue, layer, width, all)
      return (
        try fused.columns(0..<queries), try fused.columns(queries..<queries + keys),
        try fused.columns(queries + keys..<all)
      )
    case .byKeyHead:
      let group = config.heads / config.keyValueHeads
      func rows(_ first: Int, _ count: Int) -> [Range<Int>] {
        (0..<config.keyValueHeads).map { head in
          let start = head * (group + 2) + first
          return start * h..<(start + count) * h
        }
      }
      return (try part(rows(0, group)), try part(rows(group, 1)), try part(rows(group + 1, 1)))
    }
  }

  /// A linear map of `inputs` to `outputs` values, or to those of its outputs that `parts` names.
  private func linear(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, heads: Int? = nil,
    outputs parts: [Range<Int>]? = nil, expert: Int? = nil
  ) throws -> Linear {
    let shape = layout.isInputsByOutputs ? [inputs, outputs] : [outputs, inputs]
    let weight = try stored(role, layer, shape: shape, expert: expert)
    let bias = try optional(role, layer, ".bias", shape: [outputs])
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
  private func separatedHalves(_ heads: Int, from start: Int = 0) -> [Range<Int>] {
    let h = config.headWidth
    return (0..<heads).flatMap { head in
      (0..<h).map { row in
        let stored = start + head * h + 2 * (row % (h / 2)) + row / (h / 2)
        return stored..<stored + 1
      }
    }
  }

  private func stored(
    _ role: WeightRole, _ layer: Int?, suffixes: [String] = [".weight"], shape: [Int]? = nil,
    expert: Int? = nil
  ) throws -> StoredTensor {
    guard let name = layout.name(role, layer: layer, expert: expert) else {
      throw ModelError(.badFile, "\(path): this family has no tensor for \(role)")
    }
    guard let tensor = suffixes.lazy.compactMap({ find(name + $0) }).first else {
      let prefix = layout.optionalPrefixes.first { prefix in
        tensors.keys.contains { $0.hasPrefix(prefix) }
      }
      throw ModelError(
        .badFile, "\(path): tensor '\((prefix ?? "") + name + suffixes[0])' is missing")
    }
    if let shape, tensor.shape != shape { throw wrongShape(tensor, expected: "\(shape)") }
    return tensor
  }

  private func optional(
    _ role: WeightRole, _ layer: Int?, _ suffix: String, shape: [Int]
  ) throws -> StoredTensor? {
    guard let name = layout.name(role, layer: layer), let tensor = find(name + suffix) else {
      return nil
    }
    guard tensor.shape == shape else { throw wrongShape(tensor, expected: "\(shape)") }
    return tensor
  }

  private func find(_ name: String) -> StoredTensor? {
    layout.optionalPrefixes.lazy.compactMap { tensors[$0 + name] }.first ?? tensors[name]
  }

  private func wrongShape(_ tensor: StoredTensor, expected: String) -> ModelError {
    ModelError(
      .badFile,
      "\(tensor.file.path): '\(tensor.name)' is \(tensor.element.rawValue) \(tensor.shape); "
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
