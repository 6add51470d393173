import Activations
import Tensors

/// Which attention of a model with an encoder and a decoder (T5) stands for the pattern of its blocks.
///
/// Such a model has three kinds of patterns under names of their own (`encoder.N.attn.hook_pattern`,
/// `decoder.N.attn.hook_pattern`, `decoder.N.cross_attn.hook_pattern`). Opened as one of its parts, it has one,
/// `blocks.N.attn.hook_pattern`, like every other model. A part's prompt is what the encoder reads, up to the token that
/// ends a text, and behind it what the decoder reads.
public enum ModelPart: String, CaseIterable, Sendable {
  /// The encoder alone: patterns `[heads, source, source]`.
  case encoder
  /// The decoder's attention to itself: patterns `[heads, answer, answer]`.
  case decoder
  /// The decoder's attention to the encoder. Its patterns are square, over the source and the answer behind it: an answer's
  /// rows hold what it gives to the source, all else is zero.
  case cross
}

extension ModelPart {
  /// The name that a hook point has in this part.
  func shown(_ point: HookPoint) -> HookPoint {
    guard let layer = point.layer, point.stack == .decoder else { return point }
    switch self {
    case .encoder: return point
    case .decoder: return .block(point.kind, layer)
    case .cross: return point.kind == .crossPattern ? .pattern(layer) : point
    }
  }

  /// The point that is shown under this name.
  func real(_ point: HookPoint) -> HookPoint {
    guard let layer = point.layer, point.stack == .blocks else { return point }
    switch self {
    case .encoder: return point
    case .decoder: return .block(point.kind, layer, of: .decoder)
    case .cross:
      return .block(point.kind == .pattern ? .crossPattern : point.kind, layer, of: .decoder)
    }
  }

  /// A tap that is shown this part's names and shapes by one that stands at the real ones.
  func shown(to tap: @escaping Tap) -> Tap {
    { point, prompt, value in
      guard self == .cross, point.kind == .crossPattern else {
        return try tap(shown(point), prompt, &value)
      }
      var square = value.square()
      try tap(shown(point), prompt, &square)
      value = square.answer(of: value.shape)
    }
  }
}

extension ModelConfig {
  /// The tokens of a prompt that the encoder and the decoder of a part read: up to and after the first `sourceEnd`.
  func split(_ prompt: [Int]) -> (source: [Int], answer: [Int]) {
    let end = (prompt.firstIndex { $0 == sourceEnd } ?? prompt.count - 1) + 1
    return (Array(prompt[..<end]), [decoderStart ?? 0] + prompt[end...])
  }

  /// The tokens along the sides of this model's patterns, for a prompt of these ids.
  public func patternTokens(of prompt: [Int]) -> [Int] {
    guard let part else { return prompt }
    let (source, answer) = split(prompt)
    switch part {
    case .encoder: return source
    case .decoder: return answer
    case .cross: return source + answer
    }
  }
}

extension Tensor {
  /// A pattern `[heads, answer, source]` as the lower left corner of `[heads, source + answer, source + answer]`.
  fileprivate func square() -> Tensor {
    let (heads, rows, keys) = (shape[0], shape[1], shape[2])
    let side = rows + keys
    var square = Tensor(zeros: [heads, side, side])
    for (index, start) in square.cornerRows(heads: heads, rows: rows, keys: keys).enumerated() {
      square.values.replaceSubrange(
        start..<start + keys, with: values[index * keys..<(index + 1) * keys])
    }
    return square
  }

  /// The corner that a pattern of `shape` has in this square.
  fileprivate func answer(of shape: [Int]) -> Tensor {
    let starts = cornerRows(heads: shape[0], rows: shape[1], keys: shape[2])
    return Tensor(shape: shape, values: starts.flatMap { values[$0..<$0 + shape[2]] })
  }

  /// Where the corner's rows begin among the values.
  private func cornerRows(heads: Int, rows: Int, keys: Int) -> [Int] {
    let side = rows + keys
    return (0..<heads).flatMap { head in (keys..<side).map { (head * side + $0) * side } }
  }
}
