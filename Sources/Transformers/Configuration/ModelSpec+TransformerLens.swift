import Formats

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
    let family = ModelFamily.all.first { $0.transformerLens[config.architecture] != nil }
    family?.transformerLens[config.architecture]?(&self, fields)
  }

  /// Changes how queries and keys turn, if they do.
  mutating func changeRotary(_ change: (inout Rotary) -> Void) {
    guard var rotary = config.rotary else { return }
    change(&rotary)
    config.position = .rotary(rotary)
  }
}
