import Formats
import Tensors

/// Muse Glimmer (Meta, 2026): norms on both sides of sublayers, normalised queries and keys without weights, and a gate on what heads mix.
extension Family {
  static func museGlimmer(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    let layers = 0..<family.config.layers
    family.config.normPlacement = .beforeAndAfter
    family.config.normalizesEmbedding = true
    family.config.queryKeyNorm = .perHead
    family.config.scoreScale *= Float(try file.number("qk_scale_factor", or: 1))
    family.config.gatesAttention = true
    family.config.postEpsilon = Float(try file.number("post_norm_eps", or: 1e-8))
    let bases = try file.list("layer_rope_theta")?.compactMap(\.doubleValue)
    let full = layers.filter { (layers.count - 1 - $0) % 4 == 0 }
    family.config.unrotatedLayers = Set(
      bases.map { bases in layers.filter { $0 < bases.count && bases[$0] == 0 } } ?? full)
    if family.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      family.config.windows = layers.map { full.contains($0) ? nil : window }
    }
    family.config.logitScale = Float(try file.number("output_multiplier", or: 1))
    family.config.logitCap = try file.optionalNumber(["final_logit_softcapping"]).map { Float($0) }
    family.layout.normOffset = 1
    family.layout.finalNormOffset = 0
    family.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2: "layers.{i}.pre_feedforward_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
      .attentionGate: "layers.{i}.self_attn.gate_proj",
    ]) { $1 }
    return family
  }
}
