import Formats
import Tensors

/// Muse Glimmer (Meta, 2026): norms on both sides of sublayers, normalised queries and keys without weights, and a gate on what heads mix.
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
}
