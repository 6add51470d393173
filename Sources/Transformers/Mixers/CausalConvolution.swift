import Formats
import Tensors

/// A short convolution over a prompt's tokens, each column with its own few weights: y[t] = sum of w[j] x[t - K + 1 + j], nothing before the start.
struct CausalConvolution: Sendable {
  /// `[columns, size]`, the last weight for the token itself.
  let weights: [Float]
  let bias: [Float]?
  /// Tokens that one result is made of.
  let size: Int

  /// The convolution of each prompt's rows, in the shape of `x`, `[N, columns]`.
  func callAsFunction(_ x: Tensor, rows prompts: [Range<Int>]) -> Tensor {
    let columns = x.columns
    precondition(weights.count == columns * size, "\(weights.count) weights of \(columns) columns")
    // Weights by token, so that the innermost loop goes along a row.
    let byToken = (0..<size).map { token in
      (0..<columns).map { weights[$0 * size + token] }
    }
    var result = Tensor(zeros: x.shape)
    unsafe Parallel.forRows(of: &result.values, columns: columns, grain: 16) { range, floats in
      for prompt in prompts {
        for row in range.clamped(to: prompt) {
          let target = unsafe UnsafeMutableBufferPointer(
            rebasing: floats[(row - range.lowerBound) * columns..<(row - range.lowerBound + 1) * columns])
          if let bias { for column in 0..<columns { unsafe target[column] = bias[column] } }
          for token in 0..<size {
            let source = row - size + 1 + token
            guard source >= prompt.lowerBound else { continue }
            for column in 0..<columns {
              unsafe target[column] += byToken[token][column] * x.values[source * columns + column]
            }
          }
        }
      }
    }
    return result
  }

  /// The part that makes these columns.
  func columns(_ range: Range<Int>) -> CausalConvolution {
    CausalConvolution(
      weights: Array(weights[range.lowerBound * size..<range.upperBound * size]),
      bias: bias.map { Array($0[range]) }, size: size)
  }
}

extension WeightReader {
  /// A convolution of `columns` columns, stored `[columns, 1, size]`, with or without axes of one.
  func convolution(
    _ part: MixerPart, _ layer: Int, columns: Int, size: Int
  ) throws -> CausalConvolution {
    let stored = try stored(.mixer(part), layer)
    guard stored.shape.filter({ $0 != 1 }) == [columns, size].filter({ $0 != 1 }) else {
      throw wrongShape(stored, expected: "[\(columns), 1, \(size)]")
    }
    return CausalConvolution(
      weights: try stored.widened().array,
      bias: try bias(.mixer(part), layer, shape: [columns])?.widened().array, size: size)
  }
}
