import Formats
import Foundation
import Tensors

extension ModelSpec {
  /// Takes over what TransformerLens 2 is known to do otherwise than the models' own programs, to compare with data made by it.
  ///
  /// Where anything differs, the model's name ends in `.tl-compat` from then on, so that values of both are kept apart.
  ///
  /// - Parameter fields: The model's `config.json`, if it has one.
  mutating func followTransformerLens(_ fields: JSON? = nil) {
    let own = (config, layout.names)
    changeToTransformerLens(fields)
    if own != (config, layout.names) { config.name += ".tl-compat" }
  }

  private mutating func changeToTransformerLens(_ fields: JSON?) {
    if config.experts != nil {
      // Its default processing takes the weights of norms to be folded, and folds none where there are experts.
      for role in [WeightRole.norm1, .norm2, .finalNorm] { layout.names[role] = nil }
    }
    switch config.architecture {
    case "LlamaForCausalLM" where isYi:
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
    case "BloomForCausalLM":
      // One series of slopes, whether or not the number of heads is a power of two.
      config.position = .alibi(
        slopes: (1...config.heads).map {
          Float(pow(2, -8 * Double($0) / Double(config.heads)))
        })
    case "ApertusForCausalLM":
      // Queries and keys are normalised only where the configuration says so.
      guard let fields, fields["qk_norm"]?.boolValue != true else { return }
      config.queryKeyNorm = .none
      (layout.names[.queryNorm], layout.names[.keyNorm]) = (nil, nil)
    default: break
    }
  }

  /// Whether the model is called Yi, by which TransformerLens knows it.
  private var isYi: Bool {
    let name = config.name.lowercased().split(separator: "/").last ?? ""
    return name.hasPrefix("yi-") || name.hasPrefix("01-ai-yi-")
  }

  private mutating func changeRotary(_ change: (inout Rotary) -> Void) {
    guard var rotary = config.rotary else { return }
    change(&rotary)
    config.position = .rotary(rotary)
  }
}
