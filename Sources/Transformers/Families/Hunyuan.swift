import Formats
import Foundation
import Tensors

extension ModelFamily {
  /// Hunyuan's dense models (Tencent, 2025): Llama with heads normalised after they turn, and a factor on the base of rotation.
  static let hunyuan = ModelFamily(
    "Hunyuan (dense)", ["HunYuanDenseV1ForCausalLM"],
    ["hunyuan_v1_dense": ModelSpec.hunyuan],
    gguf: ["hunyuan-dense": ModelSpec.hunyuan],
    defaults: [
      "hunyuan_v1_dense": #"""
      {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 11008,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_hidden_layers": 32,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      290943}
      """#
    ])
}

extension ModelSpec {
  static func hunyuan(_ file: ConfigReader) throws -> ModelSpec {
    // Its "dynamic" rotation has a factor on the base that does not depend on the text's length.
    let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
    let alpha = try parameters?.optionalNumber(["alpha"])
    var model = try llama(file)
    if let alpha, var rotary = model.config.rotary {
      let h = Double(rotary.width)
      rotary.base *= pow(alpha, h / (h - 2))
      rotary.scaling = .none
      model.config.position = .rotary(rotary)
    }
    model.normalizeHeads()
    model.config.normalizesAfterRotation = true
    model.layout.names[.queryNorm] = "layers.{i}.self_attn.query_layernorm"
    model.layout.names[.keyNorm] = "layers.{i}.self_attn.key_layernorm"
    return model
  }

  static func hunyuan(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "HunYuanDenseV1ForCausalLM")
    model.normalizeProjections(.perHead)
    model.config.normalizesAfterRotation = true
    return model
  }
}
