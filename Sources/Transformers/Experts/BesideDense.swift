import Formats
import Tensors

/// What experts beside a dense layer have: norms of both, and the router's factors (Gemma 4).
struct BesideDense: Sendable {
  let densePost: NormWeights
  let norm: NormWeights
  let post: NormWeights
  let routerScale: FloatBuffer  // [width]
  let expertScales: [Float]  // one an expert

  init(_ reader: WeightReader, _ axes: ModelConfig.Experts, layer: Int) throws {
    densePost = try reader.norm(.densePostNorm, layer: layer)
    norm = try reader.norm(.expertsNorm, layer: layer)
    post = try reader.norm(.expertsPostNorm, layer: layer)
    routerScale = try reader.stored(
      .routerScale, layer, suffixes: ["", ".scale"], shape: [reader.config.width]
    ).widened()
    expertScales = try reader.stored(
      .expertScale, layer, suffixes: ["", ".scale"], shape: [axes.count]
    ).widened().array
  }
}

extension ExpertWeights {
  /// Normalises the dense layer's result and adds the experts', normalised too: router and experts
  /// read the stream `x`.
  func stand(beside dense: inout Tensor, reading x: Tensor, _ batch: Batch, _ config: ModelConfig) {
    guard let beside else { return }
    var rows = x.normalized(.rootMeanSquare, epsilon: config.epsilon).rows
    rows.scaleColumns(by: beside.routerScale)
    rows *= 1 / Float(config.width).squareRoot()
    let mixed = mixExperts(x.normalized(by: beside.norm, config), self, config, routing: rows)
    dense = dense.normalized(by: beside.densePost, config)
    batch.add(mixed.normalized(by: beside.post, config), to: &dense)
  }
}
