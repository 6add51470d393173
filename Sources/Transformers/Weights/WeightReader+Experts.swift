import Files
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
    return (0..<axes.count).map { expert in
      DenseWeights(
        gate: both.half(0, of: expert), up: both.half(1, of: expert), down: back.whole(expert))
    }
  }

  /// The router's map; a bias of its own, where files name one, only takes part in the choice.
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
      layout.names[.expertsDown] == nil ? .expertDown : .expertsDown, layer, suffixes: suffixes,
      shape: isTurned ? [count, hidden, width] : [count, width, hidden])
    let (bothRows, downRows) = (try both.storedRows(), try down.storedRows())
    func rows(_ stored: StoredRows, _ range: Range<Int>) -> Linear {
      Linear(
        weight: WeightMatrix(stored, isTurned ? .innerByColumns : .columnsByInner, rows: range),
        bias: nil)
    }
    guard isTurned else {
      let first = expert * 2 * hidden
      return DenseWeights(
        gate: rows(bothRows, first..<first + hidden),
        up: rows(bothRows, first + hidden..<first + 2 * hidden),
        down: rows(downRows, expert * width..<(expert + 1) * width))
    }
    let fused = rows(bothRows, expert * width..<(expert + 1) * width).weight
    return DenseWeights(
      gate: Linear(weight: fused.columns(0..<hidden), bias: nil),
      up: Linear(weight: fused.columns(hidden..<2 * hidden), bias: nil),
      down: rows(downRows, expert * hidden..<(expert + 1) * hidden))
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
        try weight.storedRows(), .columnsByInner, rows: expert * outputs..<(expert + 1) * outputs),
      bias: try bias?.widened(rows: [expert..<expert + 1]))
  }
}

/// gpt-oss's arrays of all experts: `[experts, inputs, outputs]`, or four-bit blocks along the inputs of `[experts, outputs, inputs]`.
private struct StackedExperts {
  let inputs: Int
  let outputs: Int
  let biases: [Float]  // [experts, outputs]
  let rows: StoredRows
  let isInputsByOutputs: Bool

  init(
    _ reader: WeightReader, _ role: WeightRole, _ layer: Int, _ experts: Int, _ inputs: Int,
    _ outputs: Int
  ) throws {
    (self.inputs, self.outputs) = (inputs, outputs)
    biases = try reader.stored(role, layer, suffixes: ["_bias"], shape: [experts, outputs])
      .widened().array
    let name = reader.layout.name(role, layer: layer) ?? ""
    isInputsByOutputs = reader.find(name) != nil || reader.find(name + "_blocks") == nil
    guard !isInputsByOutputs else {
      rows = try reader.stored(role, layer, suffixes: [""], shape: [experts, inputs, outputs])
        .storedRows()
      return
    }
    guard inputs % 32 == 0 else {
      throw ModelError(
        .badFile, "\(reader.path): '\(name)_blocks' can't hold rows of \(inputs) values")
    }
    let blocks = try reader.stored(
      role, layer, suffixes: ["_blocks"], shape: [experts, outputs, inputs / 32, 16], codes: true)
    let scales = try reader.stored(
      role, layer, suffixes: ["_scales"], shape: [experts, outputs, inputs / 32], codes: true)
    for tensor in [blocks, scales] where tensor.element != .u8 {
      throw reader.wrongShape(tensor, expected: "bytes (U8)")
    }
    rows = unsafe StoredRows(rows: experts * outputs, columns: inputs, blockLength: 32) {
      row, range, floats in
      unsafe microscaled(blocks, scales, from: (row * inputs + range.lowerBound) / 32, into: floats)
    }
  }

  /// What one expert multiplies with.
  func whole(_ expert: Int) -> Linear {
    let each = isInputsByOutputs ? inputs : outputs
    return Linear(
      weight: WeightMatrix(
        rows, isInputsByOutputs ? .innerByColumns : .columnsByInner,
        rows: expert * each..<(expert + 1) * each),
      bias: FloatBuffer(Array(biases[expert * outputs..<(expert + 1) * outputs])))
  }

  /// The gate (0) or the linear part (1) of one expert, which alternate in the outputs.
  func half(_ first: Int, of expert: Int) -> Linear {
    let own = stride(from: expert * outputs + first, to: (expert + 1) * outputs, by: 2)
    return Linear(
      weight: isInputsByOutputs
        ? WeightMatrix(
          rows, rows: expert * inputs..<(expert + 1) * inputs, eachSecondFrom: first)
        : WeightMatrix(rows, rows: own.map { $0..<$0 + 1 }),
      bias: FloatBuffer(own.map { biases[$0] }))
  }
}

/// Widens blocks from `first` on: sixteen bytes of two four-bit floats each, the low half first, times a power of two (OCP
/// Microscaling Formats, 2023).
private func microscaled(
  _ blocks: StoredTensor, _ scales: StoredTensor, from first: Int,
  into floats: UnsafeMutableBufferPointer<Float>
) {
  let magnitudes: SIMD8<Float> = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
  let values = SIMD16<Float>(lowHalf: magnitudes, highHalf: -magnitudes)
  let count = floats.count / 32
  let start = (blocks.bytes.lowerBound + 16 * first, scales.bytes.lowerBound + first)
  unsafe blocks.file.withBytes(start.0..<start.0 + 16 * count) { bytes in
    unsafe scales.file.withBytes(start.1..<start.1 + count) { exponents in
      for block in 0..<count {
        let exponent = unsafe Int(exponents[block]) - 127
        let scaled = values * Float(sign: .plus, exponent: exponent, significand: 1)
        for place in 0..<16 {
          let byte = unsafe Int(bytes[16 * block + place])
          unsafe floats[32 * block + 2 * place] = scaled[byte & 15]
          unsafe floats[32 * block + 2 * place + 1] = scaled[byte >> 4]
        }
      }
    }
  }
}
