import Formats
import Tensors

extension ModelFamily {
  /// Command R (Cohere, 2024): Llama with LayerNorm and parallel sublayers; neighbouring elements turn together.
  static let cohere = ModelFamily(
    "Cohere Command R", ["CohereForCausalLM"], ["cohere": ModelSpec.cohere],
    gguf: ["command-r": ModelSpec.commandR],
    defaults: [
      "cohere": #"""
      {"hidden_size": 8192, "intermediate_size": 22528, "logit_scale": 0.0625,
      "num_hidden_layers": 40, "num_attention_heads": 64, "hidden_act": "silu",
      "max_position_embeddings": 8192, "layer_norm_eps": 1e-05, "tie_word_embeddings": true,
      "rope_theta": 10000.0, "use_qk_norm": false, "vocab_size": 256000}
      """#
    ])
}

extension ModelSpec {
  static func cohere(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    model.config.residual = .parallelSharingNorm
    model.config.logitScale = Float(try file.number("logit_scale", or: 0.0625))
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    if var rotary = model.config.rotary {
      rotary.pairs = .adjacent
      model.config.position = .rotary(rotary)
    }
    if try file.flag("use_qk_norm", or: false) { model.normalizeHeads() }
    return model
  }

  static func commandR(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "CohereForCausalLM")
    model.config.residual = .parallelSharingNorm
    model.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    model.turnNeighbours()
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    return model
  }
}
