import Formats
import Tensors

/// GLM-4 of 2024 and 2025, and GLM-4.5 to 4.7 with experts (Zhipu AI).
extension ModelSpec {
  static func glm(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file, rotaryShare: 0.5)
    model.turnNeighbours()
    model.config.prependsBOS = false
    model.layout.names[.gateUp] = "layers.{i}.mlp.gate_up_proj"
    return model
  }

  static func glm4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try glm(file)
    model.config.normPlacement = .beforeAndAfter
    model.layout.names[.norm1Post] = "layers.{i}.post_self_attn_layernorm"
    model.layout.names[.norm2Post] = "layers.{i}.post_mlp_layernorm"
    return model
  }

  static func glm4MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file, rotaryShare: 0.5)
    model.config.prependsBOS = false
    if try file.flag("use_qk_norm", or: false) { model.normalizeHeads() }
    try model.addDeepSeekExperts(file)
    return model
  }

  static func glm4MoELite(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    model.config.prependsBOS = false
    try model.addDeepSeekExperts(file)
    return model
  }

  static func glmMoEDSA(_ file: ConfigReader) throws -> ModelSpec {
    var model = try glm4MoELite(file)
    let layers = 0..<model.config.layers
    model.config.latent?.indexer = ModelConfig.Indexer(
      heads: try file.size("index_n_heads"), width: try file.size("index_head_dim"),
      keeps: try file.size("index_topk"),
      layers: Set(try file.indexingLayers(model.config.layers) ?? Array(layers)))
    model.layout.names.merge([
      .indexQuery: "layers.{i}.self_attn.indexer.wq_b",
      .indexKey: "layers.{i}.self_attn.indexer.wk",
      .indexKeyNorm: "layers.{i}.self_attn.indexer.k_norm",
      .indexWeights: "layers.{i}.self_attn.indexer.weights_proj",
    ]) { $1 }
    return model
  }
}

extension ConfigReader {
  /// The layers whose indexer chooses keys anew; nil where all do.
  fileprivate func indexingLayers(_ layers: Int) throws -> [Int]? {
    let kinds = try texts("indexer_types")
    if !kinds.isEmpty {
      guard kinds.count == layers else {
        throw ModelError(
          .badFile, "\(path): 'indexer_types' lists \(kinds.count) layers; the model has \(layers)")
      }
      return (0..<layers).filter { kinds[$0] == "full" }
    }
    let pattern = Array(try text("index_topk_pattern", or: ""))
    if pattern.count == layers { return (0..<layers).filter { pattern[$0] == "F" } }
    guard let step = try optionalSize("index_topk_freq") else { return nil }
    let skipped = try count("index_skip_topk_offset", or: 0)
    return (0..<layers).filter { $0 < skipped || ($0 - skipped) % step == 0 }
  }
}
