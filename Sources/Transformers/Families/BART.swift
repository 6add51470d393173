import Formats
import Tensors

extension ModelFamily {
  /// BART (Lewis et al., 2020) and Marian (Tiedemann et al., 2024, "OPUS-MT"): an encoder and a decoder whose norms stand on sums.
  static let bart = ModelFamily(
    "BART, Marian (OPUS-MT)", ["BartForConditionalGeneration", "MarianMTModel"],
    ["bart": ModelSpec.bart, "marian": ModelSpec.marian],
    defaults: [
      "bart": #"""
      {"activation_function": "gelu", "d_model": 1024, "decoder_attention_heads": 16,
      "decoder_ffn_dim": 4096, "decoder_layers": 12, "decoder_start_token_id": 2,
      "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12,
      "eos_token_id": 2, "max_position_embeddings": 1024, "pad_token_id": 1, "scale_embedding":
      false, "tie_word_embeddings": true, "vocab_size": 50265}
      """#,
      "marian": #"""
      {"activation_function": "gelu", "d_model": 1024, "decoder_attention_heads": 16,
      "decoder_ffn_dim": 4096, "decoder_layers": 12, "decoder_start_token_id": 58100,
      "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12,
      "eos_token_id": 0, "max_position_embeddings": 1024, "pad_token_id": 58100,
      "scale_embedding": false, "share_encoder_decoder_embeddings": true, "tie_word_embeddings":
      true, "vocab_size": 58101}
      """#,
    ])
}

extension ModelSpec {
  static func bart(_ file: ConfigReader) throws -> ModelSpec {
    var model = try translator(file, position: .learned(firstRow: 2), activation: "gelu")
    model.config.normalizesPlaced = true
    model.layout.names[.embeddingNorm] = "decoder.layernorm_embedding"
    model.encoderLayout?.names[.embeddingNorm] = "encoder.layernorm_embedding"
    return model
  }

  static func marian(_ file: ConfigReader) throws -> ModelSpec {
    try translator(
      file, position: .sinusoids(ModelConfig.Sinusoids()), activation: "swish")
  }

  private static func translator(
    _ file: ConfigReader, position: ModelConfig.Position, activation: String
  ) throws -> ModelSpec {
    let (width, heads) = (try file.size("d_model"), try file.size("decoder_attention_heads"))
    let hidden = try file.size("decoder_ffn_dim")
    guard try file.size("encoder_attention_heads", or: heads) == heads,
      try file.size("encoder_ffn_dim", or: hidden) == hidden
    else {
      throw ModelError(
        .badFile,
        "\(file.path): encoder and decoder differ in heads or widths, which is not supported")
    }
    try file.requireSame("decoder_vocab_size", try file.size("vocab_size"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "MarianMTModel"),
      layers: try file.layers("decoder_layers"), width: width, heads: heads, keyValueHeads: heads,
      headWidth: headWidth, hiddenWidth: hidden, vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("max_position_embeddings", or: 1024), norm: .layer,
      epsilon: 1e-5, position: position,
      activation: try file.activation("activation_function", or: activation), isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(), tiesEmbedding: true)
    config.normPlacement = .onSum
    config.hasFinalNorm = false
    config.encoderLayers = try file.layers("encoder_layers")
    config.decoderStart = try file.token("decoder_start_token_id", "pad_token_id", or: 0)
    config.sourceEnd = try file.token("eos_token_id", or: 0)
    config.prependsBOS = false
    if try file.flag("scale_embedding", or: false) {
      config.embeddingScale = Float(width).squareRoot()
    }
    file.knows("tie_word_embeddings", "share_encoder_decoder_embeddings")
    func names(_ stack: String) -> [WeightRole: String] {
      let block = stack + ".layers.{i}."
      return [
        .embedding: "shared", .positionEmbedding: stack + ".embed_positions",
        .norm1: block + "self_attn_layer_norm", .query: block + "self_attn.q_proj",
        .key: block + "self_attn.k_proj", .value: block + "self_attn.v_proj",
        .output: block + "self_attn.out_proj", .norm2: block + "final_layer_norm",
        .up: block + "fc1", .down: block + "fc2",
      ]
    }
    let cross = "decoder.layers.{i}.encoder_attn"
    let decoder = names("decoder").merging([
      .crossNorm: cross + "_layer_norm", .crossQuery: cross + ".q_proj",
      .crossKey: cross + ".k_proj", .crossValue: cross + ".v_proj",
      .crossOutput: cross + ".out_proj", .unembedding: "lm_head",
    ]) { $1 }
    func layout(_ names: [WeightRole: String], _ stack: String) -> WeightLayout {
      WeightLayout(
        names: names,
        otherNames: [.embedding: [stack + ".embed_tokens", "encoder.embed_tokens"]],
        biasSuffixes: [".bias", ""], biasNames: [.unembedding: "final_logits_bias"],
        optionalPrefixes: ["model."])
    }
    return ModelSpec(
      config: config, layout: layout(decoder, "decoder"),
      encoderLayout: layout(names("encoder"), "encoder"))
  }
}

extension ConfigReader {
  /// Throws if a size has another value than one that is read elsewhere.
  fileprivate func requireSame(_ key: String, _ expected: Int) throws {
    let found = try size(key, or: expected)
    guard found == expected else {
      throw ModelError(.badFile, "\(path): '\(key)' is \(found); only \(expected) is supported")
    }
  }
}
