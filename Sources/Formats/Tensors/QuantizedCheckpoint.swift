internal import Files
internal import Tensors

extension Checkpoint {
  /// The tensors of a checkpoint as weights: codes of int8 and FP8 get the scales that lie beside them.
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
    let settings =
      [config, config["text_config"] ?? .null].lazy.compactMap {
        $0["quantization_config"]?.objectValue ?? $0["compression_config"]?.objectValue
      }.first
    let method = settings?["quant_method"]?.stringValue
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
    for (name, tensor) in tensors {
      if name.hasSuffix(".qweight") { return named ?? "GPTQ or AWQ" }
      if name.contains(".quant_state.bitsandbytes__nf4") { return "bitsandbytes' 4-bit NF4" }
      if name.contains(".quant_state.bitsandbytes__fp4") { return "bitsandbytes' 4-bit FP4" }
      if name.hasSuffix(".weight_packed") { return "compressed-tensors' packed integers" }
      if name.hasSuffix(".q_weight") { return named ?? "EXL2" }
      if name.hasSuffix(".W_q") { return named ?? "HQQ" }
      if name.hasSuffix(".codebooks") { return named ?? "AQLM" }
      if name.hasSuffix(".weight._data") { return named ?? "Quanto" }
      if name.hasSuffix(".weight_scale_2") { return "NVFP4 of \(named ?? "ModelOpt")" }
      guard name.hasSuffix(".weight") else { continue }
      let base = String(name.dropLast("weight".count))
      if tensor.element == .u32, tensors[base + "scales"] != nil { return "MLX" }
      if tensor.element == .i8, tensors[base + "weight_scales"] != nil { return named ?? "EETQ" }
      if tensor.element.isInteger, tensors[base + "scale"]?.element == .f8_e8m0 {
        return "MXFP4, two numbers a byte,"
      }
      if tensor.element == .u8, tensors[base + "weight_scale"] != nil { return named ?? "BitNet" }
    }
    return nil
  }
}

extension ElementType {
  /// Whether the values are whole numbers or truth values, which are codes wherever a weight should be.
  public var isInteger: Bool {
    switch self {
    case .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8, .bool: true
    default: false
    }
  }
}
