import Formats
import Tensors

// Gemma 3n and Gemma 4 in llama.cpp's files.

extension Family {
  static func gemma3n(_ file: GGUFConfigReader) throws -> Family {
    var family = try gemma4Base(file, "Gemma3nForConditionalGeneration")
    let layers = family.config.layers
    family.config.streams = ModelConfig.Streams(
      count: try file.size("altup.num_inputs", or: 4),
      active: file.token("altup.active_idx", or: 0),
      scalesActive: file.has("blk.0.altup_correct_scale"))
    family.config.besideAttention = file.file.tensors["blk.0.laurel_l.weight"]?.rows ?? 64
    family.config.attendedFactor = Float(0.5).squareRoot()
    family.config.gateCutoffs = try file.list("activation_sparsity_scale", layers: layers) ?? []
    family.layout.mergesStreamMaps = true
    let names: [WeightRole: String] = [
      .streamStart: "altup_proj", .streamEnd: "altup_unembd_proj",
      .streamRouter: "blk.{i}.altup_router", .streamRouterNorm: "blk.{i}.altup_router_norm",
      .streamPrediction: "blk.{i}.altup_predict_coef",
      .streamCorrection: "blk.{i}.altup_correct_coef",
      .streamScale: "blk.{i}.altup_correct_scale", .besideDown: "blk.{i}.laurel_l",
      .besideUp: "blk.{i}.laurel_r", .besideNorm: "blk.{i}.laurel_post_norm",
    ]
    family.layout.names.merge(names) { $1 }
    return family
  }

  static func gemma4(_ file: GGUFConfigReader) throws -> Family {
    var family = try gemma4Base(file, "Gemma4ForConditionalGeneration")
    let layers = 0..<family.config.layers
    let wide = family.config.headWidth
    let narrow = try file.size("attention.key_length_swa", or: wide)
    file.knows("attention.value_length_swa", "rope.dimension_count_swa")
    family.config.headWidths = layers.map { family.config.window(in: $0) == nil ? wide : narrow }
    family.config.keyValueHeadCounts = try file.perLayer(
      "attention.head_count_kv", layers: layers.count)
    family.config.headWidth = narrow
    // The divisors are those of full layers alone.
    if var rotary = family.config.windowedRotary ?? family.config.rotary {
      rotary.width = narrow
      rotary.base = file.number("rope.freq_base_swa", or: 10_000)
      rotary.scaling = .none
      family.config.windowedRotary = rotary
    }
    family.config.layersSharingKeyValue = Set(layers.filter { !file.has("blk.\($0).attn_v") })
      .subtracting(layers.filter { family.config.keyValueSource(of: $0) != nil })
    family.config.scalesBlocks = file.has("blk.0.layer_output_scale")
    family.layout.names[.blockScale] = "blk.{i}.layer_output_scale"
    if family.config.experts != nil {
      family.config.experts?.standBesideDense = true
      family.layout.names.merge([
        .routerScale: "blk.{i}.ffn_gate_inp", .expertScale: "blk.{i}.ffn_down_exps",
        .densePostNorm: "blk.{i}.post_ffw_norm_1", .expertsNorm: "blk.{i}.pre_ffw_norm_2",
        .expertsPostNorm: "blk.{i}.post_ffw_norm_2",
      ]) { $1 }
    }
    return family
  }

  private static func gemma4Base(
    _ file: GGUFConfigReader, _ architecture: String
  ) throws -> Family {
    let keyHeads = try file.largest(
      "attention.head_count_kv", or: file.size("attention.head_count"))
    var family = try decoder(file, architecture, base: 1_000_000, keyHeads: keyHeads)
    let layers = family.config.layers
    family.config.activation = .geluTanh
    family.config.embeddingScale = Float(family.config.width).squareRoot()
    family.config.normPlacement = .beforeAndAfter
    family.config.scoreScale = 1
    family.config.windows = try file.windows(layers: layers, period: 6)
    family.normalizeProjections(.perHead)
    family.config.normalizesValues = true
    family.nameNormsAfter()
    try family.shareKeys(
      ofLast: file.token("attention.shared_kv_layers", or: 0), path: file.path)
    family.config.perLayerWidth = file.token("embedding_length_per_layer_input", or: 0)
    let names: [WeightRole: String] = [
      .perLayerEmbedding: "per_layer_token_embd", .perLayerMap: "per_layer_model_proj",
      .perLayerNorm: "per_layer_proj_norm", .perLayerGate: "blk.{i}.inp_gate",
      .perLayerOutput: "blk.{i}.proj", .perLayerOutputNorm: "blk.{i}.post_norm",
    ]
    family.layout.names.merge(names) { $1 }
    return family
  }
}
