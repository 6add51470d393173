import Formats
import Tensors

extension ModelFamily {
  /// Small models trained for study in TransformerLens's own form.
  static let hookedTransformer = ModelFamily(
    "HookedTransformer (NeelNanda, Redwood)", ["HookedTransformer"],
    ["hooked_transformer": ModelSpec.hookedTransformer])
}

extension ModelSpec {
  /// Neel Nanda's and Redwood Research's models: a configuration with TransformerLens's fields, weights with its names.
  static func hookedTransformer(_ file: ConfigReader) throws -> ModelSpec {
    let width = try file.size("d_model")
    let headWidth = try file.size("d_head", or: 64)
    let heads = try file.size("n_heads", or: max(1, width / headWidth))
    let function = try file.text("act_fn", or: "gelu")
    let softens = function.hasPrefix("solu")
    let norm = try file.text("normalization", "normalization_type", or: "none")
    let attendsOnly = try file.flag("attn_only", or: false)
    let isShort = try file.flag("shortformer_pos", or: false)
    let kind = try file.text(
      "positional_embedding_type", or: isShort ? "shortformer" : "standard")
    guard
      let position = ["standard": .learned(firstRow: 0), "shortformer": .learnedForScores][kind]
        as ModelConfig.Position?
    else {
      throw ModelError(
        .badFile,
        "\(file.path): positions are \"\(kind)\"; expected \"standard\" or \"shortformer\"")
    }
    guard ["LN", "LNPre", "RMS", "RMSPre", "none"].contains(norm) else {
      throw ModelError(
        .badFile, "\(file.path): normalization is \"\(norm)\"; expected LN, LNPre, RMS or RMSPre")
    }
    var config = ModelConfig(
      name: "", architecture: "HookedTransformer", layers: try file.layers("n_layers"),
      width: width, heads: heads, keyValueHeads: heads, headWidth: headWidth,
      hiddenWidth: try file.size("d_mlp", or: 4 * width),
      vocabularySize: try file.size("d_vocab"), contextLength: try file.size("n_ctx"),
      norm: norm.hasPrefix("RMS") ? .rootMeanSquare : .layer,
      epsilon: Float(try file.number("eps", or: 1e-5)), position: position,
      activation: softens || attendsOnly ? .gelu : try file.activation("act_fn", or: "gelu"),
      isGated: false, scoreScale: 1 / Float(headWidth).squareRoot(), tiesEmbedding: false)
    config.softens = softens
    config.normalizesHidden = softens && function.hasSuffix("_ln")
    config.hasFeedForward = !attendsOnly
    if try file.flag("final_rms", or: false) { config.finalNorm = .rootMeanSquare }
    if norm == "none" {
      config.normPlacement = .nowhere
      config.hasFinalNorm = false
    }
    var layout = WeightLayout(names: [
      .embedding: "embed.W_E", .positionEmbedding: "pos_embed.W_pos",
      .query: "blocks.{i}.attn.W_Q", .key: "blocks.{i}.attn.W_K", .value: "blocks.{i}.attn.W_V",
      .output: "blocks.{i}.attn.W_O", .up: "blocks.{i}.mlp.W_in", .down: "blocks.{i}.mlp.W_out",
      .hiddenNorm: "blocks.{i}.mlp.ln.w", .unembedding: "unembed.W_U",
    ])
    layout.biasNames = [
      .query: "blocks.{i}.attn.b_Q", .key: "blocks.{i}.attn.b_K", .value: "blocks.{i}.attn.b_V",
      .output: "blocks.{i}.attn.b_O", .up: "blocks.{i}.mlp.b_in", .down: "blocks.{i}.mlp.b_out",
      .hiddenNorm: "blocks.{i}.mlp.ln.b", .unembedding: "unembed.b_U",
    ]
    if !norm.hasSuffix("Pre") {
      let norms: [WeightRole: String] = [
        .norm1: "blocks.{i}.ln1.", .norm2: "blocks.{i}.ln2.", .finalNorm: "ln_final.",
      ]
      layout.names.merge(norms.mapValues { $0 + "w" }) { $1 }
      layout.biasNames.merge(norms.mapValues { $0 + "b" }) { $1 }
    }
    layout.weightSuffixes = [""]
    layout.biasSuffixes = [""]
    layout.isInputsByOutputs = true
    layout.unembedsInputsByOutputs = true
    layout.separatesHeads = true
    return ModelSpec(config: config, layout: layout)
  }
}
