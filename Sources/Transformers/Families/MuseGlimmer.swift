import Formats
import Tensors

extension ModelFamily {
  /// Muse Glimmer (Meta, 2026): norms on both sides of sublayers, normalised queries and keys without weights, and a gate on
  /// what heads mix.
  static let museGlimmer = ModelFamily(
    "Muse Glimmer", ["MuseGlimmerForConditionalGeneration"],
    ["muse_glimmer_text": ModelSpec.museGlimmer],
    gguf: ["muse-glimmer": ModelSpec.museGlimmer],
    defaults: [
      "muse_glimmer_text": #"""
      {"final_logit_softcapping": 20.0, "head_dim": 128, "hidden_activation":
      "silu", "hidden_size": 6656, "intermediate_size": 19968, "max_position_embeddings":
      131072, "num_attention_heads": 32, "num_hidden_layers": 52, "num_key_value_heads": 2,
      "output_multiplier": 0.19611613513818404, "post_norm_eps": 1e-08, "qk_scale_factor": 3.87,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 2048,
      "tie_word_embeddings": false, "vocab_size": 202048}
      """#
    ])
}

extension ModelSpec {
  static func museGlimmer(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    let layers = 0..<model.config.layers
    model.config.normPlacement = .beforeAndAfter
    model.config.normalizesEmbedding = true
    model.config.queryKeyNorm = .perHead
    model.config.scoreScale *= Float(try file.number("qk_scale_factor", or: 1))
    model.config.gatesAttention = true
    model.config.postEpsilon = Float(try file.number("post_norm_eps", or: 1e-8))
    let bases = try file.list("layer_rope_theta")?.compactMap(\.doubleValue)
    let full = layers.filter { (layers.count - 1 - $0) % 4 == 0 }
    model.config.unrotatedLayers = Set(
      bases.map { bases in layers.filter { $0 < bases.count && bases[$0] == 0 } } ?? full)
    if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      model.config.windows = layers.map { full.contains($0) ? nil : window }
    }
    model.config.logitScale = Float(try file.number("output_multiplier", or: 1))
    model.config.logitCap = try file.optionalNumber(["final_logit_softcapping"]).map { Float($0) }
    model.layout.normOffset = 1
    model.layout.finalNormOffset = 0
    model.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2: "layers.{i}.pre_feedforward_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
      .attentionGate: "layers.{i}.self_attn.gate_proj",
    ]) { $1 }
    return model
  }

  static func museGlimmer(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "MuseGlimmerForConditionalGeneration"
    model.config.normPlacement = .beforeAndAfter
    model.config.normalizesEmbedding = true
    model.normalizeProjections(.perHead)
    model.config.gatesAttention = true
    model.config.postEpsilon = 1e-8
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
    model.config.windowedRotary = nil
    model.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    model.nameNormsAfter()
    model.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return model
  }
}
