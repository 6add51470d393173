import Formats
import Tensors

extension ModelSpec {
  /// Has layers without key heads mix tokens otherwise than by attention.
  mutating func takeAttentionLayers(_ keyHeads: [Int]?, _ other: ModelConfig.Mixer) {
    guard let keyHeads, keyHeads.contains(0) else { return }
    config.mixers = (0..<config.layers).map { layer in
      layer < keyHeads.count && keyHeads[layer] == 0 ? other : .attention
    }
  }

  /// Takes over the sizes and names of Mamba-2 layers.
  mutating func addMamba(_ file: GGUFConfigReader) throws {
    layout.storesNegativeRates = true
    let heads = try file.size("ssm.time_step_rank")
    config.stateSpace = ModelConfig.StateSpace(
      heads: heads, headWidth: max(1, try file.size("ssm.inner_size") / heads),
      groups: try file.size("ssm.group_count", or: 1),
      stateWidth: try file.size("ssm.state_size"), kernel: try file.size("ssm.conv_kernel"))
    layout.names.merge([
      .mixer(.input): "blk.{i}.ssm_in", .mixer(.convolution): "blk.{i}.ssm_conv1d",
      .mixer(.rate): "blk.{i}.ssm_a", .mixer(.rateBias): "blk.{i}.ssm_dt",
      .mixer(.skip): "blk.{i}.ssm_d", .mixer(.norm): "blk.{i}.ssm_norm",
      .mixer(.output): "blk.{i}.ssm_out",
    ]) { $1 }
  }

  /// The names of blocks as Bamba has them, and Falcon-H1 after it.
  mutating func nameMambaBlocks() {
    nameMamba("layers.{i}.mamba")
    layout.names.merge([
      .norm2: "layers.{i}.pre_ff_layernorm", .finalNorm: "final_layernorm",
      .gate: "layers.{i}.feed_forward.gate_proj", .up: "layers.{i}.feed_forward.up_proj",
      .down: "layers.{i}.feed_forward.down_proj",
    ]) { $1 }
  }

  /// Names the tensors of a Mamba-2 mixer.
  mutating func nameMamba(_ prefix: String) {
    layout.names.merge([
      .mixer(.input): prefix + ".in_proj", .mixer(.convolution): prefix + ".conv1d",
      .mixer(.rate): prefix + ".A_log", .mixer(.rateBias): prefix + ".dt_bias",
      .mixer(.skip): prefix + ".D", .mixer(.norm): prefix + ".norm",
      .mixer(.output): prefix + ".out_proj",
    ]) { $1 }
  }
}

extension ConfigReader {
  /// The sizes of Mamba-2 layers, under any of the names that families have for them.
  func mamba(width: Int) throws -> ModelConfig.StateSpace {
    let inner =
      try optionalSize("mamba_d_ssm")
      ?? size("mamba_expand", "expand", or: 2) * width
    let heads = try size("mamba_n_heads", "mamba_num_heads", or: 128)
    let asked = try firstSize(["mamba_d_head", "mamba_head_dim"])
    let headWidth = asked ?? inner / heads
    var axes = ModelConfig.StateSpace(
      heads: heads, headWidth: headWidth, groups: try size("mamba_n_groups", "n_groups", or: 1),
      stateWidth: try size("mamba_d_state", "ssm_state_size", or: 256),
      kernel: try size("mamba_d_conv", "conv_kernel", or: 4))
    if let limits = try list("time_step_limit") {
      let bounds = limits.compactMap(Self.bound)
      guard bounds.count == 2, limits.count == 2, bounds[0] <= bounds[1] else {
        throw ModelError(
          .badFile, "\(path): 'time_step_limit' lists no two numbers, the smaller one first")
      }
      (axes.leastStep, axes.largestStep) = (Float(bounds[0]), Float(bounds[1]))
    }
    return axes
  }

  /// A number that may be infinite, as writers put it: `{"__float__": "Infinity"}`.
  private static func bound(_ value: JSON) -> Double? {
    let text = value["__float__"]?.stringValue ?? value.stringValue
    switch text?.lowercased() {
    case "infinity", "inf": return .infinity
    case "-infinity", "-inf": return -.infinity
    default: return value.doubleValue
    }
  }

  /// The first of these keys that holds a whole number from 1 on; a word such as `auto` counts as none.
  private func firstSize(_ keys: [String]) throws -> Int? {
    for key in keys {
      knows(key)
      if let value = fields[key]?.integerValue { return value > 0 ? try size(key) : nil }
    }
    return nil
  }

  /// A list of `count` numbers, if there is one.
  func numbers(_ key: String, count: Int) throws -> [Float]? {
    guard let values = try list(key) else { return nil }
    let numbers = values.compactMap { $0.doubleValue.map { Float($0) } }
    guard numbers.count == count, values.count == count, numbers.allSatisfy(\.isFinite) else {
      throw ModelError(.badFile, "\(path): '\(key)' lists no \(count) numbers")
    }
    return numbers
  }
}
