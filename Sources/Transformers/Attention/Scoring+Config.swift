import Activations

extension Scoring {
  /// How scores of `layer` are made.
  ///
  /// - Parameters:
  ///   - distances: Learned scores of distances, which all layers share.
  ///   - sinks: The layer's scores that take their share of every row.
  init(_ config: ModelConfig, layer: Int, distances: DistanceScores?, sinks: [Float]?) {
    self.init(
      scale: config.scoreScale / (config.dividesScoresByLayer ? Float(layer + 1) : 1),
      sight: Sight(
        window: config.window(in: layer), isCausal: config.isCausal, isChunked: config.chunksText))
    cap = config.scoreCap
    if case .alibi(let slopes) = config.position { self.slopes = slopes }
    self.distances = distances
    self.sinks = sinks
  }
}
