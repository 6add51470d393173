import Activations
import Tensors

/// What an encoder made of the prompts of a batch.
struct Memory: Sendable {
  let x: Tensor  // [N, d], other rows than the decoder's
  let batch: Batch
}

/// The weights of a decoder's attention to an encoder's rows, with the norm before it.
struct CrossAttention: Sendable {
  let norm: NormWeights?
  /// The norm on the stream after attention has added to it, in place of the one before.
  var sumNorm: NormWeights?
  let attention: AttentionWeights

  /// Adds to the decoder's residual stream `x`, `[N, d]`, what it reads of an encoder's rows.
  ///
  /// - Returns: Whether the pass goes on: it may end with the pattern.
  func add(
    to x: inout Tensor, _ memory: Memory, _ pass: ForwardPass, _ layer: Int, _ continues: Bool
  ) throws -> Bool {
    guard let crossed = try attend(x, memory, pass, layer, continues) else { return false }
    pass.batch.add(crossed, to: &x)
    try pass.tap(.block(.residualMidCross, layer), &x)
    if let sumNorm {
      x = try pass.norm(x, sumNorm, .block(.norm2Scale, layer), .block(.norm2, layer))
    }
    return true
  }

  /// What it adds to the decoder's residual stream `x`, `[N, d]`; nil if the pass ends with the pattern.
  private func attend(
    _ x: Tensor, _ memory: Memory, _ pass: ForwardPass, _ layer: Int, _ continues: Bool
  ) throws -> Tensor? {
    var normed = x
    if let norm {
      normed = try pass.norm(x, norm, .block(.norm2Scale, layer), .block(.norm2, layer))
    }
    let scoring = Scoring(scale: pass.config.scoreScale, sight: Sight(window: nil, isCausal: false))
    guard
      var result = try pass.attend(
        normed, keys: memory.x, values: memory.x, of: memory.batch, attention, scoring, layer,
        continues: continues, point: \.crossed)
    else { return nil }
    try pass.tap(.block(.crossAttentionOut, layer), &result)
    return result
  }
}
