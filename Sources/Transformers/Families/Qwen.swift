import Formats
import Tensors

extension ModelFamily {
  /// Qwen 1 (fused queries, keys and values), 2 and 2.5 (biases on them), Qwen 3 (normalised heads) and its experts.
  static let qwen = ModelFamily(
    "Qwen 1-3",
    ["QWenLMHeadModel", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "Qwen3MoeForCausalLM"],
    [
      "qwen": ModelSpec.qwen, "qwen2": ModelSpec.qwen2, "qwen3": ModelSpec.qwen3,
      "qwen3_moe": ModelSpec.qwen3MoE,
    ],
    gguf: [
      "qwen": ModelSpec.qwen, "qwen2": ModelSpec.qwen2, "qwen3": ModelSpec.qwen3,
      "qwen3moe": ModelSpec.qwen3MoE,
    ],
    defaults: [
      "qwen2": #"""
      {"hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "use_sliding_window": false, "sliding_window": 4096,
      "max_window_layers": 28, "vocab_size": 151936}
      """#,
      "qwen3": #"""
      {"hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "head_dim": 128,
      "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-06,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "use_sliding_window": false,
      "sliding_window": 4096, "max_window_layers": 28, "vocab_size": 151936}
      """#,
      "qwen3_moe": #"""
      {"hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 24,
      "num_attention_heads": 32, "num_key_value_heads": 4, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "use_sliding_window": false, "sliding_window": 4096,
      "decoder_sparse_step": 1, "moe_intermediate_size": 768, "num_experts_per_tok": 8,
      "num_experts": 128, "norm_topk_prob": false, "vocab_size": 151936}
      """#,
    ],
    immaterialKeys: [
      "qwen": """
      bf16 fp16 fp32 onnx_safe tokenizer_type use_cache_kernel use_cache_quantization
      use_dynamic_ntk use_logn_attn kv_channels
      """
    ])
}

extension ModelSpec {
  static func qwen(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_attention_heads"))
    let headWidth = try file.size("kv_channels", or: max(1, width / heads))
    let hidden = try file.size("intermediate_size")
    guard hidden % 2 == 0 else {
      throw ModelError(
        .badFile,
        "\(file.path): 'intermediate_size' is \(hidden), which gate and linear part can't halve")
    }
    try file.require("scale_attn_weights", true)
    let share = try file.number("rotary_pct", or: 1)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "QWenLMHeadModel"),
      layers: try file.layers("num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: heads, headWidth: headWidth, hiddenWidth: hidden / 2,
      vocabularySize: try file.size("vocab_size"),
      // Beyond it scores and rotation stretch with the prompt.
      contextLength: try file.size("seq_length", "max_position_embeddings"),
      norm: .rootMeanSquare, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-6)),
      position: .rotary(
        Rotary(
          width: try file.rotaryWidth(share, of: headWidth),
          base: try file.number("rotary_emb_base", or: 10_000))),
      activation: .silu, isGated: true, scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.prependsBOS = false
    var names = gpt2Names
    names[.positionEmbedding] = nil
    names.merge([
      .up: "h.{i}.mlp.w1", .gate: "h.{i}.mlp.w2", .down: "h.{i}.mlp.c_proj",
    ]) { $1 }
    return ModelSpec(
      config: config, layout: WeightLayout(names: names, optionalPrefixes: ["transformer."]))
  }

  static func qwen2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.prependsBOS = false
    file.knows("sliding_window", "max_window_layers")
    if try file.flag("use_sliding_window", or: false) {
      if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
        let first = try file.count("max_window_layers", or: model.config.layers)
        model.config.windows = (0..<model.config.layers).map { $0 < first ? nil : window }
      }
    } else {
      model.config.windows = []
    }
    return model
  }

  static func qwen3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    model.normalizeHeads()
    return model
  }

  static func qwen3MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwen3(file)
    let step = try file.size("decoder_sparse_step", or: 1)
    let dense = Set(try file.integers("mlp_only_layers"))
    let layers = 0..<model.config.layers
    model.config.experts = ModelConfig.Experts(
      count: try file.size("num_experts", "num_local_experts"),
      perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false),
      denseLayers: Set(layers.filter { dense.contains($0) || ($0 + 1) % step != 0 }),
      denseHiddenWidth: model.config.hiddenWidth)
    model.config.hiddenWidth = try file.size("moe_intermediate_size")
    model.layout.names.merge(expertNames) { $1 }
    return model
  }

  static func qwen(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "QWenLMHeadModel")
    // Some conversions name the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    model.config.hiddenWidth /= 2  // the metadata has that of gate and linear part together
    model.config.prependsBOS = false
    return model
  }

  static func qwen2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Qwen2ForCausalLM")
    model.config.prependsBOS = false
    return model
  }

  static func qwen3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    model.config.architecture = "Qwen3ForCausalLM"
    model.normalizeProjections(.perHead)
    return model
  }

  static func qwen3MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen3(file)
    model.config.architecture = "Qwen3MoeForCausalLM"
    return model
  }

  /// All experts of a layer in two arrays, as transformers 5 writes them.
  static var fusedExpertNames: [WeightRole: String] {
    [
      .expertGateUp: "layers.{i}.mlp.experts.gate_up_proj",
      .expertsDown: "layers.{i}.mlp.experts.down_proj",
    ]
  }

  /// The names that most families give to the tensors of experts.
  static var expertNames: [WeightRole: String] {
    [
      .router: "layers.{i}.mlp.gate",
      .expertGate: "layers.{i}.mlp.experts.{e}.gate_proj",
      .expertUp: "layers.{i}.mlp.experts.{e}.up_proj",
      .expertDown: "layers.{i}.mlp.experts.{e}.down_proj",
    ]
  }
}
