import Activations
import Causal
import Transformers

extension LoadedModel {
  /// How queries and keys become patterns; of no layer where there are edits, which may stand at scores and patterns.
  ///
  /// - Throws: `FormatError` or `ModelError` where a weight that this needs is missing or damaged.
  func scoreFacts() throws -> ScoreFacts {
    guard edited.edits.isEmpty else {
      return ScoreFacts(
        layers: [ScoreFacts.Layer?](repeating: nil, count: config.layers))
    }
    return try model.scoreFacts()
  }
}
