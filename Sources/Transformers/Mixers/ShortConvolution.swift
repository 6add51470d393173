import Formats
import Tensors

/// LFM2's mixer: a convolution over a few tokens between two gates, out(c * conv(b * u)), where b,
/// c and u are read of the token.
struct ShortConvolutionWeights: Sendable {
  let input: Linear  // width -> b, c, u
  let convolution: CausalConvolution
  let output: Linear

  func callAsFunction(
    _ x: Tensor, _ rows: [Range<Int>], _ states: inout [MixerState]
  ) -> Tensor {
    let read = input(x)  // [N, 3 * width]
    let width = read.columns / 3
    let written = convolution(
      read.columns(2 * width..<3 * width).times(read.columns(0..<width)), rows, &states)
    return output(written.times(read.columns(width..<2 * width)))
  }
}

extension WeightReader {
  func shortConvolution(layer: Int) throws -> ShortConvolutionWeights {
    let width = config.width
    return ShortConvolutionWeights(
      input: try linear(.mixer(.input), layer, width, 3 * width),
      convolution: try convolution(
        .convolution, layer, columns: width, size: config.shortConvolution),
      output: try linear(.mixer(.output), layer, width, width))
  }
}
