import Formats
import Tensors

/// GPT-Neo and GPT-J (EleutherAI, 2021).
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

  /// Adjacent elements turn; both sublayers read the block's input through one norm.
  static func gptJ(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("n_embd"), try file.size("n_head"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    let rotary = Rotary(
      width: try file.size("rotary_dim", or: headWidth), base: 10_000, pairs: .adjacent)
    var config = ModelConfig(
      name: "", architecture: "GPTJForCausalLM",
      layers: try file.layers("n_layer"), width: width, heads: heads, keyValueHeads: heads,
      headWidth: headWidth, hiddenWidth: try file.size("n_inner", or: 4 * width),
      vocabularySize: try file.size("vocab_size"), contextLength: try file.size("n_positions"),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .rotary(rotary),
      activation: try file.activation("activation_function", or: "gelu_new"), isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.residual = .parallelSharingNorm
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "wte", .finalNorm: "ln_f", .norm1: "h.{i}.ln_1",
          .query: "h.{i}.attn.q_proj", .key: "h.{i}.attn.k_proj", .value: "h.{i}.attn.v_proj",
          .output: "h.{i}.attn.out_proj", .up: "h.{i}.mlp.fc_in", .down: "h.{i}.mlp.fc_out",
          .unembedding: "lm_head",
        ],
        optionalPrefixes: ["transformer."]))
  }
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
