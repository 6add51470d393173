import CKernels
import Formats
import Foundation
public import Tensors

extension ModelConfig {
  /// The sizes and choices of a layer of gated delta-rule attention.
  public struct DeltaRule: Equatable, Sendable {
    /// Number of query and key heads; each is shared by the same number of value heads.
    public var keyHeads: Int
    /// Number of value heads.
    public var valueHeads: Int
    /// Width of a query or key.
    public var keyWidth: Int
    /// Width of a value, at most 1,024.
    public var valueWidth: Int
    /// How many tokens the convolutions span.
    public var kernel: Int
    /// The factor on the update's strength; with 2 it can reverse what a state holds (OLMo Hybrid).
    public var strengthFactor: Float = 1
    /// Whether each row of the state has a decay rate of its own (Kimi Linear).
    public var forgetsByRow = false
    /// The activation of the gate on the result.
    public var gate = Activation.silu
    /// The epsilon of the result's norm; nil for the model's.
    public var epsilon: Float?
    /// Whether value head j belongs to key head j modulo their number (llama.cpp's order) instead
    /// of neighbouring value heads sharing one.
    public var tilesValueHeads = false

    /// The key head of value head `head`.
    func keyHead(of head: Int) -> Int {
      tilesValueHeads ? head % keyHeads : head / (valueHeads / keyHeads)
    }
  }
}

/// Linear attention with a state `[keyWidth, valueWidth]` a head, by the gated delta rule.
struct DeltaRuleWeights: Sendable {
  let axes: ModelConfig.DeltaRule
  let query: Linear
  let key: Linear
  let value: Linear
  let queryConvolution: CausalConvolution
  let keyConvolution: CausalConvolution
  let valueConvolution: CausalConvolution
  let strength: Linear  // width -> valueHeads
  let decay: ThinLinear  // width -> valueHeads, or valueHeads * keyWidth
  let gate: ThinLinear  // width -> valueHeads * valueWidth
  let rates: [Float]  // one a value head
  let decayBias: [Float]
  let norm: FloatBuffer  // [valueWidth]
  let epsilon: Float
  let output: Linear

  func callAsFunction(
    _ x: Tensor, _ rows: [Range<Int>], _ states: inout [MixerState]
  ) -> Tensor {
    func convolved(_ map: Linear, _ convolution: CausalConvolution, _ place: Int) -> Tensor {
      var mixed = convolution(map(x), rows, &states, place)
      mixed.apply(.silu)
      return mixed
    }
    var strengths = strength(x)
    strengths.apply(.sigmoid)
    if axes.strengthFactor != 1 { strengths *= axes.strengthFactor }
    let (q, k, v) = (
      convolved(query, queryConvolution, 0), convolved(key, keyConvolution, 1),
      convolved(value, valueConvolution, 2)
    )
    let result = scan(q, k, v, strengths, decays(decay(x)), rows, &states)
    let perHead = result.reshaped([result.rows * axes.valueHeads, axes.valueWidth])
    var normed = perHead.normalized(.rootMeanSquare, epsilon: epsilon).rows
    normed.scaleColumns(by: norm)
    return output(normed.reshaped(result.shape).gated(axes.gate, by: gate(x)))
  }

  /// What each head, or each row of its state, keeps at a token: e^(-rate softplus(a + bias)).
  private func decays(_ raw: Tensor) -> Tensor {
    let each = raw.columns / axes.valueHeads
    var kept = raw
    unsafe Parallel.forRows(of: &kept.values, columns: raw.columns, grain: 4) { range, floats in
      for index in 0..<range.count * raw.columns {
        let column = index % raw.columns
        unsafe floats[index] = exponential(
          -rates[column / each] * softplus(floats[index] + decayBias[column]))
      }
    }
    return kept
  }

  /// The recurrence over each prompt's tokens, heads apart: `[N, valueHeads * valueWidth]`.
  private func scan(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ strengths: Tensor, _ decays: Tensor,
    _ rows: [Range<Int>], _ states: inout [MixerState]
  ) -> Tensor {
    let (heads, hk, hv) = (axes.valueHeads, axes.keyWidth, axes.valueWidth)
    let each = decays.columns / heads
    return unsafe MixerState.withMemories(of: &states, heads: heads, size: hk * hv) { memories in
      // Safe: no two parts share one.
      nonisolated(unsafe) let memories = unsafe memories
      return unsafe Tensor(shape: [query.rows, heads * hv]) { result in
        // Safe: no two parts share a head of a prompt.
        nonisolated(unsafe) let result = unsafe result
        Parallel.forEach(heads * rows.count) { part in
          let (head, prompt) = (part % heads, rows[part / heads])
          let keyHead = axes.keyHead(of: head)
          let own = keyHead * hk..<(keyHead + 1) * hk
          let q = query.unitRows(prompt, own, scale: 1 / Float(hk).squareRoot())
          let k = key.unitRows(prompt, own, scale: 1)
          let v = value.part(prompt, head * hv..<(head + 1) * hv)
          var out = [Float](repeating: 0, count: prompt.count * hv)
          unsafe kernel_delta_rule(
            q, k, v, strengths.part(prompt, head..<head + 1),
            decays.part(prompt, head * each..<(head + 1) * each), each, prompt.count, hk, hv,
            &memories[part], &out)
          for (index, row) in prompt.enumerated() {
            for column in 0..<hv {
              unsafe result[row * heads * hv + head * hv + column] = out[index * hv + column]
            }
          }
        }
      }
    }
  }
}

extension Tensor {
  /// These rows' values in some columns, one row after another.
  fileprivate func part(_ rows: Range<Int>, _ range: Range<Int>) -> [Float] {
    var part: [Float] = []
    part.reserveCapacity(rows.count * range.count)
    for row in rows {
      part += values[row * columns + range.lowerBound..<row * columns + range.upperBound]
    }
    return part
  }

  /// The same, each row divided by its length.
  fileprivate func unitRows(_ rows: Range<Int>, _ range: Range<Int>, scale: Float) -> [Float] {
    var part = part(rows, range)
    for start in stride(from: 0, to: part.count, by: range.count) {
      var squares: Float = 0
      for index in start..<start + range.count { squares += part[index] * part[index] }
      let factor = scale / (squares + 1e-6).squareRoot()
      for index in start..<start + range.count { part[index] *= factor }
    }
    return part
  }
}

extension WeightReader {
  func deltaRule(_ axes: ModelConfig.DeltaRule, layer: Int) throws -> DeltaRuleWeights {
    let width = config.width
    let values = axes.valueHeads * axes.valueWidth
    let decays = axes.forgetsByRow ? axes.valueHeads * axes.keyWidth : axes.valueHeads
    let (query, key, value) = try deltaProjections(axes, layer)
    let convolutions = try deltaConvolutions(axes, layer)
    return DeltaRuleWeights(
      axes: axes, query: query, key: key, value: value, queryConvolution: convolutions.query,
      keyConvolution: convolutions.key, valueConvolution: convolutions.value,
      strength: try grouped(.strength, in: .strengthDecay, axes, layer, part: 0, width: 1),
      decay: ThinLinear(
        inner: try thin(.decayInner, layer),
        outer: layout.names[.mixer(.decayInner)] == nil
          ? try grouped(.decay, in: .strengthDecay, axes, layer, part: 1, width: 1)
          : try linear(.mixer(.decay), layer, axes.valueWidth, decays)),
      gate: ThinLinear(
        inner: try thin(.gateInner, layer),
        outer: layout.names[.mixer(.gateInner)] == nil
          ? try grouped(.gate, in: .queryKeyValueGate, axes, layer, part: 3, width: axes.valueWidth)
          : try linear(.mixer(.gate), layer, axes.valueWidth, values)),
      rates: try mixerRates(layer, count: axes.valueHeads),
      decayBias: try mixerValues(.rateBias, layer, count: decays),
      norm: FloatBuffer(try mixerValues(.norm, layer, count: axes.valueWidth)),
      epsilon: axes.epsilon ?? config.epsilon,
      output: try linear(.mixer(.output), layer, values, width))
  }

  private func deltaProjections(
    _ axes: ModelConfig.DeltaRule, _ layer: Int
  ) throws -> (Linear, Linear, Linear) {
    let (keys, values) = (axes.keyHeads * axes.keyWidth, axes.valueHeads * axes.valueWidth)
    if layout.names[.mixer(.queryKeyValue)] != nil {
      let all = 2 * keys + values
      func part(_ rows: Range<Int>) throws -> Linear {
        try linear(.mixer(.queryKeyValue), layer, config.width, all, outputs: [rows])
      }
      return (try part(0..<keys), try part(keys..<2 * keys), try part(2 * keys..<all))
    }
    return (
      try grouped(.query, in: .queryKeyValueGate, axes, layer, part: 0, width: axes.keyWidth),
      try grouped(.key, in: .queryKeyValueGate, axes, layer, part: 1, width: axes.keyWidth),
      try grouped(.value, in: .queryKeyValueGate, axes, layer, part: 2, width: axes.valueWidth)
    )
  }

  /// A projection that stands alone, or in a matrix that keeps the parts of each key head together.
  private func grouped(
    _ part: MixerPart, in whole: MixerPart, _ axes: ModelConfig.DeltaRule, _ layer: Int,
    part index: Int, width: Int
  ) throws -> Linear {
    let isKey = part == .query || part == .key
    let heads = isKey ? axes.keyHeads : axes.valueHeads
    guard layout.names[.mixer(whole)] != nil else {
      return try linear(.mixer(part), layer, config.width, heads * width)
    }
    let each = axes.valueHeads / axes.keyHeads
    let widths =
      whole == .strengthDecay
      ? [each, each]
      : [axes.keyWidth, axes.keyWidth, each * axes.valueWidth, each * axes.valueWidth]
    let group = widths.reduce(0, +)
    let before = widths[..<index].reduce(0, +)
    return try linear(
      .mixer(whole), layer, config.width, axes.keyHeads * group,
      outputs: (0..<axes.keyHeads).map { head in
        head * group + before..<head * group + before + widths[index]
      })
  }

  /// The first of two maps whose product is a thin matrix.
  private func thin(_ part: MixerPart, _ layer: Int) throws -> Linear? {
    guard layout.names[.mixer(part)] != nil, let axes = config.deltaRule else { return nil }
    return try linear(.mixer(part), layer, config.width, axes.valueWidth)
  }

  private func deltaConvolutions(
    _ axes: ModelConfig.DeltaRule, _ layer: Int
  ) throws -> (query: CausalConvolution, key: CausalConvolution, value: CausalConvolution) {
    let (keys, values) = (axes.keyHeads * axes.keyWidth, axes.valueHeads * axes.valueWidth)
    guard layout.names[.mixer(.convolution)] != nil else {
      return (
        try convolution(.queryConvolution, layer, columns: keys, size: axes.kernel),
        try convolution(.keyConvolution, layer, columns: keys, size: axes.kernel),
        try convolution(.valueConvolution, layer, columns: values, size: axes.kernel)
      )
    }
    let all = try convolution(
      .convolution, layer, columns: 2 * keys + values, size: axes.kernel)
    return (
      all.columns(0..<keys), all.columns(keys..<2 * keys),
      all.columns(2 * keys..<2 * keys + values)
    )
  }
}

/// An affine map, or two whose inner width is small.
struct ThinLinear: Sendable {
  let inner: Linear?
  let outer: Linear

  func callAsFunction(_ x: Tensor) -> Tensor { outer(inner.map { $0(x) } ?? x) }
}
