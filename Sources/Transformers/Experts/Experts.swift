import Tensors

/// What a mixture of experts makes of rows `[N, d]`: each token goes to a few experts, and their results are mixed by its shares.
///
/// - Parameters:
///   - routing: What the router reads, where it is not what experts read.
///   - chosen: Each token's experts, where a table says them.
func mixExperts(
  _ x: Tensor, _ weights: ExpertWeights, _ config: ModelConfig, routing: Tensor? = nil,
  chosen: [[Int]]? = nil
) -> Tensor {
  guard let axes = config.experts else { return x }
  let routes = Routes(
    weights.router(routing ?? x), axes, bias: weights.routerBias, chosen: chosen)
  var tokens = [[(token: Int, share: Float)]](repeating: [], count: weights.experts.count)
  for (token, shares) in routes.shares.enumerated() {
    for (expert, share) in shares { tokens[expert].append((token, share)) }
  }
  for (expert, own) in tokens.enumerated() where !own.isEmpty {
    weights.experts[expert].expect(.soon)
  }
  var result =
    weights.shared.map { $0(x, config, gate: weights.sharedGate) } ?? Tensor(zeros: x.shape)
  for (expert, own) in tokens.enumerated() where !own.isEmpty {
    var rows = x.gathered(own.map(\.token))  // [own, d]
    if axes.router.scalesInput { rows.scaleRows(by: own.map(\.share)) }
    let output = weights.experts[expert](rows, config)
    for (index, (token, share)) in own.enumerated() {
      let factor =
        axes.router.scalesInput ? 1 : share * (weights.beside?.expertScales[expert] ?? 1)
      for column in 0..<x.columns {
        result.values[token * x.columns + column] +=
          factor * output.values[index * x.columns + column]
      }
    }
  }
  return result
}

extension DenseWeights {
  /// Tells the system how its weights will be read: of a file with many experts only those that tokens go to.
  func expect(_ reading: Reading) {
    for linear in [gate, up, down] { linear?.weight.expect(reading) }
  }

  /// One expert's result for its rows, times the sigmoid of a gate if there is one.
  func callAsFunction(_ x: Tensor, _ config: ModelConfig, gate factor: Linear? = nil) -> Tensor {
    guard let factor else { return result(x, config) }
    var factors = factor(x)
    factors.apply(.sigmoid)
    var result = result(x, config)
    result.scaleRows(by: factors.values)
    return result
  }

  private func result(_ x: Tensor, _ config: ModelConfig) -> Tensor {
    guard let gate else {
      var hidden = up(x)
      activate(&hidden, config.activation)
      return down(hidden)
    }
    let maps = x.products([gate, up])
    var hidden = maps[0]
    let linear = maps[1]
    switch config.experts?.limit {
    case .addingOne: hidden.applyClampedGate(linear)
    case .plain(let limit):
      var linear = linear
      linear.clamp(to: limit)
      hidden.clamp(to: limit, from: -.infinity)
      hidden.apply(config.activation, gating: linear)
    case nil: hidden.apply(config.activation, gating: linear)
    }
    return down(hidden)
  }
}

extension Tensor {
  /// Multiplies each row by its factor.
  fileprivate mutating func scaleRows(by factors: [Float]) {
    for row in 0..<rows {
      for column in 0..<columns { values[row * columns + column] *= factors[row] }
    }
  }

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
