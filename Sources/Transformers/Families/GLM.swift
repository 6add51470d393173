import Formats
import Tensors

/// GLM-4 of 2024 and 2025, and GLM-4.5 to 4.7 with experts (Zhipu AI).
extension Family {
  static func glm(_ file: ConfigReader) throws -> Family {
    var family = try llama(file, rotaryShare: 0.5)
    family.turnNeighbours()
    family.config.prependsBOS = false
    family.layout.names[.gateUp] = "layers.{i}.mlp.gate_up_proj"
    return family
  }

  static func glm4(_ file: ConfigReader) throws -> Family {
    var family = try glm(file)
    family.config.normPlacement = .beforeAndAfter
    family.layout.names[.norm1Post] = "layers.{i}.post_self_attn_layernorm"
    family.layout.names[.norm2Post] = "layers.{i}.post_mlp_layernorm"
    return family
  }

  static func glm4MoE(_ file: ConfigReader) throws -> Family {
    var family = try llama(file, rotaryShare: 0.5)
    family.config.prependsBOS = false
    if try file.flag("use_qk_norm", or: false) { family.normalizeHeads() }
    try family.addDeepSeekExperts(file)
    return family
  }

  static func glm4MoELite(_ file: ConfigReader) throws -> Family {
    var family = try latentAttention(file)
    family.config.prependsBOS = false
    try family.addDeepSeekExperts(file)
    return family
  }

  static func glmMoEDSA(_ file: ConfigReader) throws -> Family {
    var family = try glm4MoELite(file)
    let layers = 0..<family.config.layers
    family.config.latent?.indexer = ModelConfig.Indexer(
      heads: try file.size("index_n_heads"), width: try file.size("index_head_dim"),
      keeps: try file.size("index_topk"),
      layers: Set(try file.indexingLayers(family.config.layers) ?? Array(layers)))
    family.layout.names.merge([
      .indexQuery: "layers.{i}.self_attn.indexer.wq_b",
      .indexKey: "layers.{i}.self_attn.indexer.wk",
      .indexKeyNorm: "layers.{i}.self_attn.indexer.k_norm",
      .indexWeights: "layers.{i}.self_attn.indexer.weights_proj",
    ]) { $1 }
    return family
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
