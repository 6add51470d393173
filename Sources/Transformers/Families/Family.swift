import Formats

/// A model's configuration and the layout of its files, as read from one of them.
struct Family: Sendable {
  var config: ModelConfig
  var layout: WeightLayout
}

extension Family {
  /// Parsers of `config.json`, by its `model_type`.
  private static let huggingFace: [String: @Sendable (ConfigReader) throws -> Family] = [
    "apertus": apertus, "bloom": bloom, "cohere": cohere, "falcon": falcon, "gemma": gemma,
    "gemma2": gemma2, "gemma3": gemma3, "gemma3_text": gemma3, "gpt2": gpt2,
    "gpt_bigcode": gptBigCode, "gpt_neo": gptNeo, "gpt_neox": gptNeoX, "gpt_oss": gptOSS,
    "gptj": gptJ, "granite": granite, "llama": llama, "mistral": mistral, "mixtral": mixtral,
    "mpt": mpt, "olmo": olmo, "olmo2": olmo2, "olmo3": olmo3, "olmoe": olmoE, "opt": opt,
    "phi": phi, "phi3": phi3, "qwen2": qwen2, "qwen3": qwen3, "qwen3_moe": qwen3MoE,
    "smollm3": smolLM3, "stablelm": stableLM, "starcoder2": starCoder2,
  ]

  /// Parsers of GGUF metadata, by `general.architecture`.
  private static let gguf: [String: @Sendable (GGUFConfigReader) throws -> Family] = [
    "apertus": apertus, "bloom": bloom, "command-r": commandR, "falcon": falcon, "gemma": gemma,
    "gemma2": gemma2, "gemma3": gemma3, "gpt-oss": gptOSS, "gpt2": gpt2, "gptneox": gptNeoX,
    "granite": granite, "llama": llama, "mpt": mpt, "olmo": olmo, "olmo2": olmo2, "olmoe": olmoE,
    "phi2": phi2, "phi3": phi3, "qwen2": qwen2, "qwen3": qwen3, "qwen3moe": qwen3MoE,
    "smollm3": smolLM3, "stablelm": stableLM, "starcoder": starCoder, "starcoder2": starCoder2,
  ]

  /// Reads the configuration of a Hugging Face folder.
  ///
  /// - Throws: `ModelError` naming the field that is missing, wrong or not supported.
  init(config fields: JSON, path: String) throws {
    let reader = ConfigReader(fields: fields, path: path)
    let type = try reader.text("model_type")
    guard let parse = Self.huggingFace[type] else {
      throw ModelError(
        .badFile,
        "\(path): model type '\(type)' is not supported; "
          + "\(Self.huggingFace.keys.sorted().joined(separator: ", ")) are")
    }
    self = try parse(reader)
    try config.validate(path: path)
  }

  /// Reads the configuration in a GGUF file's metadata.
  init(gguf file: GGUFFile) throws {
    let architecture = file.string("general.architecture") ?? ""
    guard let parse = Self.gguf[architecture] else {
      throw ModelError(
        .badFile,
        "\(file.path): architecture '\(architecture)' is not supported; "
          + "\(Self.gguf.keys.sorted().joined(separator: ", ")) are")
    }
    self = try parse(GGUFConfigReader(file: file, architecture: architecture))
    try config.validate(path: file.path)
  }
}

extension ModelConfig {
  /// Throws if sizes contradict one another.
  fileprivate func validate(path: String) throws {
    func check(_ holds: Bool, _ problem: String) throws {
      if !holds { throw ModelError(.badFile, "\(path): \(problem)") }
    }
    try check(
      keyValueHeads <= heads && heads % keyValueHeads == 0,
      "\(heads) query heads can't share \(keyValueHeads) key heads evenly")
    try check(headWidth % 2 == 0 || rotary == nil, "a head's width \(headWidth) is odd")
    let (product, overflows) = heads.multipliedReportingOverflow(by: headWidth)
    try check(!overflows && product <= 1 << 30, "\(heads) heads of width \(headWidth)")
    try check(windows.allSatisfy { $0 ?? 1 >= 1 }, "a window of no token")
    if case .longRope(let rope)? = rotary?.scaling {
      let pairs = (rotary?.width ?? 0) / 2
      try check(
        rope.short.count == pairs && rope.long.count == pairs,
        "longrope lists \(rope.short.count) and \(rope.long.count) factors; expected \(pairs)")
    }
    if let experts {
      try check(
        experts.perToken <= experts.count, "\(experts.perToken) of \(experts.count) experts")
    }
    try check(scoreScale.isFinite && scoreScale > 0, "score scale \(scoreScale)")
    try check(epsilon.isFinite && epsilon >= 0, "norm epsilon \(epsilon)")
  }
}
