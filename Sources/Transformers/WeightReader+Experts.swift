import Formats
import Tensors

extension WeightReader {
  /// All experts of a layer.
  func experts(_ axes: ModelConfig.Experts, layer: Int) throws -> [DenseWeights] {
    guard layout.names[.stackedGateUp] != nil else {
      return try (0..<axes.count).map { try expert($0, layer: layer) }
    }
    let (width, hidden) = (config.width, config.hiddenWidth)
    let both = try StackedExperts(self, .stackedGateUp, layer, axes.count, width, 2 * hidden)
    let back = try StackedExperts(self, .stackedDown, layer, axes.count, hidden, width)
    return try (0..<axes.count).map { expert in
      let (weight, bias) = try both.part(expert)
      /// Gate and linear part alternate in the outputs.
      func half(_ first: Int) -> Linear {
        func alternate(_ values: [Float]) -> FloatBuffer {
          FloatBuffer(stride(from: first, to: values.count, by: 2).map { values[$0] })
        }
        guard both.isInputsByOutputs else {
          let rows = stride(from: first, to: 2 * hidden, by: 2).flatMap { row in
            weight[row * width..<(row + 1) * width]
          }
          return Linear(
            weight: WeightMatrix(
              FloatBuffer(rows), .columnsByInner, inner: width, columns: hidden),
            bias: alternate(bias))
        }
        return Linear(
          weight: WeightMatrix(alternate(weight), .innerByColumns, inner: width, columns: hidden),
          bias: alternate(bias))
      }
      let (down, downBias) = try back.part(expert)
      return DenseWeights(
        gate: half(0), up: half(1),
        down: Linear(
          weight: WeightMatrix(
            FloatBuffer(down), back.isInputsByOutputs ? .innerByColumns : .columnsByInner,
            inner: hidden, columns: width),
          bias: FloatBuffer(downBias)))
    }
  }

  /// The router's map. Its bias, where files name one, only takes part in the choice.
  func router(_ axes: ModelConfig.Experts, layer: Int) throws -> Linear {
    var router = try linear(.router, layer, config.width, axes.count)
    if layout.names[.routerBias] != nil { router = Linear(weight: router.weight, bias: nil) }
    return router
  }

  /// The expert that every token goes to.
  func sharedExpert(layer: Int, _ hidden: Int) throws -> DenseWeights {
    let width = config.width
    let down = try linear(.sharedDown, layer, hidden, width)
    if layout.names[.sharedGateUp] != nil {
      func part(_ rows: Range<Int>) throws -> Linear {
        try linear(.sharedGateUp, layer, width, 2 * hidden, outputs: [rows])
      }
      return DenseWeights(
        gate: try part(0..<hidden), up: try part(hidden..<2 * hidden), down: down)
    }
    return DenseWeights(
      gate: config.isGated ? try linear(.sharedGate, layer, width, hidden) : nil,
      up: try linear(.sharedUp, layer, width, hidden), down: down)
  }

  /// One expert of arrays that hold all of them: `[experts, 2 hidden, width]`, gates first, and `[experts, width, hidden]`, or
  /// each matrix turned.
  private func fusedExpert(_ expert: Int, layer: Int) throws -> DenseWeights {
    let (width, hidden) = (config.width, config.hiddenWidth)
    let count = config.experts?.count ?? 0
    let isTurned = layout.expertsAreInputsByOutputs
    let suffixes = ["", ".weight"]
    let both = try stored(
      .expertGateUp, layer, suffixes: suffixes,
      shape: isTurned ? [count, width, 2 * hidden] : [count, 2 * hidden, width])
    let down = try stored(
      .expertDown, layer, suffixes: suffixes,
      shape: isTurned ? [count, hidden, width] : [count, width, hidden])
    guard isTurned else {
      func rows(_ tensor: StoredTensor, _ range: Range<Int>, _ inputs: Int) throws -> Linear {
        Linear(
          weight: WeightMatrix(
            try tensor.widened(rows: [range]), .columnsByInner, inner: inputs,
            columns: range.count), bias: nil)
      }
      let first = expert * 2 * hidden
      return DenseWeights(
        gate: try rows(both, first..<first + hidden, width),
        up: try rows(both, first + hidden..<first + 2 * hidden, width),
        down: try rows(down, expert * width..<(expert + 1) * width, hidden))
    }
    let fused = WeightMatrix(
      try both.widened(rows: [expert * width..<(expert + 1) * width]), .innerByColumns,
      inner: width, columns: 2 * hidden)
    return DenseWeights(
      gate: Linear(weight: fused.columns(0..<hidden), bias: nil),
      up: Linear(weight: fused.columns(hidden..<2 * hidden), bias: nil),
      down: Linear(
        weight: WeightMatrix(
          try down.widened(rows: [expert * hidden..<(expert + 1) * hidden]), .innerByColumns,
          inner: hidden, columns: width), bias: nil))
  }

  /// Whether the file has a layer's experts in arrays of gates and linear parts together.
  private func fusesExperts(_ layer: Int) -> Bool {
    guard let name = layout.name(.expertGateUp, layer: layer) else { return false }
    return find(name) != nil || find(name + ".weight") != nil
  }

  private func expert(_ expert: Int, layer: Int) throws -> DenseWeights {
    if fusesExperts(layer) { return try fusedExpert(expert, layer: layer) }
    let (width, hidden) = (config.width, config.hiddenWidth)
    func part(_ role: WeightRole, _ inputs: Int, _ outputs: Int) throws -> Linear {
      try layout.mergesExperts
        ? merged(role, layer, inputs, outputs, expert: expert)
        : linear(role, layer, inputs, outputs, expert: expert)
    }
    return DenseWeights(
      gate: config.isGated ? try part(.expertGate, width, hidden) : nil,
      up: try part(.expertUp, width, hidden), down: try part(.expertDown, hidden, width))
  }

  /// One expert's share of a tensor `[experts, outputs, inputs]`, and of its biases `[experts, outputs]`.
  private func merged(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, expert: Int
  ) throws -> Linear {
    let count = config.experts?.count ?? 0
    let weight = try stored(role, layer, shape: [count, outputs, inputs])
    let bias = try bias(role, layer, shape: [count, outputs])
    return Linear(
      weight: WeightMatrix(
        try weight.widened(rows: [expert * outputs..<(expert + 1) * outputs]), .columnsByInner,
        inner: inputs, columns: outputs),
      bias: try bias?.widened(rows: [expert..<expert + 1]))
  }
}

/// gpt-oss's arrays of all experts: `[experts, inputs, outputs]`, or four-bit blocks along the inputs of `[experts, outputs, inputs]`.
private struct StackedExperts {
  let inputs: Int
  let outputs: Int
  let biases: [Float]  // [experts, outputs]
  let form: Form

  enum Form {
    case plain(StoredTensor)
    case blocks(StoredTensor, scales: StoredTensor)
  }

  var isInputsByOutputs: Bool {
    if case .plain = form { true } else { false }
  }

  init(
    _ reader: WeightReader, _ role: WeightRole, _ layer: Int, _ experts: Int, _ inputs: Int,
    _ outputs: Int
  ) throws {
    (self.inputs, self.outputs) = (inputs, outputs)
    biases = try reader.stored(role, layer, suffixes: ["_bias"], shape: [experts, outputs])
      .widened().array
    let name = reader.layout.name(role, layer: layer) ?? ""
    guard reader.find(name) == nil, reader.find(name + "_blocks") != nil else {
      form = .plain(
        try reader.stored(role, layer, suffixes: [""], shape: [experts, inputs, outputs]))
      return
    }
    guard inputs % 32 == 0 else {
      throw ModelError(
        .badFile, "\(reader.path): '\(name)_blocks' can't hold rows of \(inputs) values")
    }
    form = .blocks(
      try reader.stored(
        role, layer, suffixes: ["_blocks"], shape: [experts, outputs, inputs / 32, 16],
        codes: true),
      scales: try reader.stored(
        role, layer, suffixes: ["_scales"], shape: [experts, outputs, inputs / 32], codes: true))
  }

  /// One expert's weights and biases.
  func part(_ expert: Int) throws -> (weight: [Float], bias: [Float]) {
    let bias = Array(biases[expert * outputs..<(expert + 1) * outputs])
    switch form {
    case .plain(let tensor):
      let rows = expert * inputs..<(expert + 1) * inputs
      return (try tensor.widened(rows: [rows]).array, bias)
    case .blocks(let blocks, let scales):
      let rows = expert * outputs..<(expert + 1) * outputs
      let each = inputs / 32
      let bytes = try blocks.widened(rows: [rows.lowerBound * each..<rows.upperBound * each]).array
      let exponents = try scales.widened(rows: [rows]).array
      return (microscaled(bytes, exponents), bias)
    }
  }

  /// Sixteen bytes of two four-bit floats each, the low half first, times a power of two (OCP Microscaling Formats, 2023).
  private func microscaled(_ bytes: [Float], _ exponents: [Float]) -> [Float] {
    let magnitudes: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    let values = magnitudes + magnitudes.map { -$0 }
    var result: [Float] = []
    result.reserveCapacity(bytes.count * 2)
    for (index, byte) in bytes.enumerated() {
      let scale = Float(sign: .plus, exponent: Int(exponents[index / 16]) - 127, significand: 1)
      result.append(values[Int(byte) & 15] * scale)
      result.append(values[Int(byte) >> 4] * scale)
    }
    return result
  }
}
