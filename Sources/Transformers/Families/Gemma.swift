import Formats
import Tensors

extension ModelFamily {
  /// Gemma 1 to 3: norms store their weight less one, embeddings are scaled, and from 2 on norms stand on both sides.
  static let gemma = ModelFamily(
    "Gemma 1-3",
    [
      "GemmaForCausalLM", "Gemma2ForCausalLM", "Gemma3ForCausalLM",
      "Gemma3ForConditionalGeneration",
    ],
    [
      "gemma": ModelSpec.gemma, "gemma2": ModelSpec.gemma2, "gemma3": ModelSpec.gemma3,
      "gemma3_text": ModelSpec.gemma3,
    ],
    gguf: ["gemma": ModelSpec.gemma, "gemma2": ModelSpec.gemma2, "gemma3": ModelSpec.gemma3],
    defaults: [
      "gemma": #"""
      {"hidden_size": 3072, "intermediate_size": 24576, "num_hidden_layers": 28,
      "num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256,
      "hidden_act": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 10000.0,
      "vocab_size": 256000}
      """#,
      "gemma2": #"""
      {"hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
      "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 10000.0,
      "query_pre_attn_scalar": 256, "sliding_window": 4096, "final_logit_softcapping": 30.0,
      "attn_logit_softcapping": 50.0, "vocab_size": 256000}
      """#,
      "gemma3_text": #"""
      {"hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
      "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 131072,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 1000000.0,
      "query_pre_attn_scalar": 256, "sliding_window": 4096, "rope_local_base_freq": 10000.0,
      "use_bidirectional_attention": false, "vocab_size": 262208}
      """#,
    ],
    immaterialKeys: [
      "gemma3": """
      vision_config mm_tokens_per_image image_token_id image_token_index boi_token_id
      eoi_token_id boi_token_index eoi_token_index
      """
    ],
    asTransformerLens: [
      "Gemma2ForCausalLM": { model, _ in
        // Which layers have the window is the other way round.
        let window = model.config.windows.lazy.compactMap { $0 }.first
        model.config.windows = model.config.windows.map { $0 == nil ? window : nil }
      },
      "Gemma3ForCausalLM": { model, _ in model.scaleAsTransformerLens() },
      "Gemma3ForConditionalGeneration": { model, _ in model.scaleAsTransformerLens() },
    ])
}

extension ModelSpec {
  static func gemma(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    file.knows("hidden_act")
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    model.config.activation = try file.activation(
      "hidden_activation", "hidden_act", or: "gelu_pytorch_tanh")
    if model.config.activation == .gelu { model.config.activation = .geluTanh }
    model.layout.normOffset = 1
    return model
  }

  static func gemma2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gemma(file)
    model.config.normPlacement = .beforeAndAfter
    let scalar = try file.number("query_pre_attn_scalar", or: 256)
    model.config.scoreScale = 1 / Float(scalar).squareRoot()
    model.config.scoreCap = try file.optionalNumber(["attn_logit_softcapping"]).map { Float($0) }
    model.config.logitCap = try file.optionalNumber(["final_logit_softcapping"]).map { Float($0) }
    if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<model.config.layers).map { $0 % 2 == 0 ? window : nil }
    }
    model.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2: "layers.{i}.pre_feedforward_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
    ]) { $1 }
    return model
  }

  static func gemma3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gemma2(file)
    let pattern = try file.size("sliding_window_pattern", "_sliding_window_pattern", or: 6)
    if !file.hasLayerTypes,
      let window = try file.optionalSize("sliding_window")
    {
      model.config.windows = (0..<model.config.layers).map {
        ($0 + 1) % pattern == 0 ? nil : window
      }
    }
    if try file.flag("use_bidirectional_attention", or: false) {
      // The window is then shared by both directions.
      model.config.isCausal = false
      model.config.windows = model.config.windows.map { window in window.map { $0 / 2 + 1 } }
    }
    model.config.windowedRotary = try file.rotary(
      headWidth: model.config.headWidth, share: 1, contextLength: model.config.contextLength,
      part: "sliding_attention", base: "rope_local_base_freq")
    model.normalizeHeads()
    return model
  }

  static func gemma(_ file: GGUFConfigReader) throws -> ModelSpec {
    try gemma(file, base: 10_000)
  }

  static func gemma2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma(file)
    model.config.architecture = "Gemma2ForCausalLM"
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 2)
    model.config.scoreCap = file.optionalFactor("attn_logit_softcapping") ?? 50
    model.config.logitCap = file.optionalFactor("final_logit_softcapping") ?? 30
    model.scaleScoresOfLargestGemma(layers: 46)
    model.nameNormsAfter()
    return model
  }

  static func gemma3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma(file, base: 1_000_000)
    model.config.architecture = "Gemma3ForCausalLM"
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 6)
    if var rotary = model.config.rotary, model.config.windowedRotary == nil {
      (rotary.base, rotary.scaling) = (10_000, .none)
      model.config.windowedRotary = rotary
    }
    model.scaleScoresOfLargestGemma(layers: 62)
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    return model
  }

  private static func gemma(_ file: GGUFConfigReader, base: Double) throws -> ModelSpec {
    var model = try decoder(file, "GemmaForCausalLM", base: base)
    model.config.activation = .geluTanh
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    return model
  }

  /// Metadata has no place for it: in Gemma's 27B models scores scale with the share of the width that a head has.
  private mutating func scaleScoresOfLargestGemma(layers: Int) {
    guard config.layers == layers else { return }
    config.scoreScale = 1 / Float(config.width / config.heads).squareRoot()
  }

  /// Gemma 3 as TransformerLens has it: rotation is not stretched, and scores of 62 layers scale with a head's width.
  fileprivate mutating func scaleAsTransformerLens() {
    changeRotary { $0.scaling = .none }
    if config.layers == 62 { config.scoreScale = 1 / Float(config.headWidth).squareRoot() }
  }
}
