import Formats

/// Models that also see or hear: the language model in them is read, the rest of their files is passed over.
extension ConfigReader {
  /// The part of the configuration that describes the language model, and its model type; nil where the file has no such part.
  func textPart() throws -> (type: String, file: ConfigReader)? {
    guard let outer = fields["model_type"]?.stringValue, let text = try object("text_config") else {
      return nil
    }
    return (try text.text("model_type", or: textTypes[outer]), text)
  }
}

extension ModelSpec {
  /// Gives the language model of a larger one the names that its tensors have there, and says what is passed over.
  mutating func takeTextPart(of outer: ConfigReader) {
    config.architecture = (try? outer.architecture(or: config.architecture)) ?? config.architecture
    layout.optionalPrefixes =
      ["model.language_model.", "language_model.model.", "language_model.", "model.text_model."]
      + layout.optionalPrefixes
    let keys = outer.fields.objectValue?.keys.filter { $0 != "text_config" } ?? []
    for key in keys { outer.knows(key) }
    let parts = keys.filter { $0.hasSuffix("_config") && outer.fields[$0]?.objectValue != nil }
      .filter { !["quantization_config", "generation_config"].contains($0) }.sorted()
    guard !parts.isEmpty else { return }
    warnings.append(
      "\(outer.path): the language model alone is read; what belongs to "
        + parts.joined(separator: " and ") + " is passed over")
  }
}

/// The model type of the language model where a file leaves it out.
private let textTypes = [
  "gemma3": "gemma3_text", "gemma3n": "gemma3n_text", "gemma4": "gemma4_text",
  "gemma4_unified": "gemma4_unified_text", "idefics3": "llama", "llama4": "llama4_text",
  "llava": "llama", "llava_next": "llama", "mistral3": "mistral",
  "muse_glimmer": "muse_glimmer_text", "qwen3_5": "qwen3_5_text",
  "qwen3_5_moe": "qwen3_5_moe_text", "qwen3_vl": "qwen3_vl_text", "smolvlm": "llama",
]
