import Formats
import Tensors

extension Family {
  /// ModernBERT of llama.cpp's files, which keep the base model without its head.
  static func modernBERT(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "ModernBertModel")
    file.knows("classifier.pooling_type", "hidden_activation", "pooling_type")
    family.config.norm = .layer
    family.config.activation = .gelu
    family.config.isEncoder = true
    family.config.isCausal = false
    family.config.normalizesEmbedding = true
    family.config.prependsBOS = false
    family.config.unnormedLayers = [0]
    // The file's window counts keys on both sides of a query, without it.
    let period = try file.size("attention.sliding_window_pattern", or: 3)
    let window = try file.size("attention.sliding_window", or: 128)
    family.config.windows = (0..<family.config.layers).map {
      $0 % period == 0 ? nil : window / 2 + 1
    }
    family.layout.names[.embeddingNorm] = "token_embd_norm"
    family.layout.names[.gateUp] = family.layout.names[.up]
    return family
  }
}
