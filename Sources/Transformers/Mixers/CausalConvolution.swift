import Formats
import Tensors

/// A short convolution over a prompt's tokens, each column with its own few weights: y[t] = sum of
/// w[j] x[t - K + 1 + j], nothing before the start.
struct CausalConvolution: Sendable {
  /// `[columns, size]`, the last weight for the token itself.
  let weights: [Float]
  let bias: [Float]?
  /// Tokens that one result is made of.
  let size: Int

  /// The convolution of each prompt's rows, in the shape of `x`, `[N, columns]`.
  ///
  /// - Parameters:
  ///   - states: What each prompt's earlier tokens left, which goes on.
  ///   - place: Which of the mixer's convolutions this is.
  func callAsFunction(
    _ x: Tensor, _ prompts: [Range<Int>], _ states: inout [MixerState], _ place: Int = 0
  ) -> Tensor {
    let columns = x.columns
    precondition(weights.count == columns * size, "\(weights.count) weights of \(columns) columns")
    // Weights by token, so that the innermost loop goes along a row.
    let byToken = (0..<size).map { token in
      (0..<columns).map { weights[$0 * size + token] }
    }
    let tails = states.map { $0.tails.indices.contains(place) ? $0.tails[place] : nil }
    var result = Tensor(zeros: x.shape)
    unsafe Parallel.forRows(of: &result.values, columns: columns, grain: 16) { range, floats in
      for (prompt, tail) in zip(prompts, tails) {
        for row in range.clamped(to: prompt) {
          let target = unsafe UnsafeMutableBufferPointer(
            rebasing: floats[
              (row - range.lowerBound) * columns..<(row - range.lowerBound + 1) * columns])
          if let bias { for column in 0..<columns { unsafe target[column] = bias[column] } }
          for token in 0..<size {
            let source = row - size + 1 + token
            let behind = source - prompt.lowerBound + (tail?.rows ?? 0)
            guard source >= prompt.lowerBound || tail != nil && behind >= 0 else { continue }
            unsafe byToken[token].withUnsafeBufferPointer { weights in
              if source >= prompt.lowerBound {
                unsafe add(x, source, times: weights, to: target)
              } else if let tail {
                unsafe add(tail, behind, times: weights, to: target)
              }
            }
          }
        }
      }
    }
    for (index, prompt) in prompts.enumerated() {
      var all = tails[index] ?? Tensor(zeros: [0, columns])
      all.append(x.part(prompt))
      while states[index].tails.count <= place { states[index].tails.append(all) }
      states[index].tails[place] = all.part(max(0, all.rows - size + 1)..<all.rows)
    }
    return result
  }

  /// Adds row `row` of `x` times weights, column by column.
  private func add(
    _ x: Tensor, _ row: Int, times weights: UnsafeBufferPointer<Float>,
    to target: UnsafeMutableBufferPointer<Float>
  ) {
    let first = row * target.count
    unsafe x.values.withUnsafeBufferPointer { values in
      for column in 0..<target.count {
        unsafe target[column] += weights[column] * values[first + column]
      }
    }
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
