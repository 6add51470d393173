import Formats
import Tensors

extension ModelFamily {
  /// EXAONE 3 and 3.5 (Llama under GPT-2's names) and EXAONE 4 (norms on what sublayers add) of LG AI Research.
  static let exaone = ModelFamily(
    "EXAONE 3-4", ["ExaoneForCausalLM", "Exaone4ForCausalLM"],
    ["exaone": ModelSpec.exaone, "exaone4": ModelSpec.exaone4],
    gguf: ["exaone": ModelSpec.exaone, "exaone4": ModelSpec.exaone4],
    defaults: [
      "exaone": #"""
      {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336,
      "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32,
      "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "vocab_size": 102400}
      """#,
      "exaone4": #"""
      {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 16384,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_hidden_layers": 32,
      "num_key_value_heads": 32, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window":
      4096, "sliding_window_pattern": 4, "tie_word_embeddings": false, "vocab_size": 102400}
      """#,
    ])
}

extension ModelSpec {
  static func exaone(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(
      file.renaming([
        "num_hidden_layers": "num_layers", "rms_norm_eps": "layer_norm_epsilon",
        "hidden_act": "activation_function",
      ]))
    model.config.prependsBOS = false
    model.layout.names.merge([
      .embedding: "wte", .finalNorm: "ln_f", .norm1: "h.{i}.ln_1", .norm2: "h.{i}.ln_2",
      .query: "h.{i}.attn.attention.q_proj", .key: "h.{i}.attn.attention.k_proj",
      .value: "h.{i}.attn.attention.v_proj", .output: "h.{i}.attn.attention.out_proj",
      .gate: "h.{i}.mlp.c_fc_0", .up: "h.{i}.mlp.c_fc_1", .down: "h.{i}.mlp.c_proj",
    ]) { $1 }
    model.layout.optionalPrefixes = ["transformer."]
    return model
  }

  static func exaone4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.prependsBOS = false
    model.config.normPlacement = .after
    model.normalizeHeads()
    file.knows("sliding_window_pattern")
    let windows = file.hasLayerTypes ? nil : try file.patternedWindows()
    if let windows { model.config.windows = windows }
    if !model.config.windows.isEmpty { model.turnWindowedLayersAlone() }
    model.layout.names[.norm1] = nil
    model.layout.names[.norm2] = nil
    model.layout.names[.norm1Post] = "layers.{i}.post_attention_layernorm"
    model.layout.names[.norm2Post] = "layers.{i}.post_feedforward_layernorm"
    return model
  }

  static func exaone(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ExaoneForCausalLM")
    // Its metadata names the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    model.config.prependsBOS = false
    return model
  }

  static func exaone4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Exaone4ForCausalLM")
    model.config.prependsBOS = false
    model.config.normPlacement = .after
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    if !model.config.windows.isEmpty { model.turnWindowedLayersAlone() }
    model.config.windowedRotary = nil
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    return model
  }
}

extension ConfigReader {
  /// The windows that a pattern such as `LLLG` gives the layers, where there is a window.
  fileprivate func patternedWindows() throws -> [Int?]? {
    guard let window = try optionalSize("sliding_window") else { return nil }
    let layers = try layers("num_hidden_layers")
    // A number of layers, or letters.
    if let step = try? optionalSize("sliding_window_pattern") {
      return (0..<layers).map { ($0 + 1) % step == 0 ? nil : window }
    }
    let pattern = Array(try text("sliding_window_pattern", or: "LLLG"))
    guard !pattern.isEmpty else { return nil }
    return (0..<layers).map { pattern[$0 % pattern.count] == "L" ? window : nil }
  }
}
