public import Activations
public import Formats

extension Model {
  /// How each layer turns queries and keys into patterns; layers of cross-attention are left out.
  ///
  /// - Throws: `FormatError` or `ModelError` where a weight that this needs is missing or damaged.
  public func scoreFacts() throws -> ScoreFacts {
    guard config.encoder == nil || config.part == .decoder else {
      return ScoreFacts(layers: [ScoreFacts.Layer?](repeating: nil, count: config.layers))
    }
    let distances = try weights.distances()
    return ScoreFacts(
      layers: try (0..<config.layers).map { layer in
        guard config.canRemakePatterns(in: layer) else { return nil }
        let sinks = config.hasSinks ? try weights.layer(layer).attention?.sinks : nil
        return ScoreFacts.Layer(
          scoring: Scoring(config, layer: layer, distances: distances, sinks: sinks),
          readsRotated: config.changesQueries(in: layer))
      })
  }

  /// The content of `model_cfg.json` for a folder of queries and keys: a HookedTransformerConfig,
  /// and how they become patterns.
  ///
  /// - Parameter tokenizerPrependsBOS: What the tokenizer does of itself; nil without tokenizer.
  /// - Throws: `FormatError` or `ModelError` where a weight that this needs is missing or damaged.
  public func configWithScoreFacts(tokenizerPrependsBOS: Bool?) throws -> JSON {
    let config = config.hookedTransformerConfig(tokenizerPrependsBOS: tokenizerPrependsBOS)
    guard var fields = config.objectValue else { return config }
    fields[ScoreFacts.key] = try scoreFacts().json
    return .object(fields)
  }
}
