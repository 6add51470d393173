public import Activations

extension Model {
  /// How each layer's queries and keys become patterns.
  ///
  /// - Throws: `FormatError` or `ModelError` where a weight that this needs is missing or damaged.
  public func scoreFacts() throws -> ScoreFacts {
    let distances = try weights.distances()
    return ScoreFacts(
      layers: try (0..<config.layers).map { layer in
        let sinks = config.hasSinks ? try weights.layer(layer).attention.sinks : nil
        return ScoreFacts.Layer(
          scoring: Scoring(config, layer: layer, distances: distances, sinks: sinks),
          readsRotated: config.changesQueries(in: layer))
      })
  }
}
