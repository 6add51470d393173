import Tensors

/// Gemma 1 to 3: norms store their weight less one, embeddings are scaled, and from 2 on norms stand on both sides.
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
    if let cap = model.config.scoreCap {
      model.config.scoreCap = nil
      model.warnings.append(
        "\(file.path) says 'attn_logit_softcapping' is \(cap), which Gemma 3 does not apply: it is left out"
      )
    }
    return model
  }

  static func vaultGemma(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gemma2(file)
    model.config.normPlacement = .before
    model.layout.names[.norm1Post] = nil
    model.layout.names[.norm2Post] = nil
    return model
  }
}
