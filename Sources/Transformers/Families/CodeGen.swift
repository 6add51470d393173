import Formats
import Tensors

extension ModelFamily {
  /// CodeGen (Salesforce, 2022): GPT-J with fused attention weights in four parts.
  static let codeGen = ModelFamily(
    "CodeGen", ["CodeGenForCausalLM"],
    ["codegen": ModelSpec.codeGen],
    defaults: [
      "codegen": #"""
      {"activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "n_ctx": 2048,
      "n_embd": 4096, "n_head": 16, "n_layer": 28, "n_positions": 2048, "rotary_dim": 64,
      "tie_word_embeddings": false, "vocab_size": 50400}
      """#
    ],
    immaterialKeys: [
      "codegen": "n_ctx"
    ])
}

extension ModelSpec {
  /// CodeGen (Nijkamp et al., 2022): GPT-J whose queries, values and keys one matrix makes, in four blocks.
  static func codeGen(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gptJ(file)
    model.config.architecture = try file.architecture(or: "CodeGenForCausalLM")
    guard model.config.heads % 4 == 0 else {
      throw ModelError(
        .badFile, "\(file.path): \(model.config.heads) heads; a multiple of 4 is expected")
    }
    for role in [WeightRole.query, .key, .value] { model.layout.names[role] = nil }
    model.layout.names[.queryKeyValue] = "h.{i}.attn.qkv_proj"
    model.layout.fusedOrder = .inFourBlocks
    return model
  }
}
