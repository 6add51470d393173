import Tensors

/// GPT-BigCode (StarCoder 1, SantaCoder: GPT-2 with one key head) and StarCoder 2 (Llama's names around LayerNorm and biases).
extension Family {
  static func gptBigCode(_ file: ConfigReader) throws -> Family {
    var family = try gpt2(file)
    family.config.architecture = try file.architecture(or: "GPTBigCodeForCausalLM")
    file.knows("num_key_value_heads")
    let sharesKeys = try file.flag("multi_query", or: true)
    if sharesKeys { family.config.keyValueHeads = 1 }
    family.layout.isInputsByOutputs = false
    family.layout.fusedOrder = sharesKeys ? .byRole : .byKeyHead
    return family
  }

  static func starCoder2(_ file: ConfigReader) throws -> Family {
    var family = try mistral(file)
    family.config.norm = .layer
    family.config.epsilon = Float(try file.number("norm_epsilon", or: 1e-5))
    family.config.isGated = false
    family.config.activation = try file.activation("hidden_act", or: "gelu_pytorch_tanh")
    family.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    family.layout.names[.up] = "layers.{i}.mlp.c_fc"
    family.layout.names[.down] = "layers.{i}.mlp.c_proj"
    return family
  }
}
