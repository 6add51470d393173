import Formats
import Tensors

extension ModelFamily {
  /// Command R7B and Command A (Cohere, 2024 and 2025): Command R whose windowed layers turn, and whose full layers don't.
  static let cohere2 = ModelFamily(
    "Cohere Command A, R7B", ["Cohere2ForCausalLM"],
    ["cohere2": ModelSpec.cohere2],
    gguf: ["cohere2": ModelSpec.cohere2],
    defaults: [
      "cohere2": #"""
      {"hidden_act": "silu", "hidden_size": 8192, "intermediate_size": 22528,
      "layer_norm_eps": 1e-05, "logit_scale": 0.0625, "max_position_embeddings": 8192,
      "num_attention_heads": 64, "num_hidden_layers": 40, "rope_theta": 10000.0,
      "sliding_window": 4096, "tie_word_embeddings": true, "vocab_size": 256000}
      """#
    ])
}

extension ModelSpec {
  static func cohere2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try cohere(file)
    let layers = model.config.layers
    if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      let step = try file.size("sliding_window_pattern", or: 4)
      model.config.windows = (0..<layers).map { ($0 + 1) % step == 0 ? nil : window }
    }
    model.turnWindowedLayersAlone()
    return model
  }

  static func cohere2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try commandR(file)
    model.config.architecture = "Cohere2ForCausalLM"
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
    return model
  }

  /// Has only layers with a window turn queries and keys.
  mutating func turnWindowedLayersAlone() {
    config.unrotatedLayers = Set(
      (0..<config.layers).filter { config.window(in: $0) == nil })
  }
}
