import Formats
import Tensors

extension ModelFamily {
  /// GPT-Neo (EleutherAI, 2021) and TinyStories: GPT-2 with windows in every other layer.
  static let gptNeo = ModelFamily(
    "GPT-Neo, TinyStories", ["GPTNeoForCausalLM"], ["gpt_neo": ModelSpec.gptNeo],
    defaults: [
      "gpt_neo": #"""
      {"max_position_embeddings": 2048, "hidden_size": 2048, "num_layers": 24,
      "num_heads": 16, "window_size": 256, "activation_function": "gelu_new",
      "layer_norm_epsilon": 1e-05, "tie_word_embeddings": true, "vocab_size": 50257}
      """#
    ],
    otherKeys: ["gpt_neo": ["num_attention_heads": "num_heads", "num_hidden_layers": "num_layers"]])
}

extension ModelSpec {
  /// GPT-2 with separate projections, scores without scale, and every other layer in a window.
  static func gptNeo(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_heads"))
    let layers = try file.layers("num_layers")
    let window = try file.size("window_size", or: 256)
    let kinds = try file.attentionKinds()
    var config = ModelConfig(
      name: "", architecture: "GPTNeoForCausalLM",
      layers: layers, width: width, heads: heads, keyValueHeads: heads,
      headWidth: try file.headWidth(of: width, heads: heads),
      hiddenWidth: try file.size("intermediate_size", or: 4 * width),
      vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("max_position_embeddings"),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .learned(firstRow: 0),
      activation: try file.activation("activation_function", or: "gelu_new"), isGated: false,
      scoreScale: 1, tiesEmbedding: try file.flag("tie_word_embeddings", or: true))
    config.windows = (0..<layers).map { layer in
      let kind = kinds.isEmpty ? ["global", "local"][layer % 2] : kinds[layer % kinds.count]
      return kind == "local" ? window : nil
    }
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "wte", .positionEmbedding: "wpe", .finalNorm: "ln_f",
          .norm1: "h.{i}.ln_1", .norm2: "h.{i}.ln_2",
          .query: "h.{i}.attn.attention.q_proj", .key: "h.{i}.attn.attention.k_proj",
          .value: "h.{i}.attn.attention.v_proj", .output: "h.{i}.attn.attention.out_proj",
          .up: "h.{i}.mlp.c_fc", .down: "h.{i}.mlp.c_proj", .unembedding: "lm_head",
        ],
        optionalPrefixes: ["transformer."]))
  }
}

extension ConfigReader {
  /// The kinds of GPT-Neo's layers: one each, or as lists of kinds with how often each comes; empty where nothing is said.
  fileprivate func attentionKinds() throws -> [String] {
    let each = try texts("attention_layers")
    guard let types = try list("attention_types"), each.isEmpty else { return each }
    return try types.flatMap { type -> [String] in
      guard let pair = type.arrayValue, pair.count == 2, let kinds = pair[0].arrayValue,
        let times = pair[1].integerValue, (0...10_000).contains(times)
      else {
        throw ModelError(
          .badFile,
          "\(path): 'attention_types' has \(type.text.prefix(60)); "
            + "expected a list of kinds and how often they come")
      }
      let names = kinds.compactMap(\.stringValue)
      return Array(repeating: names, count: times).flatMap { $0 }
    }
  }
}
