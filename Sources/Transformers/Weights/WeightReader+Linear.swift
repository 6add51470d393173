import Files
import Formats
import Tensors

extension WeightReader {
  /// A linear map of `inputs` to `outputs` values, or to those of its outputs that `parts` names.
  ///
  /// - Parameter heads: How many heads share out the inputs or outputs of a projection, for layouts that keep heads apart.
  func linear(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, heads: Int? = nil,
    outputs parts: [Range<Int>]? = nil, expert: Int? = nil
  ) throws -> Linear {
    if layout.separatesHeads, let heads {
      return try separated(role, layer, inputs, outputs, heads: heads)
    }
    let shape = layout.isInputsByOutputs ? [inputs, outputs] : [outputs, inputs]
    let weight = try stored(role, layer, shape: shape, expert: expert)
    let bias = try bias(role, layer, shape: [outputs])
    var parts = parts
    if let heads, layout.interleavesRotaryRows, role == .query || role == .key {
      parts = separatedHalves(heads)
    }
    let rows = try weight.storedRows()
    guard let parts, !layout.isInputsByOutputs else {
      let matrix = WeightMatrix(
        rows, layout.isInputsByOutputs ? .innerByColumns : .columnsByInner)
      return Linear(weight: matrix, bias: try bias?.widened())
    }
    let chosen = try bias.map { bias in
      let values = try bias.widened().array
      return FloatBuffer(parts.flatMap { values[$0] })
    }
    return Linear(weight: WeightMatrix(rows, rows: parts), bias: chosen)
  }

  /// TransformerLens's projections: `[heads, width, headWidth]`, and back `[heads, headWidth, width]`.
  private func separated(
    _ role: WeightRole, _ layer: Int, _ inputs: Int, _ outputs: Int, heads: Int
  ) throws -> Linear {
    let h = config.headWidth
    guard role != .output else {
      let weight = try stored(role, layer, shape: [heads, h, outputs])
      return Linear(
        weight: WeightMatrix(try weight.storedRows(), .innerByColumns),
        bias: try bias(role, layer, shape: [outputs])?.widened())
    }
    let weight = try stored(role, layer, shape: [heads, inputs, h])
    return Linear(
      weight: WeightMatrix(try weight.storedRows(), planes: heads),
      bias: try bias(role, layer, shape: [heads, h])?.widened())
  }

  /// The order of rows that undoes llama.cpp's: of each head the even rows, then the odd ones.
  func separatedHalves(_ heads: Int, from start: Int = 0) -> [Range<Int>] {
    let h = config.headWidth
    let half = max(1, h / 2)
    return (0..<heads).flatMap { head in
      (0..<h).map { row in
        let stored = start + head * h + 2 * (row % half) + row / half
        return stored..<stored + 1
      }
    }
  }

  /// The tensor of a role.
  ///
  /// - Parameter codes: Whether whole numbers may stand in it, which the caller knows how to read.
  /// - Throws: `ModelError` where it is missing or has another shape than the configuration asks for.
  func stored(
    _ role: WeightRole, _ layer: Int?, suffixes: [String]? = nil, shape: [Int]? = nil,
    expert: Int? = nil, codes: Bool = false
  ) throws -> StoredTensor {
    guard let name = layout.name(role, layer: layer, expert: expert) else {
      throw ModelError(.badFile, "\(path): this family has no tensor for \(role)")
    }
    let suffixes = suffixes ?? layout.weightSuffixes
    let names = [name] + (layout.otherNames[role] ?? [])
    let found = names.lazy.flatMap { name in suffixes.lazy.compactMap { find(name + $0) } }.first
    guard let tensor = found else {
      let prefix = layout.optionalPrefixes.first { prefix in
        tensors.keys.contains { $0.hasPrefix(prefix) }
      }
      throw ModelError(
        .badFile, "\(path): tensor '\((prefix ?? "") + name + suffixes[0])' is missing")
    }
    if let shape, tensor.shape != shape { throw wrongShape(tensor, expected: "\(shape)") }
    guard tensor.isWeights || codes else { throw noWeights(tensor) }
    return tensor
  }

  private func noWeights(_ tensor: StoredTensor) -> ModelError {
    ModelError(
      .badFile,
      "\(tensor.file.path): '\(tensor.name)' is \(tensor.element.rawValue): whole numbers are codes, "
        + "and there are no scales beside them")
  }

  /// The biases of a role, if it has any.
  func bias(_ role: WeightRole, _ layer: Int?, shape: [Int]) throws -> StoredTensor? {
    guard let name = layout.name(role, layer: layer, isBias: true),
      let tensor = layout.biasSuffixes.lazy.compactMap({ find(name + $0) }).first
    else { return nil }
    guard tensor.shape == shape || tensor.shape == [1] + shape else {
      throw wrongShape(tensor, expected: "\(shape)")
    }
    guard tensor.isWeights else { throw noWeights(tensor) }
    return tensor
  }

  /// The tensor with this name, or with it after a prefix that some files leave out.
  func find(_ name: String) -> StoredTensor? {
    layout.optionalPrefixes.lazy.compactMap { tensors[$0 + name] }.first ?? tensors[name]
  }

  func wrongShape(_ tensor: StoredTensor, expected: String) -> ModelError {
    ModelError(
      .badFile,
      "\(tensor.file.path): '\(tensor.name)' is \(tensor.element.rawValue) \(tensor.shape); "
        + "the configuration asks for \(expected)")
  }
}
