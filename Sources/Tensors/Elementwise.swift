/// A function of one float between two linear maps of a feed-forward layer.
public enum Activation: String, Sendable, CaseIterable {
  /// x if positive, else 0.
  case relu
  /// x sigmoid(x), also called swish.
  case silu
  /// x Phi(x) with the error function.
  case gelu
  /// Gelu with the tanh approximation: Hugging Face's `gelu_new`, `gelu_pytorch_tanh`, `gelu_fast`.
  case geluTanh

  /// Each lane's value. `geluTanh` uses 0.5 (1 + tanh u) = sigmoid(2u).
  @inline(__always)
  func callAsFunction(_ x: Vector) -> Vector {
    switch self {
    case .relu: return pointwiseMax(x, Vector())
    case .silu: return x * sigmoid(x)
    case .gelu:
      let tail = 0.5 * complementaryError(x.replacing(with: -x, where: x .< 0) * 0.707_106_78)
      return x * tail.replacing(with: 1 - tail, where: x .> 0)
    case .geluTanh: return x * sigmoid(1.595_769_12 * (x + 0.044_715 * x * x * x))
    }
  }
}

extension Tensor {
  /// Applies `activation` to every element.
  public mutating func apply(_ activation: Activation) {
    unsafe Parallel.forRows(of: &values, columns: 1, grain: 4096) { _, floats in
      unsafe mapVectors(floats) { vector, _ in activation(vector) }
    }
  }

  /// Applies `activation` to every element and multiplies by the element of `gated` at the same place.
  public mutating func apply(_ activation: Activation, gating gated: Tensor) {
    precondition(gated.values.count == values.count, "\(gated.shape) under a gate of \(shape)")
    combine(with: gated) { gate, value in activation(gate) * value }
  }

  /// Adds `other`, element by element.
  public static func += (left: inout Tensor, right: Tensor) {
    precondition(left.values.count == right.values.count, "\(left.shape) + \(right.shape)")
    left.combine(with: right) { $0 + $1 }
  }

  /// Multiplies every element by `factor`.
  public static func *= (left: inout Tensor, factor: Float) {
    unsafe Parallel.forRows(of: &left.values, columns: 1, grain: 4096) { _, floats in
      unsafe mapVectors(floats) { vector, _ in vector * factor }
    }
  }

  @inline(__always)
  private mutating func combine(
    with other: Tensor, _ body: @Sendable (Vector, Vector) -> Vector
  ) {
    unsafe Parallel.forRows(of: &values, columns: 1, grain: 4096) { range, floats in
      unsafe other.values.withUnsafeBufferPointer { others in
        let others = unsafe UnsafeBufferPointer(rebasing: others[range])
        unsafe mapVectors(floats) { vector, at in unsafe body(vector, loadVector(others, at: at)) }
      }
    }
  }
}
