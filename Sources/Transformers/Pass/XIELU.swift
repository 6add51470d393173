import Foundation
import Tensors

/// A function with learned slopes for positive and negative inputs (Huang and Schlag, 2024; Apertus).
struct XIELU: Sendable {
  private let positive: Float
  private let negative: Float
  private let beta: Float
  private let epsilon: Float

  /// What the function's two constants are where a file has none.
  static let usual = (beta: Float(0.5), epsilon: Float(-1e-6))

  /// Takes the slopes as they are stored: their softplus is what is meant.
  init(positive: Float, negative: Float, beta: Float, epsilon: Float) {
    (self.beta, self.epsilon) = (beta, epsilon)
    self.positive = log1p(exp(positive))
    self.negative = beta + log1p(exp(negative))
  }

  /// Applies the function to every element.
  func apply(to x: inout Tensor) {
    unsafe Parallel.forRows(of: &x.values, columns: 1, grain: 4096) { _, floats in
      for index in floats.indices {
        let value = unsafe floats[index]
        unsafe floats[index] =
          value > 0
          ? positive * value * value + beta * value
          : (expm1(min(value, epsilon)) - value) * negative + beta * value
      }
    }
  }
}

extension DenseWeights {
  /// Applies the layer's own function, or else the configured one.
  func activate(_ hidden: inout Tensor, _ activation: Activation) {
    if let curve { curve.apply(to: &hidden) } else { hidden.apply(activation) }
  }
}
