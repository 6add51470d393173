import Tensors

extension Family {
  /// Takes over what TransformerLens 2 is known to do otherwise than the models' own programs, to compare with data made by it.
  ///
  /// - Parameter name: The model's name: TransformerLens treats Yi by its name.
  mutating func followTransformerLens(name: String) {
    if config.experts != nil {
      // Its default processing takes the weights of norms to be folded, and folds none where there are experts.
      for role in [WeightRole.norm1, .norm2, .finalNorm] { layout.names[role] = nil }
    }
    switch config.architecture {
    case "LlamaForCausalLM" where name.lowercased().hasPrefix("yi-"):
      changeRotary { $0.base = 10_000 }
    case "Phi3ForCausalLM":
      config.windows = []
    case "GptOssForCausalLM":
      config.windows = []
      config.hasSinks = false
      changeRotary { $0.scaling = .none }
    case "Gemma2ForCausalLM":
      // Which layers have the window is the other way round.
      let window = config.windows.lazy.compactMap { $0 }.first
      config.windows = config.windows.map { $0 == nil ? window : nil }
    case "Gemma3ForCausalLM", "Gemma3ForConditionalGeneration":
      changeRotary { $0.scaling = .none }
      if config.layers == 62 { config.scoreScale = 1 / Float(config.headWidth).squareRoot() }
    case "T5ForConditionalGeneration":
      // Its decoder's queries see later tokens too.
      guard var distances = config.distances else { return }
      config.isCausal = false
      distances.tellsDirection = true
      config.position = .distances(distances)
    default: break
    }
  }

  private mutating func changeRotary(_ change: (inout Rotary) -> Void) {
    guard var rotary = config.rotary else { return }
    change(&rotary)
    config.position = .rotary(rotary)
  }
}
