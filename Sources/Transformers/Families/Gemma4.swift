import Formats
import Foundation
import Tensors

/// Gemma 3n (Google, 2025) and Gemma 4 (2026): shared keys, values without weights, and vectors of tokens for each layer.
extension ModelSpec {
  static func gemma3n(_ file: ConfigReader) throws -> ModelSpec {
    let widths = try file.sizes("intermediate_size")
    var model = try gemma4Base(
      widths.isEmpty
        ? file
        : file.ignoring("intermediate_size").assuming([
          "intermediate_size": .integer(widths.max() ?? 1)
        ]),
      period: 5)
    let layers = model.config.layers
    if !widths.isEmpty {
      guard widths.count >= layers else {
        throw ModelError(
          .badFile,
          "\(file.path): 'intermediate_size' lists \(widths.count) layers; the model has \(layers)")
      }
      if Set(widths).count > 1 { model.config.hiddenWidths = Array(widths.prefix(layers)) }
    }
    model.config.windowedRotary = try file.rotary(
      headWidth: model.config.headWidth, share: 1, contextLength: model.config.contextLength,
      part: "sliding_attention", base: "rope_local_base_freq")
    model.config.streams = ModelConfig.Streams(
      count: try file.size("altup_num_inputs", or: 4),
      active: try file.count("altup_active_idx", or: 0),
      scalesActive: try file.flag("altup_correct_scale", or: true))
    model.config.besideAttention = try file.size("laurel_rank", or: 64)
    model.config.attendedFactor = Float(0.5).squareRoot()
    // The class's default: the first ten layers.
    let shares =
      try file.list("activation_sparsity_pattern")?.compactMap(\.doubleValue)
      ?? (0..<layers).map { $0 < 10 ? 0.95 : 0 }
    model.config.gateCutoffs = shares.prefix(layers).map { share in
      share > 0 ? Float(normalQuantile(share)) : -.infinity
    }
    let altUp = "layers.{i}.altup."
    let names: [WeightRole: String] = [
      .streamStart: "altup_projections.{i}", .streamEnd: "altup_unembed_projections.{i}",
      .streamRouter: altUp + "modality_router", .streamRouterNorm: altUp + "router_norm",
      .streamPrediction: altUp + "prediction_coefs",
      .streamCorrection: altUp + "correction_coefs",
      .streamScale: altUp + "correct_output_scale",
      .besideDown: "layers.{i}.laurel.linear_left", .besideUp: "layers.{i}.laurel.linear_right",
      .besideNorm: "layers.{i}.laurel.post_laurel_norm",
    ]
    model.layout.names.merge(names) { $1 }
    return model
  }

  static func gemma4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gemma4Base(file, period: 6)
    let layers = 0..<model.config.layers
    let (h, width) = (model.config.headWidth, model.config.hiddenWidth)
    let full = layers.map { model.config.window(in: $0) == nil }
    let own = try file.object("per_layer_config")
    let wide = try file.size("global_head_dim", or: 512)
    let sharesKeys = try file.flag("attention_k_eq_v", or: false)
    let fullKeyHeads =
      sharesKeys
      ? try file.size("num_global_key_value_heads", or: model.config.keyValueHeads)
      : model.config.keyValueHeads
    file.knows("num_global_key_value_heads")
    for layer in layers {
      // Keys may be padded: "05".
      let key = own?.fields.objectValue?.keys.first { Int($0) == layer }
      let other = try key.flatMap { try own?.object($0) }
      model.config.headWidths.append(
        try other?.size("head_dim", or: h) ?? (full[layer] && own == nil ? wide : h))
      model.config.keyValueHeadCounts.append(
        try other?.optionalSize("num_key_value_heads")
          ?? (full[layer] ? fullKeyHeads : model.config.keyValueHeads))
    }
    if sharesKeys { model.config.layersSharingKeyValue = Set(layers.filter { full[$0] }) }
    let shared = layers.map { model.config.keyValueSource(of: $0) != nil }
    if try file.flag("use_double_wide_mlp", or: false), shared.contains(true) {
      model.config.hiddenWidths = shared.map { $0 ? 2 * width : width }
    }
    let fullWidth = zip(full, model.config.headWidths).first { $0.0 }?.1 ?? h
    model.config.position = .rotary(
      try file.rotary(
        headWidth: fullWidth, share: 1, contextLength: model.config.contextLength,
        fallbackBase: 1_000_000))
    model.config.windowedRotary = try file.rotary(
      headWidth: h, share: 1, contextLength: model.config.contextLength,
      part: "sliding_attention")
    model.config.scalesBlocks = true
    model.layout.names[.blockScale] = "layers.{i}.layer_scalar"
    if try file.flag("enable_moe_block", or: false) { try model.addGemmaExperts(file) }
    file.knows("num_experts", "top_k_experts", "moe_intermediate_size")
    return model
  }

  /// What the two share: scores without scale, norms with plain weights, the last layers' keys from earlier ones.
  private static func gemma4Base(_ file: ConfigReader, period: Int) throws -> ModelSpec {
    var model = try gemma2(file)
    let layers = model.config.layers
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<layers).map {
        ($0 + 1) % period == 0 || ($0 == layers - 1 && period == 6) ? nil : window
      }
    }
    file.knows("query_pre_attn_scalar", "attn_logit_softcapping", "use_bidirectional_attention")
    model.config.scoreScale = 1
    model.config.scoreCap = nil
    model.layout.normOffset = 0
    model.normalizeHeads()
    model.config.normalizesValues = true
    try model.shareKeys(ofLast: try file.count("num_kv_shared_layers", or: 0), path: file.path)
    model.config.perLayerWidth = try file.count("hidden_size_per_layer_input", or: 0)
    file.knows("vocab_size_per_layer_input")
    let names: [WeightRole: String] = [
      .perLayerEmbedding: "embed_tokens_per_layer", .perLayerMap: "per_layer_model_projection",
      .perLayerNorm: "per_layer_projection_norm",
      .perLayerGate: "layers.{i}.per_layer_input_gate",
      .perLayerOutput: "layers.{i}.per_layer_projection",
      .perLayerOutputNorm: "layers.{i}.post_per_layer_input_norm",
    ]
    model.layout.names.merge(names) { $1 }
    return model
  }

  /// Has the last layers use keys and values of the last earlier layer that looks as far as they.
  mutating func shareKeys(ofLast count: Int, path: String) throws {
    guard count > 0 else { return }
    let first = config.layers - count
    var sources = Array(0..<config.layers)
    for layer in max(0, first)..<config.layers {
      let isFull = config.window(in: layer) == nil
      let source = (0..<max(0, first)).last { (config.window(in: $0) == nil) == isFull }
      guard let source else {
        throw ModelError(
          .badFile, "\(path): \(count) of \(config.layers) layers share keys that no layer makes")
      }
      sources[layer] = source
    }
    config.keyValueSources = sources
  }

  private mutating func addGemmaExperts(_ file: ConfigReader) throws {
    config.experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("top_k_experts"),
      normalizesShares: true, denseHiddenWidth: config.hiddenWidth)
    config.experts?.standBesideDense = true
    config.hiddenWidth = try file.size("moe_intermediate_size")
    layout.names.merge([
      .router: "layers.{i}.router.proj", .routerScale: "layers.{i}.router.scale",
      .expertScale: "layers.{i}.router.per_expert_scale",
      .expertGateUp: "layers.{i}.experts.gate_up_proj",
      .expertsDown: "layers.{i}.experts.down_proj",
      .expertGate: "layers.{i}.experts.{e}.gate_proj", .expertUp: "layers.{i}.experts.{e}.up_proj",
      .expertDown: "layers.{i}.experts.{e}.down_proj",
      .densePostNorm: "layers.{i}.post_feedforward_layernorm_1",
      .expertsNorm: "layers.{i}.pre_feedforward_layernorm_2",
      .expertsPostNorm: "layers.{i}.post_feedforward_layernorm_2",
    ]) { $1 }
  }
}

extension ConfigReader {
  /// Sizes in a list; empty where there is one number for all layers.
  fileprivate func sizes(_ key: String) throws -> [Int] {
    fields[key]?.arrayValue == nil ? [] : try integers(key)
  }
}

/// The number of standard deviations below which so large a share of a normal distribution lies.
///
/// By bisection of its integral, which is as exact as a float64.
private func normalQuantile(_ share: Double) -> Double {
  var (low, high) = (-40.0, 40.0)
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if 0.5 * erfc(-middle / 2.0.squareRoot()) < share { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
