import Formats
import Tensors

extension ModelFamily {
  /// T5 (Raffel et al., 2020): an encoder, and a decoder that attends to it; scores gain what heads have learned for distances.
  static let t5 = ModelFamily(
    "T5, mT5", ["T5ForConditionalGeneration", "MT5ForConditionalGeneration"],
    ["t5": ModelSpec.t5, "mt5": ModelSpec.mt5],
    gguf: ["t5": ModelSpec.t5, "t5encoder": ModelSpec.t5Encoder],
    defaults: [
      "t5": #"""
      {"d_model": 512, "d_kv": 64, "d_ff": 2048, "num_layers": 6, "num_heads": 8,
      "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128,
      "layer_norm_epsilon": 1e-06, "feed_forward_proj": "relu", "tie_word_embeddings": true,
      "vocab_size": 32128}
      """#,
      "mt5": #"""
      {"d_ff": 1024, "d_kv": 64, "d_model": 512, "decoder_start_token_id": 0,
      "eos_token_id": 1, "feed_forward_proj": "gated-gelu", "layer_norm_epsilon": 1e-06,
      "num_heads": 6, "num_layers": 8, "pad_token_id": 0, "relative_attention_max_distance":
      128, "relative_attention_num_buckets": 32, "tie_word_embeddings": true, "vocab_size":
      250112}
      """#,
    ],
    otherKeys: [
      "t5": [
        "hidden_size": "d_model", "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers", "head_dim": "d_kv",
      ]
    ],
    immaterialKeys: [
      "t5": "n_positions",
      "mt5": "dense_act_fn is_gated_act n_positions",
    ],
    asTransformerLens: [
      "T5ForConditionalGeneration": { model, _ in
        // Queries of the decoder see later tokens too.
        guard var distances = model.config.distances else { return }
        model.config.isCausal = false
        distances.tellsDirection = true
        model.config.position = .distances(distances)
      }
    ])
}

extension ModelSpec {
  static func t5(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("tie_encoder_decoder", false)
    let (activation, isGated) = try file.feedForward()
    let (width, heads) = (try file.size("d_model"), try file.size("num_heads"))
    let layers = try file.layers("num_layers")
    let ties = try file.flag("tie_word_embeddings", or: true)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "T5ForConditionalGeneration"),
      layers: try file.optionalSize("num_decoder_layers") == nil
        ? layers : file.layers("num_decoder_layers"),
      width: width, heads: heads, keyValueHeads: heads, headWidth: try file.size("d_kv"),
      hiddenWidth: try file.size("d_ff"), vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("n_positions", or: 512), norm: .rootMeanSquare,
      epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-6)),
      position: .distances(
        ModelConfig.Distances(
          count: try file.size("relative_attention_num_buckets", or: 32),
          farthest: try file.size("relative_attention_max_distance", or: 128),
          tellsDirection: false)),
      activation: activation, isGated: isGated, scoreScale: 1, tiesEmbedding: ties)
    config.describeT5(
      encoderLayers: layers,
      start: try file.token("decoder_start_token_id", "pad_token_id", or: 0),
      end: try file.token("eos_token_id", or: 1))
    func names(_ stack: String, feedForward: Int) -> [WeightRole: String] {
      let block = "\(stack).block.{i}.layer."
      let inner = "\(block)\(feedForward).DenseReluDense."
      return [
        .embedding: "shared", .finalNorm: "\(stack).final_layer_norm",
        .distances: "\(stack).block.0.layer.0.SelfAttention.relative_attention_bias",
        .norm1: "\(block)0.layer_norm", .query: "\(block)0.SelfAttention.q",
        .key: "\(block)0.SelfAttention.k", .value: "\(block)0.SelfAttention.v",
        .output: "\(block)0.SelfAttention.o", .norm2: "\(block)\(feedForward).layer_norm",
        .up: inner + (config.isGated ? "wi_1" : "wi"), .gate: inner + "wi_0", .down: inner + "wo",
      ]
    }
    var decoder = names("decoder", feedForward: 2)
    let cross = "decoder.block.{i}.layer.1."
    decoder.merge([
      .crossNorm: cross + "layer_norm", .crossQuery: cross + "EncDecAttention.q",
      .crossKey: cross + "EncDecAttention.k", .crossValue: cross + "EncDecAttention.v",
      .crossOutput: cross + "EncDecAttention.o",
    ]) { $1 }
    if !ties { decoder[.unembedding] = "lm_head" }
    // The one table of both stacks is kept under any of its names.
    let tables: [WeightRole: [String]] = [
      .embedding: ["encoder.embed_tokens", "decoder.embed_tokens"]
    ]
    return ModelSpec(
      config: config, layout: WeightLayout(names: decoder, otherNames: tables),
      encoderLayout: WeightLayout(
        names: names("encoder", feedForward: 1), otherNames: tables))
  }

  /// mT5 (Xue et al., 2021): T5 with a gate, whose logits are never scaled, whether it has an unembedding of its own or not.
  static func mt5(_ file: ConfigReader) throws -> ModelSpec {
    let gated: [String: JSON] = ["feed_forward_proj": .string("gated-gelu")]
    var model = try t5(file.assuming(gated))
    model.config.logitScale = 1
    model.layout.names[.unembedding] = "lm_head"
    return model
  }

  static func t5(_ file: GGUFConfigReader) throws -> ModelSpec {
    let (width, heads) = (
      try file.size("embedding_length"), try file.size("attention.head_count")
    )
    let isGated = file.has("enc.blk.0.ffn_gate")
    let headWidth =
      try file.optionalSize("attention.key_length") ?? file.headWidth(of: width, heads: heads)
    guard try file.size("attention.value_length", or: headWidth) == headWidth else {
      throw ModelError(
        .badFile, "\(file.path): keys and values of heads differ in width, which is not supported")
    }
    let layers = try file.layers()
    var config = ModelConfig(
      name: "", architecture: "T5ForConditionalGeneration",
      layers: try file.optionalSize("decoder_block_count") == nil
        ? layers : file.layers("decoder_block_count"),
      width: width, heads: heads, keyValueHeads: heads, headWidth: headWidth,
      hiddenWidth: try file.size("feed_forward_length"),
      vocabularySize: try file.vocabularySize(),
      contextLength: try file.size("context_length"), norm: .rootMeanSquare,
      epsilon: Float(file.number("attention.layer_norm_rms_epsilon", or: 1e-6)),
      position: .distances(
        ModelConfig.Distances(
          count: try file.size("attention.relative_buckets_count", or: 32), farthest: 128,
          tellsDirection: false)),
      activation: isGated ? .geluTanh : .relu, isGated: isGated, scoreScale: 1,
      tiesEmbedding: !file.has("output"))
    config.describeT5(
      encoderLayers: layers, start: file.token("decoder_start_token_id", or: 0),
      end: file.file.integer("tokenizer.ggml.eos_token_id") ?? 1)
    func names(_ stack: String) -> [WeightRole: String] {
      let block = "\(stack).blk.{i}."
      return [
        .embedding: "token_embd", .finalNorm: "\(stack).output_norm",
        .distances: "\(stack).blk.0.attn_rel_b", .norm1: block + "attn_norm",
        .query: block + "attn_q", .key: block + "attn_k", .value: block + "attn_v",
        .output: block + "attn_o", .norm2: block + "ffn_norm", .up: block + "ffn_up",
        .gate: block + "ffn_gate", .down: block + "ffn_down",
      ]
    }
    // T5 with a gate and no table of its own for logits is mT5, which does not scale them.
    if isGated { config.logitScale = 1 }
    let cross = "dec.blk.{i}.cross_attn_"
    let decoder = names("dec").merging([
      .crossNorm: cross + "norm", .crossQuery: cross + "q", .crossKey: cross + "k",
      .crossValue: cross + "v", .crossOutput: cross + "o", .unembedding: "output",
    ]) { $1 }
    return ModelSpec(
      config: config, layout: WeightLayout(names: decoder),
      encoderLayout: WeightLayout(names: names("enc")))
  }

  /// The encoder that image models come with, which has no decoder beside it.
  static func t5Encoder(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try t5(file)
    model.take(.encoder)
    model.config.architecture = "T5EncoderModel"
    return model
  }
}

extension ConfigReader {
  /// The function of the feed-forward layers and whether a gate goes with it: `feed_forward_proj`, or what the two fields
  /// say that newer files have beside it.
  fileprivate func feedForward() throws -> (Activation, isGated: Bool) {
    let kind = try text("feed_forward_proj", or: "relu")
    let parts = kind.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && parts[0] == "gated", let last = parts.last else {
      throw ModelError(
        .badFile,
        "\(path): 'feed_forward_proj' is \"\(kind)\"; expected a function such as relu, or gated-gelu"
      )
    }
    // The first files with a gate mean the approximation by tanh.
    let function = kind == "gated-gelu" ? "gelu_new" : String(last)
    return (
      try activation("dense_act_fn", or: function), try flag("is_gated_act", or: parts.count == 2)
    )
  }
}

extension ModelConfig {
  /// Sets the axes that come with an encoder beside the decoder.
  fileprivate mutating func describeT5(encoderLayers: Int, start: Int, end: Int) {
    self.encoderLayers = encoderLayers
    (decoderStart, sourceEnd) = (start, end)
    prependsBOS = false
    if tiesEmbedding { logitScale = 1 / Float(width).squareRoot() }
  }
}
