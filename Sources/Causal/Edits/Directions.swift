import Activations
public import Tensors
import Transformers

/// The tokens of a prompt from which a direction is computed.
public enum DirectionTokens: String, CaseIterable, Sendable {
  /// The last one.
  case last
  /// The mean of all.
  case all
}

extension EditedModel {
  /// A steering direction: the mean residual stream before `layer` over some prompts, less that
  /// over others.
  ///
  /// - Returns: `[width]`.
  /// - Throws: `CausalError` where there is no prompt on a side, or no such layer.
  public func direction(
    from prompts: [[Int]], less others: [[Int]], layer: Int, at tokens: DirectionTokens = .last,
    checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    guard !prompts.isEmpty, !others.isEmpty else {
      throw CausalError("a direction between no prompts: each side needs one")
    }
    func mean(_ prompts: [[Int]]) throws -> [Double] {
      var sum = [Double](repeating: 0, count: config.width)
      for prompt in prompts {
        let stream = try stream(of: prompt, before: layer, checkpoint: checkpoint)
        let rows = tokens == .last ? [stream.rows - 1] : Array(0..<stream.rows)
        for row in rows {
          for column in sum.indices {
            sum[column] += Double(stream.values[row * config.width + column]) / Double(rows.count)
          }
        }
      }
      return sum.map { $0 / Double(prompts.count) }
    }
    let (one, other) = (try mean(prompts), try mean(others))
    return Tensor(shape: [config.width], values: zip(one, other).map { Float($0 - $1) })
  }

  /// The stream before `layer` of one prompt less that of another, token by token up to the end of
  /// the shorter (activation addition: Turner et al., 2023).
  ///
  /// - Returns: `[tokens, width]`, to be added to a text's first tokens.
  public func contrast(
    _ prompt: [Int], less other: [Int], layer: Int, checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    let one = try stream(of: prompt, before: layer, checkpoint: checkpoint)
    let two = try stream(of: other, before: layer, checkpoint: checkpoint)
    return Tensor(
      shape: [min(one.rows, two.rows), config.width], values: zip(one.values, two.values).map(-))
  }

  /// The mean length of the residual stream before `layer` on a prompt, to compare a direction's
  /// length with.
  public func streamLength(
    _ tokens: [Int], layer: Int, checkpoint: () throws -> Void = {}
  ) throws -> Double {
    let stream = try stream(of: tokens, before: layer, checkpoint: checkpoint)
    return (0..<stream.rows).reduce(0) { $0 + stream.length(of: $1) } / Double(stream.rows)
  }

  private func stream(
    of tokens: [Int], before layer: Int, checkpoint: () throws -> Void
  ) throws -> Tensor {
    guard (0..<config.layers).contains(layer) else {
      throw CausalError("there is no layer \(layer): \(config.name) has 0-\(config.layers - 1)")
    }
    let point = HookPoint.block(.residualPre, layer)
    let run = try run(tokens, capturing: CaptureSet([point]), checkpoint: checkpoint)
    guard let stream = run.cache[point] else {
      throw CausalError("\(config.name) has no \(point): open one of its parts")
    }
    return stream
  }
}
