package import Transformers

/// How a model is to be opened, as the ending of its name says: `t5-small.cross`, `mixtral.tl-compat`.
///
/// Values of different variants have different names, so that they are never taken for one another.
package struct ModelVariant: Equatable {
  /// Which part of a model with an encoder and a decoder.
  package var part: ModelPart?
  /// Whether the model follows TransformerLens where that differs from the model's own program.
  package var followsTransformerLens = false

  /// Whether it reads prompts to their end, however long, where places are not learned.
  package var readsPastContext = false

  /// The ending of models that read past their context.
  private static let pastContext = ".past-context"

  /// The ending of TransformerLens's variants, which `Model` gives their names too.
  private static let compatible = ".tl-compat"

  /// The ending that the variant adds to the model's name.
  package var ending: String {
    (part.map { "." + $0.rawValue } ?? "") + (followsTransformerLens ? Self.compatible : "")
      + (readsPastContext ? Self.pastContext : "")
  }

  /// Whether this is the name of a model that follows TransformerLens.
  package static func isOfTransformerLens(_ name: String) -> Bool {
    split(name).variant.followsTransformerLens
  }

  /// The model's own name and the variant that the endings of `name` choose.
  package static func split(_ name: String) -> (base: String, variant: ModelVariant) {
    var (base, variant) = (name, ModelVariant())
    func removed(_ ending: String) -> Bool {
      guard base.count > ending.count, base.lowercased().hasSuffix(ending) else { return false }
      base.removeLast(ending.count)
      return true
    }
    while true {
      if removed(compatible) {
        variant.followsTransformerLens = true
      } else if removed(pastContext) {
        variant.readsPastContext = true
      } else if let part = ModelPart.allCases.first(where: { removed("." + $0.rawValue) }) {
        variant.part = part
      } else {
        return (base, variant)
      }
    }
  }
}
