import Tensors

/// What a mixture of experts makes of rows `[N, d]`: each token goes to a few experts, and their results are mixed by its shares.
func mixExperts(_ x: Tensor, _ weights: ExpertWeights, _ config: ModelConfig) -> Tensor {
  guard let axes = config.experts else { return x }
  let shares = routes(weights.router(x), axes)  // for each token its experts and their shares
  var result = Tensor(zeros: x.shape)
  for expert in weights.experts.indices {
    let own = shares.indices.compactMap { token in shares[token][expert].map { (token, $0) } }
    guard !own.isEmpty else { continue }
    let rows = x.gathered(own.map(\.0))  // [own, d]
    let output = weights.experts[expert].callAsFunction(rows, config)
    for (index, (token, share)) in own.enumerated() {
      for column in 0..<x.columns {
        result.values[token * x.columns + column] +=
          share * output.values[index * x.columns + column]
      }
    }
  }
  return result
}

/// For each token the experts that it goes to, with their shares.
///
/// Shares are a softmax over all experts, of which the largest are taken; made to sum to one they are the
/// same as a softmax over the largest alone.
private func routes(_ logits: Tensor, _ axes: ModelConfig.Experts) -> [[Int: Float]] {
  (0..<logits.rows).map { token in
    var shares = logits[token].values
    unsafe shares.withUnsafeMutableBufferPointer { unsafe softmax($0) }
    let best = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }.prefix(axes.perToken)
    let total = axes.normalizesShares ? best.reduce(0) { $0 + shares[$1] } : 1
    return Dictionary(uniqueKeysWithValues: best.map { ($0, shares[$0] / total) })
  }
}

extension DenseWeights {
  /// One expert's result for its rows.
  fileprivate func callAsFunction(_ x: Tensor, _ config: ModelConfig) -> Tensor {
    guard let gate else {
      var hidden = up(x)
      activate(&hidden, config.activation)
      return down(hidden)
    }
    var hidden = gate(x)
    let linear = up(x)
    if config.experts?.isClamped == true {
      hidden.applyClampedGate(linear)
    } else {
      hidden.apply(config.activation, gating: linear)
    }
    return down(hidden)
  }
}

extension Tensor {
  /// These rows, one after another.
  fileprivate func gathered(_ rows: [Int]) -> Tensor {
    Tensor(
      shape: [rows.count, columns],
      values: rows.flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }

  /// gpt-oss's gate: (u + 1) g sigmoid(1.702 g), g at most 7, u within 7.
  fileprivate mutating func applyClampedGate(_ linear: Tensor) {
    var gate = self
    for index in values.indices { gate.values[index] = 1.702 * min(values[index], 7) }
    gate.apply(.silu)  // 1.702 g sigmoid(1.702 g)
    for index in values.indices {
      let up = min(max(linear.values[index], -7), 7)
      values[index] = (up + 1) * gate.values[index] / 1.702
    }
  }
}
