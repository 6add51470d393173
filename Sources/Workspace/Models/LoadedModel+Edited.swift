package import Causal

extension LoadedModel {
  /// The model as commands about what it does run it.
  package var edited: EditedModel { EditedModel(model) }
}
