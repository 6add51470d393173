import Tensors

/// GPT-BigCode (StarCoder 1, SantaCoder: GPT-2 with one key head) and StarCoder 2 (Llama's names around LayerNorm and biases).
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

  static func starCoder2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("norm_epsilon", or: 1e-5))
    model.config.isGated = false
    model.config.activation = try file.activation("hidden_act", or: "gelu_pytorch_tanh")
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    model.layout.names[.up] = "layers.{i}.mlp.c_fc"
    model.layout.names[.down] = "layers.{i}.mlp.c_proj"
    return model
  }
}
