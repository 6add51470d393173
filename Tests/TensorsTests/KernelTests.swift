import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct KernelTests {
  private func random(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
    var generator = SeededGenerator(seed: 7)
    return (0..<count).map { _ in Float.random(in: range, using: &generator) }
  }

  @Test(arguments: Activation.allCases)
  func `activations equal their formulas`(activation: Activation) {
    let x = random(10_001, in: -20...20) + [0, -0.0, 1e-20, -100, 100]
    var tensor = Tensor(shape: [x.count], values: x)
    tensor.apply(activation)
    let expected = x.map { (value: Float) -> Float in
      let x = Double(value)
      switch activation {
      case .relu: return Float(max(x, 0))
      case .reluSquared: return Float(max(x, 0) * max(x, 0))
      case .sigmoid: return Float(1 / (1 + exp(-x)))
      case .silu: return Float(x / (1 + exp(-x)))
      case .gelu: return Float(0.5 * x * erfc(-x / 2.0.squareRoot()))
      case .geluTanh:
        let cubic: Double = x + 0.044715 * x * x * x
        return Float(0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * cubic)))
      }
    }
    for (value, reference) in zip(tensor.values, expected) {
      #expect(abs(value - reference) <= 3e-6 * max(abs(reference), 1e-3))
    }
  }

  @Test(arguments: [1, 2, 7, 8, 9, 31, 226])
  func `softmax equals its formula and keeps masked keys at zero`(count: Int) {
    var scores = random(count, in: -30...30)
    if count > 2 { scores[1] = -.infinity }
    let top = Double(scores.max() ?? 0)
    let powers = scores.map { exp(Double($0) - top) }
    let expected = powers.map { Float($0 / powers.reduce(0, +)) }
    unsafe scores.withUnsafeMutableBufferPointer { unsafe softmax($0) }
    #expect(worstDifference(scores, expected) < 3e-7)
    if count > 2 { #expect(scores[1] == 0) }
  }

  @Test func `a row without any visible key becomes zero and NaN stays NaN`() {
    var masked = [Float](repeating: -.infinity, count: 11)
    unsafe masked.withUnsafeMutableBufferPointer { unsafe softmax($0) }
    #expect(masked == [Float](repeating: 0, count: 11))
    var broken: [Float] = [1, .nan, 2]
    unsafe broken.withUnsafeMutableBufferPointer { unsafe softmax($0) }
    #expect(broken[1].isNaN)
  }

  @Test(arguments: [NormKind.layer, .rootMeanSquare])
  func `normalised rows equal their formulas`(kind: NormKind) {
    let (rows, columns) = (5, 37)
    let x = random(rows * columns, in: 3...5)
    let result = Tensor(shape: [rows, columns], values: x).normalized(kind, epsilon: 1e-5)
    for row in 0..<rows {
      let values = x[row * columns..<(row + 1) * columns].map(Double.init)
      let mean = kind == .layer ? values.reduce(0, +) / Double(columns) : 0
      let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(columns)
      let scale = (variance + 1e-5).squareRoot()
      #expect(abs(Double(result.scale.values[row]) - scale) < 1e-5)
      let expected = values.map { Float(($0 - mean) / scale) }
      #expect(worstDifference(result.rows[row].values, expected) < 3e-6)
    }
  }

  @Test(arguments: [RotaryPairs.halves, .adjacent])
  func `rotation turns pairs by position times frequency and leaves the rest`(pairs: RotaryPairs) {
    let frequencies = [1.0, 0.1]
    let table = RotaryTable(positions: 0..<40, frequencies: frequencies, magnitude: 1.5)
    var x = Tensor(shape: [5, 12], values: (0..<60).map(Float.init))
    let before = x
    x.rotate(rows: 1..<5, from: 0, by: table, pairs, headWidth: 6)
    #expect(x[0] == before[0])
    for (row, position) in [(1, 0), (2, 1), (4, 3)] {
      for head in 0..<2 {
        for pair in 0..<2 {
          let offset = row * 12 + head * 6
          let first = offset + (pairs == .halves ? pair : 2 * pair)
          let second = first + (pairs == .halves ? 2 : 1)
          let angle = Double(position) * frequencies[pair]
          let (a, b) = (Double(before.values[first]), Double(before.values[second]))
          #expect(abs(Double(x.values[first]) - 1.5 * (a * cos(angle) - b * sin(angle))) < 1e-4)
          #expect(abs(Double(x.values[second]) - 1.5 * (b * cos(angle) + a * sin(angle))) < 1e-4)
          #expect(x.values[offset + 4] == before.values[offset + 4])
        }
      }
    }
  }
}
