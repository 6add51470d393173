import Formats
import Tensors

// Gemma 3n and Gemma 4 in llama.cpp's files.

extension ModelSpec {
  static func gemma3n(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma4Base(file, "Gemma3nForConditionalGeneration")
    let layers = model.config.layers
    model.config.streams = ModelConfig.Streams(
      count: try file.size("altup.num_inputs", or: 4),
      active: file.token("altup.active_idx", or: 0),
      scalesActive: file.has("blk.0.altup_correct_scale"))
    model.config.besideAttention = file.file.tensors["blk.0.laurel_l.weight"]?.rows ?? 64
    model.config.attendedFactor = Float(0.5).squareRoot()
    model.config.gateCutoffs = try file.list("activation_sparsity_scale", layers: layers) ?? []
    model.layout.mergesStreamMaps = true
    let names: [WeightRole: String] = [
      .streamStart: "altup_proj", .streamEnd: "altup_unembd_proj",
      .streamRouter: "blk.{i}.altup_router", .streamRouterNorm: "blk.{i}.altup_router_norm",
      .streamPrediction: "blk.{i}.altup_predict_coef",
      .streamCorrection: "blk.{i}.altup_correct_coef",
      .streamScale: "blk.{i}.altup_correct_scale", .besideDown: "blk.{i}.laurel_l",
      .besideUp: "blk.{i}.laurel_r", .besideNorm: "blk.{i}.laurel_post_norm",
    ]
    model.layout.names.merge(names) { $1 }
    return model
  }

  static func gemma4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma4Base(file, "Gemma4ForConditionalGeneration")
    let layers = 0..<model.config.layers
    let wide = model.config.headWidth
    let narrow = try file.size("attention.key_length_swa", or: wide)
    file.knows("attention.value_length_swa", "rope.dimension_count_swa")
    model.config.headWidths = layers.map { model.config.window(in: $0) == nil ? wide : narrow }
    model.config.keyValueHeadCounts = try file.perLayer(
      "attention.head_count_kv", layers: layers.count)
    model.config.headWidth = narrow
    // The divisors are those of full layers alone.
    if var rotary = model.config.windowedRotary ?? model.config.rotary {
      rotary.width = narrow
      rotary.base = file.number("rope.freq_base_swa", or: 10_000)
      rotary.scaling = .none
      model.config.windowedRotary = rotary
    }
    model.config.layersSharingKeyValue = Set(layers.filter { !file.has("blk.\($0).attn_v") })
      .subtracting(layers.filter { model.config.keyValueSource(of: $0) != nil })
    model.config.scalesBlocks = file.has("blk.0.layer_output_scale")
    model.layout.names[.blockScale] = "blk.{i}.layer_output_scale"
    if model.config.experts != nil {
      model.config.experts?.standBesideDense = true
      model.layout.names.merge([
        .routerScale: "blk.{i}.ffn_gate_inp", .expertScale: "blk.{i}.ffn_down_exps",
        .densePostNorm: "blk.{i}.post_ffw_norm_1", .expertsNorm: "blk.{i}.pre_ffw_norm_2",
        .expertsPostNorm: "blk.{i}.post_ffw_norm_2",
      ]) { $1 }
    }
    return model
  }

  private static func gemma4Base(
    _ file: GGUFConfigReader, _ architecture: String
  ) throws -> ModelSpec {
    let keyHeads = try file.largest(
      "attention.head_count_kv", or: file.size("attention.head_count"))
    var model = try decoder(file, architecture, base: 1_000_000, keyHeads: keyHeads)
    let layers = model.config.layers
    model.config.activation = .geluTanh
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    model.config.normPlacement = .beforeAndAfter
    model.config.scoreScale = 1
    model.config.windows = try file.windows(layers: layers, period: 6)
    model.normalizeProjections(.perHead)
    model.config.normalizesValues = true
    model.nameNormsAfter()
    try model.shareKeys(
      ofLast: file.token("attention.shared_kv_layers", or: 0), path: file.path)
    model.config.perLayerWidth = file.token("embedding_length_per_layer_input", or: 0)
    let names: [WeightRole: String] = [
      .perLayerEmbedding: "per_layer_token_embd", .perLayerMap: "per_layer_model_proj",
      .perLayerNorm: "per_layer_proj_norm", .perLayerGate: "blk.{i}.inp_gate",
      .perLayerOutput: "blk.{i}.proj", .perLayerOutputNorm: "blk.{i}.post_norm",
    ]
    model.layout.names.merge(names) { $1 }
    return model
  }
}
