import Formats
import Foundation
import Tensors

extension ModelFamily {
  /// Gemma 3n (Google, 2025) and Gemma 4 (2026): shared keys, values without weights, and vectors of tokens for each layer.
  static let gemma4 = ModelFamily(
    "Gemma 3n, 4",
    [
      "Gemma3nForConditionalGeneration", "Gemma3nForCausalLM", "Gemma4ForConditionalGeneration",
      "Gemma4ForCausalLM", "Gemma4UnifiedForConditionalGeneration",
    ],
    [
      "gemma3n_text": ModelSpec.gemma3n, "gemma4_text": ModelSpec.gemma4,
      "gemma4_unified_text": ModelSpec.gemma4,
    ],
    gguf: ["gemma3n": ModelSpec.gemma3n, "gemma4": ModelSpec.gemma4],
    defaults: [
      "gemma3n_text": #"""
      {"altup_active_idx": 0, "altup_correct_scale": true, "altup_num_inputs": 4,
      "final_logit_softcapping": 30.0, "head_dim": 256, "hidden_activation":
      "gelu_pytorch_tanh", "hidden_size": 2048, "hidden_size_per_layer_input": 256,
      "intermediate_size": 16384, "laurel_rank": 64, "max_position_embeddings": 32768,
      "num_attention_heads": 8, "num_hidden_layers": 35, "num_key_value_heads": 2,
      "num_kv_shared_layers": 15, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
      "rope_local_base_freq": 10000.0, "sliding_window": 512, "tie_word_embeddings": true,
      "vocab_size": 262400, "vocab_size_per_layer_input": 262144}
      """#,
      "gemma4_text": #"""
      {"attention_k_eq_v": false, "enable_moe_block": false, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 2304,
      "hidden_size_per_layer_input": 256, "intermediate_size": 9216, "max_position_embeddings":
      131072, "num_attention_heads": 8, "num_hidden_layers": 30, "num_key_value_heads": 4,
      "num_kv_shared_layers": 0, "rms_norm_eps": 1e-06, "rope_parameters": {"full_attention":
      {"partial_rotary_factor": 0.25, "rope_theta": 1000000.0, "rope_type": "proportional"},
      "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"}}, "sliding_window":
      512, "tie_word_embeddings": true, "use_double_wide_mlp": false, "vocab_size": 262144,
      "vocab_size_per_layer_input": 262144}
      """#,
      "gemma4_unified_text": #"""
      {"attention_k_eq_v": false, "head_dim": 256, "hidden_activation":
      "gelu_pytorch_tanh", "hidden_size": 2304, "intermediate_size": 9216,
      "max_position_embeddings": 262144, "num_attention_heads": 8, "num_hidden_layers": 30,
      "num_key_value_heads": 4, "num_kv_shared_layers": 0, "rms_norm_eps": 1e-06,
      "rope_parameters": {"full_attention": {"partial_rotary_factor": 0.25, "rope_theta":
      1000000.0, "rope_type": "proportional"}, "sliding_attention": {"rope_theta": 10000.0,
      "rope_type": "default"}}, "sliding_window": 1024, "tie_word_embeddings": true,
      "use_bidirectional_attention": "vision", "use_double_wide_mlp": false, "vocab_size":
      262144}
      """#,
    ],
    immaterialKeys: [
      "gemma3n_text": "use_bidirectional_attention"
    ])
}

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

  static func gemma3n(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma4Base(file, "Gemma3nForConditionalGeneration")
    let layers = model.config.layers
    model.config.streams = ModelConfig.Streams(
      count: try file.size("altup.num_inputs", or: 4),
      active: file.token("altup.active_idx", or: 0),
      scalesActive: file.has("blk.0.altup_correct_scale"))
    model.config.besideAttention = file.file.tensors["blk.0.laurel_l.weight"]?.rows ?? 64
    model.config.attendedFactor = Float(0.5).squareRoot()
    model.config.gateCutoffs = try file.list("activation_sparsity_scale", layers: layers) ?? []
    model.layout.mergesStreamMaps = true
    let names: [WeightRole: String] = [
      .streamStart: "altup_proj", .streamEnd: "altup_unembd_proj",
      .streamRouter: "blk.{i}.altup_router", .streamRouterNorm: "blk.{i}.altup_router_norm",
      .streamPrediction: "blk.{i}.altup_predict_coef",
      .streamCorrection: "blk.{i}.altup_correct_coef",
      .streamScale: "blk.{i}.altup_correct_scale", .besideDown: "blk.{i}.laurel_l",
      .besideUp: "blk.{i}.laurel_r", .besideNorm: "blk.{i}.laurel_post_norm",
    ]
    model.layout.names.merge(names) { $1 }
    return model
  }

  static func gemma4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma4Base(file, "Gemma4ForConditionalGeneration")
    let layers = 0..<model.config.layers
    let wide = model.config.headWidth
    let narrow = try file.size("attention.key_length_swa", or: wide)
    file.knows("attention.value_length_swa", "rope.dimension_count_swa")
    model.config.headWidths = layers.map { model.config.window(in: $0) == nil ? wide : narrow }
    model.config.keyValueHeadCounts = try file.perLayer(
      "attention.head_count_kv", layers: layers.count)
    model.config.headWidth = narrow
    // The divisors are those of full layers alone.
    if var rotary = model.config.windowedRotary ?? model.config.rotary {
      rotary.width = narrow
      rotary.base = file.number("rope.freq_base_swa", or: 10_000)
      rotary.scaling = .none
      model.config.windowedRotary = rotary
    }
    model.config.layersSharingKeyValue = Set(layers.filter { !file.has("blk.\($0).attn_v") })
      .subtracting(layers.filter { model.config.keyValueSource(of: $0) != nil })
    model.config.scalesBlocks = file.has("blk.0.layer_output_scale")
    model.layout.names[.blockScale] = "blk.{i}.layer_output_scale"
    if model.config.experts != nil {
      model.config.experts?.standBesideDense = true
      model.layout.names.merge([
        .routerScale: "blk.{i}.ffn_gate_inp", .expertScale: "blk.{i}.ffn_down_exps",
        .densePostNorm: "blk.{i}.post_ffw_norm_1", .expertsNorm: "blk.{i}.pre_ffw_norm_2",
        .expertsPostNorm: "blk.{i}.post_ffw_norm_2",
      ]) { $1 }
    }
    return model
  }

  private static func gemma4Base(
    _ file: GGUFConfigReader, _ architecture: String
  ) throws -> ModelSpec {
    let keyHeads = try file.largest(
      "attention.head_count_kv", or: file.size("attention.head_count"))
    var model = try decoder(file, architecture, base: 1_000_000, keyHeads: keyHeads)
    let layers = model.config.layers
    model.config.activation = .geluTanh
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    model.config.normPlacement = .beforeAndAfter
    model.config.scoreScale = 1
    model.config.windows = try file.windows(layers: layers, period: 6)
    model.normalizeProjections(.perHead)
    model.config.normalizesValues = true
    model.nameNormsAfter()
    try model.shareKeys(
      ofLast: file.token("attention.shared_kv_layers", or: 0), path: file.path)
    model.config.perLayerWidth = file.token("embedding_length_per_layer_input", or: 0)
    let names: [WeightRole: String] = [
      .perLayerEmbedding: "per_layer_token_embd", .perLayerMap: "per_layer_model_proj",
      .perLayerNorm: "per_layer_proj_norm", .perLayerGate: "blk.{i}.inp_gate",
      .perLayerOutput: "blk.{i}.proj", .perLayerOutputNorm: "blk.{i}.post_norm",
    ]
    model.layout.names.merge(names) { $1 }
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
