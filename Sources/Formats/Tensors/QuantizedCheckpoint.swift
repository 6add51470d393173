internal import Files
internal import Tensors

extension Checkpoint {
  /// The tensors of a checkpoint with int8 and FP8 codes joined with their scales.
  ///
  /// Read are bitsandbytes' int8 (`SCB`), int8 of compressed-tensors (`weight_scale`, `weight_zero_point`), and FP8 with one
  /// scale for all, for each row or for each block (`weight_scale`, `weight_scale_inv`, `scale`).
  ///
  /// - Parameters:
  ///   - config: What `config.json` holds.
  ///   - path: The folder, for messages.
  /// - Throws: `FormatError` with the scheme's name where the codes are of another one, and for whole numbers that stand where
  ///   weights should.
  public static func weights(
    _ tensors: [String: StoredTensor], config: JSON, path: String
  ) throws -> [String: StoredTensor] {
    let settings = quantization(config)
    let method = settings?["quant_method"]?.stringValue
    if let part = tensors.keys.filter(isAdapterPart).min() {
      throw FormatError(
        path: path,
        problem:
          "holds parts of an adapter such as '\(part)' beside its weights; 'merge_and_unload()' of peft makes one of both"
      )
    }
    if let scheme = unreadScheme(of: tensors, method: method) {
      throw FormatError(
        path: path,
        problem: "its weights are quantised by \(scheme), which is not read; "
          + "plain floats, int8 and FP8 with their scales, and GGUF files are")
    }
    let sides = settings?["weight_block_size"]?.arrayValue?.compactMap(\.integerValue) ?? []
    let block = sides.count == 2 ? (rows: sides[0], columns: sides[1]) : nil
    return try Dictionary(
      uniqueKeysWithValues: tensors.map { name, tensor in
        (name, try weight(name, tensor, among: tensors, block: block))
      })
  }

  /// What to tell where `config.json` says that weights are quantised, and what `weights` gave has no codes; else nil.
  ///
  /// A program that quantises them as it loads computes with other numbers.
  public static func plainWeightsWarning(
    _ weights: [String: StoredTensor], config: JSON, path: String
  ) -> String? {
    guard let settings = quantization(config),
      let method = settings["quant_method"]?.stringValue ?? settings["quant_algo"]?.stringValue,
      !weights.values.contains(where: { $0.scales != nil || !$0.element.isPlainFloat })
    else { return nil }
    return
      "\(path)/config.json says that weights are quantised by '\(method)', and they are plain floats: "
      + "they are used as they stand"
  }

  /// What the configuration says of codes.
  private static func quantization(_ config: JSON) -> JSONObject? {
    [config, config["text_config"] ?? .null].lazy.compactMap {
      $0["quantization_config"]?.objectValue ?? $0["compression_config"]?.objectValue
    }.first
  }

  /// Whether a tensor is to be added to a weight that lies beside it (LoRA and its like).
  private static func isAdapterPart(_ name: String) -> Bool {
    [".lora_A.", ".lora_B.", ".lora_embedding_A.", ".lora_embedding_B.", ".lora_magnitude_vector"]
      .contains { holds(name, $0) }
  }

  /// The tensor with its scales, if it is one of codes.
  private static func weight(
    _ name: String, _ tensor: StoredTensor, among tensors: [String: StoredTensor],
    block: (rows: Int, columns: Int)?
  ) throws -> StoredTensor {
    guard tensor.element == .i8 || tensor.element == .f8_e4m3 || tensor.element == .f8_e5m2 else {
      if name.hasSuffix(".weight"), tensor.element.isInteger { throw noWeight(tensor) }
      return tensor
    }
    if tensor.element == .i8, name.hasSuffix(".weight") {
      let base = name.dropLast("weight".count)
      if let scales = tensors[base + "SCB"] {
        if let form = tensors[base + "weight_format"], try form.widened().array != [0] {
          throw FormatError(
            path: tensor.file.path,
            problem: "'\(name)' lies in an order of bitsandbytes' for one kind of graphics card, "
              + "which is not read; its plain rows are")
        }
        return try tensor.scaled(by: scales, block: nil, divisor: 127)
      }
    }
    let base = name.hasSuffix(".weight") ? String(name.dropLast("weight".count)) : name
    // DeepSeek V4 calls the scales of `wq_a.weight` `wq_a.scale`.
    for other in [name + "_scale_inv", name + "_scale", base + "scale"] {
      guard let scales = tensors[other] else { continue }
      return try tensor.scaled(by: scales, zeros: tensors[name + "_zero_point"], block: block)
    }
    if name.hasSuffix(".weight"), tensor.element == .i8 { throw noWeight(tensor) }
    return tensor
  }

  private static func noWeight(_ tensor: StoredTensor) -> FormatError {
    FormatError(
      path: tensor.file.path,
      problem: "'\(tensor.name)' is \(tensor.element.rawValue) \(tensor.shape): "
        + "whole numbers are codes, and there are no scales beside them that are read")
  }

  /// The name of a scheme whose codes are not read, by what it leaves in the names of tensors.
  private static func unreadScheme(
    of tensors: [String: StoredTensor], method: String?
  ) -> String? {
    let names = [
      "gptq": "GPTQ", "awq": "AWQ", "bitsandbytes": "bitsandbytes", "hqq": "HQQ", "aqlm": "AQLM",
      "quanto": "Quanto", "eetq": "EETQ", "bitnet": "BitNet", "vptq": "VPTQ", "higgs": "HIGGS",
      "spqr": "SpQR", "torchao": "torchao", "compressed-tensors": "compressed-tensors",
      "modelopt": "ModelOpt", "exl2": "EXL2", "auto-round": "AutoRound",
    ]
    let named = method.map { names[$0] ?? $0 }
    typealias Rule = (scheme: String, holds: (String, StoredTensor) -> Bool)
    func ends(_ scheme: String, _ ending: String) -> Rule {
      (scheme, { name, _ in name.hasSuffix(ending) })
    }
    func lies(_ scheme: String, _ element: ElementType, beside ending: String) -> Rule {
      (
        scheme,
        { name, tensor in
          tensor.element == element && name.hasSuffix(".weight")
            && tensors[name.dropLast("weight".count) + ending] != nil
        }
      )
    }
    // In this order: a scheme may leave what another one leaves too.
    let rules: [Rule] = [
      ends(named ?? "GPTQ or AWQ", ".qweight"),
      ("bitsandbytes' 4-bit NF4", { name, _ in holds(name, ".quant_state.bitsandbytes__nf4") }),
      ("bitsandbytes' 4-bit FP4", { name, _ in holds(name, ".quant_state.bitsandbytes__fp4") }),
      ends("NVFP4 of compressed-tensors", ".weight_global_scale"),
      ends("compressed-tensors' packed integers", ".weight_packed"),
      ends("NVFP4 of \(named ?? "ModelOpt")", ".weight_scale_2"),
      ends(named ?? "EXL2", ".q_weight"), ends(named ?? "HQQ", ".W_q"),
      ends(named ?? "AQLM", ".codebooks"), ends(named ?? "Quanto", ".weight._data"),
      lies("MLX", .u32, beside: "scales"), lies(named ?? "EETQ", .i8, beside: "weight_scales"),
      (
        "MXFP4, two numbers a byte,",
        { name, tensor in
          tensor.element.isInteger && name.hasSuffix(".weight")
            && tensors[name.dropLast("weight".count) + "scale"]?.element == .f8_e8m0
        }
      ),
      lies(named ?? "BitNet", .u8, beside: "weight_scale"),
    ]
    return rules.first { rule in tensors.contains { rule.holds($0.key, $0.value) } }?.scheme
  }
}

extension ElementType {
  /// Whether the values are floats of 16 bits and more, which no scheme makes.
  fileprivate var isPlainFloat: Bool {
    switch self {
    case .f16, .bf16, .f32, .f64: true
    default: false
    }
  }

  /// Whether the values are integers or booleans, which can only be codes where a weight is
  /// expected.
  public var isInteger: Bool {
    switch self {
    case .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8, .bool: true
    default: false
    }
  }
}
