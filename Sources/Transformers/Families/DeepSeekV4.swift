import Formats
import Tensors

extension ModelFamily {
  /// DeepSeek V4 (DeepSeek-AI, 2026): connected streams, one vector a token that is key and value of
  /// all heads, and keys of windows besides those of the last tokens.
  static let deepSeekV4 = ModelFamily(
    "DeepSeek V4", ["DeepseekV4ForCausalLM"], ["deepseek_v4": ModelSpec.deepSeekV4])
}

extension ModelSpec {
  static func deepSeekV4(_ file: ConfigReader) throws -> ModelSpec {
    let (h, turning) = (try file.size("head_dim"), try file.size("qk_rope_head_dim"))
    guard turning <= h else {
      throw ModelError(
        .badFile, "\(file.path): 'qk_rope_head_dim' is \(turning), more than a head of \(h)")
    }
    try file.require("num_key_value_heads", 1)
    file.knows("partial_rotary_factor")
    var model = try llama(
      file.renaming(["intermediate_size": "moe_intermediate_size"]),
      rotaryShare: Double(turning) / Double(h))
    let layers = model.config.layers
    model.config.keyValueHeads = 1
    model.config.latent = ModelConfig.Latent(
      queryRank: try file.size("q_lora_rank"), rank: h, still: h - turning, turning: turning,
      values: h)
    model.config.latent?.isShared = true
    model.config.queryKeyNorm = .perHead
    model.config.normalizesQueriesAlone = true
    model.config.hasSinks = true
    let window = try file.size("sliding_window")
    model.config.windows = Array(repeating: window, count: layers)
    model.config.outputGroups = ModelConfig.OutputGroups(
      count: try file.size("o_groups"), rank: try file.size("o_lora_rank"))
    model.config.streams = ModelConfig.Streams(
      count: try file.size("hc_mult", or: 4),
      mixing: .connected(
        ModelConfig.Connection(
          epsilon: Float(try file.number("hc_eps", or: 1e-6)),
          rounds: try file.size("hc_sinkhorn_iters", or: 20))))
    model.config.compressions = try file.compressions(layers: layers)
    let sparse = (0..<layers).filter { model.config.compressions[$0]?.overlaps == true }
    if !sparse.isEmpty {
      model.config.latent?.indexer = ModelConfig.Indexer(
        heads: try file.size("index_n_heads"), width: try file.size("index_head_dim"),
        keeps: try file.size("index_topk"), layers: Set(sparse))
    }
    file.knows("index_n_heads", "index_head_dim", "index_topk")
    try model.turnByKind(file, share: Double(turning) / Double(h))
    try model.addTabledExperts(file)
    model.layout = WeightLayout(
      names: deepSeekV4Names, optionalPrefixes: ["model."])
    return model
  }

  /// Layers that see a window alone turn as others do, those with keys of windows by a base of their own, stretched.
  private mutating func turnByKind(_ file: ConfigReader, share: Double) throws {
    let isByKind = try file.object("rope_parameters")?.object("compress") != nil
    let context = config.contextLength
    var own = try file.rotary(
      headWidth: config.headWidth, share: share, contextLength: context,
      part: isByKind ? "compress" : "full_attention", base: "compress_rope_theta")
    if case .yarn(var yarn) = own.scaling {
      yarn.attentionFactor = 1  // the class leaves the factor on cosines and sines out
      own.scaling = .yarn(yarn)
    }
    var main = try file.rotary(
      headWidth: config.headWidth, share: share, contextLength: context, part: "main")
    (own.pairs, main.pairs) = (.adjacent, .adjacent)
    (own.still, main.still) = (config.headWidth - own.width, config.headWidth - main.width)
    (config.position, config.windowedRotary) = (.rotary(own), main)
  }

  /// Experts that the first layers choose by a table of tokens, beside one that every token goes to.
  private mutating func addTabledExperts(_ file: ConfigReader) throws {
    try file.require("norm_topk_prob", true)
    file.knows("topk_method")
    let function = try file.text("scoring_func", or: "sqrtsoftplus")
    guard function == "sqrtsoftplus" else {
      throw ModelError(
        .badFile, "\(file.path): 'scoring_func' is \"\(function)\"; expected sqrtsoftplus")
    }
    var experts = ModelConfig.Experts(
      count: try file.size("n_routed_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true,
      sharedWidth: config.hiddenWidth * (try file.size("n_shared_experts", or: 1)))
    experts.router = ModelConfig.Router(
      scores: .rootSoftplus, divisor: .adding(1e-20),
      scale: Float(try file.number("routed_scaling_factor", or: 1)))
    experts.limit = try file.optionalNumber(["swiglu_limit"]).map { .plain(Float($0)) }
    let kinds = try file.eachLayer("mlp_layer_types", file.texts, config.layers)
    if let other = kinds.first(where: { !["hash_moe", "moe"].contains($0) }) {
      throw ModelError(
        .badFile, "\(file.path): 'mlp_layer_types' has '\(other)'; hash_moe and moe are supported")
    }
    let first = try file.count("num_hash_layers", or: 0)
    experts.tabledLayers = Set(
      (0..<config.layers).filter { kinds.isEmpty ? $0 < first : kinds[$0] == "hash_moe" })
    config.experts = experts
  }

  private static var deepSeekV4Names: [WeightRole: String] {
    let (layer, attention) = ("layers.{i}.", "layers.{i}.attn.")
    var names: [WeightRole: String] = [
      .embedding: "embed", .finalNorm: "norm", .unembedding: "head",
      .norm1: layer + "attn_norm", .norm2: layer + "ffn_norm",
      .latentQuery: attention + "wq_a", .latentQueryNorm: attention + "q_norm",
      .query: attention + "wq_b", .latentKeyValue: attention + "wkv",
      .latentKeyValueNorm: attention + "kv_norm", .sinks: attention + "attn_sink",
      .outputGroups: attention + "wo_a", .output: attention + "wo_b",
      .indexQuery: attention + "indexer.wq_b", .indexWeights: attention + "indexer.weights_proj",
      .router: layer + "ffn.gate", .routerBias: layer + "ffn.gate.bias",
      .expertTable: layer + "ffn.gate.tid2eid",
      .expertGate: layer + "ffn.experts.{e}.w1", .expertDown: layer + "ffn.experts.{e}.w2",
      .expertUp: layer + "ffn.experts.{e}.w3", .sharedGate: layer + "ffn.shared_experts.w1",
      .sharedDown: layer + "ffn.shared_experts.w2", .sharedUp: layer + "ffn.shared_experts.w3",
    ]
    for (part, name) in [
      (ConnectionPart.map, "fn"), (.base, "base"), (.scale, "scale"),
    ] {
      names[.attentionStreams(part)] = layer + "hc_attn_" + name
      names[.feedForwardStreams(part)] = layer + "hc_ffn_" + name
      names[.endStreams(part)] = "hc_head_" + name
    }
    for (part, name) in [
      (CompressorPart.content, "wkv"), (.shares, "wgate"), (.places, "ape"), (.norm, "norm"),
    ] {
      names[.compressor(part)] = attention + "compressor." + name
      names[.indexCompressor(part)] = attention + "indexer.compressor." + name
    }
    return names
  }
}

extension ConfigReader {
  /// How windows become keys in each layer, by `layer_types` and `compress_rates`, or by the tokens of a window in
  /// `compress_ratios`: 4 overlap and are chosen from, 128 don't.
  fileprivate func compressions(layers: Int) throws -> [ModelConfig.Compression?] {
    let kinds = try eachLayer("layer_types", texts, layers)
    let ratios = try eachLayer("compress_ratios", integers, layers)
    guard !kinds.isEmpty else {
      guard !ratios.isEmpty else {
        throw ModelError(.badFile, "\(path): 'layer_types' is missing")
      }
      return try ratios.map { rate in
        guard [0, 4, 128].contains(rate) else {
          throw ModelError(
            .badFile, "\(path): 'compress_ratios' has \(rate); 0, 4 and 128 are supported")
        }
        return rate == 0 ? nil : ModelConfig.Compression(rate: rate, overlaps: rate == 4)
      }
    }
    let rates = try object("compress_rates")
    return try kinds.map { kind in
      switch kind {
      case "sliding_attention": return nil
      case "compressed_sparse_attention":
        return ModelConfig.Compression(rate: try rates?.size(kind, or: 4) ?? 4, overlaps: true)
      case "heavily_compressed_attention":
        return ModelConfig.Compression(
          rate: try rates?.size(kind, or: 128) ?? 128, overlaps: false)
      default:
        throw ModelError(
          .badFile,
          "\(path): 'layer_types' has '\(kind)'; compressed_sparse_attention, "
            + "heavily_compressed_attention and sliding_attention are supported")
      }
    }
  }
}
