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
  /// The dense layer's result and the experts', each normalised, added: the router and the experts read the stream `x`.
  func add(to dense: Tensor, _ x: Tensor, _ config: ModelConfig) -> Tensor {
    guard let beside else { return dense }
    var rows = x.normalized(.rootMeanSquare, epsilon: config.epsilon).rows
    rows.scaleColumns(by: beside.routerScale)
    rows *= 1 / Float(config.width).squareRoot()
    let mixed = mixExperts(x.normalized(by: beside.norm, config), self, config, routing: rows)
    var result = dense.normalized(by: beside.densePost, config)
    result += mixed.normalized(by: beside.post, config)
    return result
  }
}
