import CKernels

/// Elements that are worth another core: waking one takes as long as adding tens of thousands of floats.
private let elementGrain = 32_768

/// A function of one float between two linear maps of a feed-forward layer.
public enum Activation: String, Sendable, CaseIterable {
  /// x if positive, else 0.
  case relu
  /// x squared if positive, else 0.
  case reluSquared
  /// 1 / (1 + e^-x), which gates multiply by.
  case sigmoid
  /// x sigmoid(x), also called swish.
  case silu
  /// x Phi(x) with the error function.
  case gelu
  /// Gelu with the tanh approximation: Hugging Face's `gelu_new`, `gelu_pytorch_tanh`, `gelu_fast`.
  case geluTanh

  var kernel: kernel_activation {
    switch self {
    case .relu: kernel_relu
    case .reluSquared: kernel_relu_squared
    case .sigmoid: kernel_sigmoid
    case .silu: kernel_silu
    case .gelu: kernel_gelu
    case .geluTanh: kernel_gelu_tanh
    }
  }
}

extension Tensor {
  /// Applies `activation` to every element.
  public mutating func apply(_ activation: Activation) {
    unsafe Parallel.forRows(of: &values, columns: 1, grain: elementGrain) { _, floats in
      unsafe kernel_activate(activation.kernel, floats.baseAddress, nil, floats.count)
    }
  }

  /// Applies `activation` to every element and multiplies by the element of `gated` at the same place.
  public mutating func apply(_ activation: Activation, gating gated: Tensor) {
    precondition(gated.values.count == values.count, "\(gated.shape) under a gate of \(shape)")
    unsafe Parallel.forRows(of: &values, columns: 1, grain: elementGrain) { range, floats in
      unsafe gated.values.withUnsafeBufferPointer { gated in
        guard let base = gated.baseAddress else { return }
        unsafe kernel_activate(
          activation.kernel, floats.baseAddress, base + range.lowerBound, floats.count)
      }
    }
  }

  /// Adds `other`, element by element.
  public static func += (left: inout Tensor, right: Tensor) {
    precondition(left.values.count == right.values.count, "\(left.shape) + \(right.shape)")
    unsafe Parallel.forRows(of: &left.values, columns: 1, grain: elementGrain) { range, floats in
      unsafe right.values.withUnsafeBufferPointer { others in
        let others = unsafe UnsafeBufferPointer(rebasing: others[range])
        unsafe mapVectors(floats) { vector, at in unsafe vector + loadVector(others, at: at) }
      }
    }
  }

  /// Limits every element to the magnitude `limit`, or to what is from `lowest` up to it.
  public mutating func clamp(to limit: Float, from lowest: Float? = nil) {
    let lowest = lowest ?? -limit
    unsafe Parallel.forRows(of: &values, columns: 1, grain: elementGrain) { _, floats in
      unsafe mapVectors(floats) { vector, _ in
        vector.clamped(
          lowerBound: Vector(repeating: lowest), upperBound: Vector(repeating: limit))
      }
    }
  }

  /// Replaces every element x by cap tanh(x / cap), which stays below `cap` in magnitude.
  public mutating func cap(at cap: Float) {
    unsafe Parallel.forRows(of: &values, columns: 1, grain: elementGrain) { _, floats in
      for index in floats.indices {
        unsafe floats[index] = cap * hyperbolicTangent(floats[index] / cap)
      }
    }
  }

  /// Multiplies every element by `factor`.
  public static func *= (left: inout Tensor, factor: Float) {
    unsafe Parallel.forRows(of: &left.values, columns: 1, grain: elementGrain) { _, floats in
      unsafe mapVectors(floats) { vector, _ in vector * factor }
    }
  }
}
