import CKernels
import Formats
import Foundation
import Tensors

extension ModelConfig {
  /// The sizes and choices of a Mamba-2 layer.
  public struct StateSpace: Equatable, Sendable {
    /// Heads of the inner width.
    public var heads: Int
    /// Width of a head.
    public var headWidth: Int
    /// Number of groups of heads that share their input and output projections (B and C).
    public var groups: Int
    /// Width of a head's state.
    public var stateWidth: Int
    /// How many tokens the convolution spans.
    public var kernel: Int
    /// The least step size.
    public var leastStep: Float = 0
    /// The largest step size.
    public var largestStep: Float = .infinity
    /// The ways in which the result is gated and normalised.
    public var gate = Gate.beforeNorm
    /// Factors on the parts of what is read of a token: gate, input, write, read, step (Falcon-H1).
    public var factors: [Float] = [1, 1, 1, 1, 1]
    /// Factor on what the mixer reads.
    public var inputFactor: Float = 1
    /// Factor on what it adds to the residual stream.
    public var outputFactor: Float = 1

    /// The ways in which the result is gated and normalised.
    public enum Gate: Sendable {
      /// Gated, then each group normalised.
      case beforeNorm
      /// Each group normalised, then gated.
      case afterNorm
      /// Gated alone.
      case alone
    }

    var innerWidth: Int { heads * headWidth }
  }
}

/// Mamba-2: each head keeps a state `[headWidth, stateWidth]` that fades by a share of its own at each token.
struct StateSpaceWeights: Sendable {
  let axes: ModelConfig.StateSpace
  let input: Linear  // width -> gate, input, write, read, step
  let convolution: CausalConvolution  // over input, write and read
  let activation: Activation
  let rates: [Float]  // one a head
  let stepBias: [Float]
  let skip: [Float]
  let norm: FloatBuffer?
  let epsilon: Float
  let output: Linear

  func callAsFunction(
    _ x: Tensor, _ rows: [Range<Int>], _ states: inout [MixerState]
  ) -> Tensor {
    let (inner, heads) = (axes.innerWidth, axes.heads)
    let shared = axes.groups * axes.stateWidth
    var x = x
    if axes.inputFactor != 1 { x *= axes.inputFactor }
    var read = input(x)  // [N, inner + inner + 2 * shared + heads]
    let parts = [inner, inner, shared, shared, heads]
    if axes.factors.contains(where: { $0 != 1 }) {
      let factors = zip(parts, axes.factors).flatMap { Array(repeating: $1, count: $0) }
      read.scaleColumns(by: FloatBuffer(factors))
    }
    var mixed = convolution(read.columns(inner..<2 * inner + 2 * shared), rows, &states)
    mixed.apply(activation)
    var result = scan(
      mixed, steps: read.columns(2 * inner + 2 * shared..<read.columns), rows, &states)
    let gate = read.columns(0..<inner)
    if axes.gate != .afterNorm { result = result.gated(.silu, by: gate) }
    if axes.gate != .alone {
      let grouped = result.reshaped([result.rows * axes.groups, inner / axes.groups])
      result = grouped.normalized(.rootMeanSquare, epsilon: epsilon).rows.reshaped(result.shape)
      if let norm { result.scaleColumns(by: norm) }
    }
    if axes.gate == .afterNorm { result = result.gated(.silu, by: gate) }
    var output = output(result)
    if axes.outputFactor != 1 { output *= axes.outputFactor }
    return output
  }

  /// The recurrence over each prompt's tokens, heads apart: `[N, inner]`.
  private func scan(
    _ mixed: Tensor, steps: Tensor, _ rows: [Range<Int>], _ states: inout [MixerState]
  ) -> Tensor {
    let (heads, width, inner) = (axes.heads, axes.headWidth, axes.innerWidth)
    let (state, stride) = (axes.stateWidth, mixed.columns)
    return unsafe MixerState.withMemories(of: &states, heads: heads, size: width * state) {
      memories in
      // Safe: no two parts share one.
      nonisolated(unsafe) let memories = unsafe memories
      return unsafe Tensor(shape: [mixed.rows, inner]) { result in
        // Safe: no two parts share a head of a prompt.
        nonisolated(unsafe) let result = unsafe result
        Parallel.forEach(heads * rows.count) { part in
          let (head, prompt) = (part % heads, rows[part / heads])
          let group = head / (heads / axes.groups)
          var step = [Float](repeating: 0, count: prompt.count)
          for (index, row) in prompt.enumerated() {
            let raw = softplus(steps.values[row * heads + head] + stepBias[head])
            step[index] = min(max(raw, axes.leastStep), axes.largestStep)
          }
          let kept = step.map { exponential(-$0 * rates[head]) }
          unsafe mixed.values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress, let target = unsafe result.baseAddress else {
              return
            }
            let first = unsafe base + prompt.lowerBound * stride
            unsafe kernel_state_space(
              first + head * width, stride, first + inner + group * state, stride,
              first + inner + (axes.groups + group) * state, stride, step, kept, skip[head],
              prompt.count, width, state, &memories[part],
              target + prompt.lowerBound * inner + head * width,
              inner)
          }
        }
      }
    }
  }
}

extension WeightReader {
  func stateSpace(_ axes: ModelConfig.StateSpace, layer: Int) throws -> StateSpaceWeights {
    let (inner, shared) = (axes.innerWidth, axes.groups * axes.stateWidth)
    let norm =
      axes.gate == .alone ? nil : try mixerValues(.norm, layer, count: inner)
    return StateSpaceWeights(
      axes: axes,
      input: try linear(
        .mixer(.input), layer, config.width, 2 * inner + 2 * shared + axes.heads),
      convolution: try convolution(
        .convolution, layer, columns: inner + 2 * shared, size: axes.kernel),
      activation: config.mixerActivation,
      rates: try mixerRates(layer, count: axes.heads),
      stepBias: try mixerValues(.rateBias, layer, count: axes.heads),
      skip: try mixerValues(.skip, layer, count: axes.heads),
      norm: norm.map { FloatBuffer($0) }, epsilon: config.epsilon,
      output: try linear(.mixer(.output), layer, inner, config.width))
  }
}

/// ln(1 + e^x) without overflow.
func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exponential(-abs(x))) }

/// e^x of one float.
func exponential(_ x: Float) -> Float { Float(exp(Double(x))) }
