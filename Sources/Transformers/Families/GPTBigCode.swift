import Formats
import Tensors

extension ModelFamily {
  /// StarCoder 1 (BigCode, 2023): GPT-2 with one key head.
  static let gptBigCode = ModelFamily(
    "GPT-BigCode, StarCoder 1", ["GPTBigCodeForCausalLM"],
    ["gpt_bigcode": ModelSpec.gptBigCode], gguf: ["starcoder": ModelSpec.starCoder],
    defaults: [
      "gpt_bigcode": #"""
      {"n_embd": 768, "n_layer": 12, "n_head": 12,
      "activation_function": "gelu_pytorch_tanh", "layer_norm_epsilon": 1e-05,
      "scale_attn_weights": true, "multi_query": true, "tie_word_embeddings": true,
      "vocab_size": 50257, "n_positions": 1024}
      """#
    ],
    otherKeys: [
      "gpt_bigcode": [
        "hidden_size": "n_embd", "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head", "num_hidden_layers": "n_layer",
      ]
    ],
    immaterialKeys: [
      "gpt_bigcode": """
      inference_runner max_batch_size max_sequence_length pre_allocate_kv_cache
      """
    ])
}

extension ModelSpec {
  static func gptBigCode(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gpt2(file)
    model.config.architecture = try file.architecture(or: "GPTBigCodeForCausalLM")
    file.knows("num_key_value_heads")
    let sharesKeys = try file.flag("multi_query", or: true)
    if sharesKeys { model.config.keyValueHeads = 1 }
    model.layout.isInputsByOutputs = false
    model.layout.fusedOrder = sharesKeys ? .byRole : .byKeyHead
    return model
  }

  static func starCoder(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "GPTBigCodeForCausalLM").withoutGate(.geluTanh)
  }
}
