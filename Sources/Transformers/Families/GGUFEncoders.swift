import Formats
import Tensors

extension ModelSpec {
  /// ModernBERT of llama.cpp's files, which keep the base model without its head.
  static func modernBERT(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ModernBertModel")
    file.knows("classifier.pooling_type", "hidden_activation", "pooling_type")
    model.config.norm = .layer
    model.config.activation = .gelu
    model.config.isEncoder = true
    model.config.isCausal = false
    model.config.normalizesEmbedding = true
    model.config.prependsBOS = false
    model.config.unnormedLayers = [0]
    // The file's window counts keys on both sides of a query, without it.
    let period = try file.size("attention.sliding_window_pattern", or: 3)
    let window = try file.size("attention.sliding_window", or: 128)
    model.config.windows = (0..<model.config.layers).map {
      $0 % period == 0 ? nil : window / 2 + 1
    }
    model.layout.names[.embeddingNorm] = "token_embd_norm"
    model.layout.names[.gateUp] = model.layout.names[.up]
    return model
  }
}
