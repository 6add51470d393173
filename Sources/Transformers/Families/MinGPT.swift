import Formats
import Tensors

extension ModelFamily {
  /// Small models trained for study: nanoGPT, minGPT and Othello-GPT.
  static let minGPT = ModelFamily(
    "minGPT, nanoGPT, Othello-GPT", ["GPT"],
    ["mingpt": ModelSpec.minGPT, "nanogpt": ModelSpec.nanoGPT])
}

extension ModelSpec {
  /// nanoGPT (Karpathy): GPT-2's names around matrices that lie the other way, an exact gelu, biases or none.
  static func nanoGPT(_ file: ConfigReader) throws -> ModelSpec {
    var model = try minGPT(file, names: gpt2Names)
    model.layout.optionalPrefixes = ["_orig_mod.transformer.", "_orig_mod.", "transformer."]
    return model
  }

  /// minGPT (Karpathy) of 2020, and Othello-GPT (Li et al., 2022), which was trained with it.
  static func minGPT(_ file: ConfigReader) throws -> ModelSpec {
    var model = try minGPT(
      file,
      names: [
        .embedding: "tok_emb", .positionEmbedding: "pos_emb", .finalNorm: "ln_f",
        .norm1: "blocks.{i}.ln1", .norm2: "blocks.{i}.ln2", .query: "blocks.{i}.attn.query",
        .key: "blocks.{i}.attn.key", .value: "blocks.{i}.attn.value",
        .output: "blocks.{i}.attn.proj", .up: "blocks.{i}.mlp.0", .down: "blocks.{i}.mlp.2",
        .unembedding: "head",
      ])
    model.layout.weightSuffixes = [".weight", ""]  // the places have no suffix
    return model
  }

  /// Fields as both programs write them into a checkpoint, Othello-GPT's sizes where they are missing.
  private static func minGPT(
    _ file: ConfigReader, names: [WeightRole: String]
  ) throws -> ModelSpec {
    let (width, heads) = (try file.size("n_embd", or: 512), try file.size("n_head", or: 8))
    let headWidth = try file.headWidth(of: width, heads: heads)
    return ModelSpec(
      config: ModelConfig(
        name: "", architecture: "GPT",
        layers: try file.optionalSize("n_layer") == nil ? 8 : file.layers("n_layer"),
        width: width, heads: heads, keyValueHeads: heads, headWidth: headWidth,
        hiddenWidth: try file.size("n_inner", or: 4 * width),
        vocabularySize: try file.size("vocab_size", or: 61),
        contextLength: try file.size("block_size", or: 59), norm: .layer, epsilon: 1e-5,
        position: .learned(firstRow: 0),
        activation: try file.activation("activation_function", or: "gelu"), isGated: false,
        scoreScale: 1 / Float(headWidth).squareRoot(), tiesEmbedding: false),
      layout: WeightLayout(names: names))
  }
}
