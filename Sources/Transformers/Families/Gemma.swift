import Tensors

/// Gemma 1 to 3: norms store their weight less one, embeddings are scaled, and from 2 on norms stand on both sides.
extension Family {
  static func gemma(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    file.knows("hidden_act")
    family.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    family.config.embeddingScale = Float(family.config.width).squareRoot()
    family.config.activation = try file.activation(
      "hidden_activation", "hidden_act", or: "gelu_pytorch_tanh")
    if family.config.activation == .gelu { family.config.activation = .geluTanh }
    family.layout.normOffset = 1
    return family
  }

  static func gemma2(_ file: ConfigReader) throws -> Family {
    var family = try gemma(file)
    family.config.normPlacement = .beforeAndAfter
    let scalar = try file.number("query_pre_attn_scalar", or: 256)
    family.config.scoreScale = 1 / Float(scalar).squareRoot()
    family.config.scoreCap = try file.optionalNumber(["attn_logit_softcapping"]).map { Float($0) }
    family.config.logitCap = try file.optionalNumber(["final_logit_softcapping"]).map { Float($0) }
    if family.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      family.config.windows = (0..<family.config.layers).map { $0 % 2 == 0 ? window : nil }
    }
    family.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2: "layers.{i}.pre_feedforward_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
    ]) { $1 }
    return family
  }

  static func gemma3(_ file: ConfigReader) throws -> Family {
    var family = try gemma2(file)
    let pattern = try file.size("sliding_window_pattern", "_sliding_window_pattern", or: 6)
    if !file.hasLayerTypes,
      let window = try file.optionalSize("sliding_window")
    {
      family.config.windows = (0..<family.config.layers).map {
        ($0 + 1) % pattern == 0 ? nil : window
      }
    }
    if try file.flag("use_bidirectional_attention", or: false) {
      // The window is then shared by both directions.
      family.config.isCausal = false
      family.config.windows = family.config.windows.map { window in window.map { $0 / 2 + 1 } }
    }
    family.config.windowedRotary = try file.rotary(
      headWidth: family.config.headWidth, share: 1, contextLength: family.config.contextLength,
      part: "sliding_attention", base: "rope_local_base_freq")
    family.normalizeHeads()
    if let cap = family.config.scoreCap {
      family.config.scoreCap = nil
      family.warnings.append(
        "\(file.path) says 'attn_logit_softcapping' is \(cap), which Gemma 3 does not apply: it is left out"
      )
    }
    return family
  }

  static func vaultGemma(_ file: ConfigReader) throws -> Family {
    var family = try gemma2(file)
    family.config.normPlacement = .before
    family.layout.names[.norm1Post] = nil
    family.layout.names[.norm2Post] = nil
    return family
  }
}
