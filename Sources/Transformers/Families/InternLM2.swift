import Formats
import Tensors

extension ModelFamily {
  /// InternLM 2 (Shanghai AI Lab, 2024): Llama with fused queries, keys and values.
  static let internLM2 = ModelFamily(
    "InternLM 2", ["InternLM2ForCausalLM"],
    ["internlm2": ModelSpec.internLM2],
    gguf: ["internlm2": ModelSpec.internLM2])
}

extension ModelSpec {
  static func internLM2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.layout.names = [
      .embedding: "tok_embeddings", .finalNorm: "norm", .norm1: "layers.{i}.attention_norm",
      .norm2: "layers.{i}.ffn_norm", .queryKeyValue: "layers.{i}.attention.wqkv",
      .output: "layers.{i}.attention.wo", .gate: "layers.{i}.feed_forward.w1",
      .up: "layers.{i}.feed_forward.w3", .down: "layers.{i}.feed_forward.w2",
      .unembedding: "output",
    ]
    model.layout.fusedOrder = .byKeyHead
    return model
  }

  static func internLM2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "InternLM2ForCausalLM"
    return model
  }
}
