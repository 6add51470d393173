import Activations
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// Expects the patterns, residuals and logits of `reference.npz`, whose arrays have the names of hook points.
///
/// - Parameter tolerance: How far weights of patterns may be from the reference's.
func expectReference(_ folder: String, of model: Model, within tolerance: Float = 1e-5) throws {
  let reference = try NPZFile(path: folder + "/reference.npz")
  let tokens = try reference.tensor("input_ids").values.map { Int($0) }
  let wanted = CaptureSet(
    model.config.hookPoints.filter {
      [.pattern, .compressedPattern, .residualPre, .finalNorm].contains($0.kind)
    })
  let hasLogits = !model.isBaseModel
  let run = try model.run(tokens, capturing: wanted, logits: hasLogits ? .all : .none)
  for layer in 0..<model.config.layers {
    let name = "blocks.\(layer).attn.hook_pattern"
    #expect(reference.names.contains(name) == model.config.patternLayers.contains(layer))
    if model.config.patternLayers.contains(layer) {
      let expected = try reference.tensor(name)
      var pattern = try #require(run.cache[.pattern(layer)])
      if let windows = run.cache[.block(.compressedPattern, layer)] {
        pattern = pattern.beside(windows)
      }
      #expect([1] + pattern.shape == expected.shape)
      #expect(worstDifference(pattern.values, expected.values) < tolerance, "layer \(layer)")
    }
    let residual = try #require(run.cache[.block(.residualPre, layer)])
    let expectedResidual = try reference.tensor("blocks.\(layer).hook_resid_pre")
    #expect(worstRelativeDifference(residual.values, to: expectedResidual.values) < 1e-4)
  }
  if hasLogits {
    let logits = try #require(run.logits)
    let expected = try reference.tensor("logits").values
    #expect(worstRelativeDifference(logits.values, to: expected) < 1e-4)
  }
  // TransformerLens shows RMSNorm's rows before the weight; the reference has them after it.
  if model.config.norm == .layer, let final = run.cache[.outside(.finalNorm)] {
    let expected = try reference.tensor("final.hidden").values
    #expect(worstRelativeDifference(final.values, to: expected) < 1e-4)
  }
}

extension Tensor {
  /// Its rows with those of another behind them, `[..., columns of both]`.
  fileprivate func beside(_ other: Tensor) -> Tensor {
    var joined: [Float] = []
    for row in 0..<rows {
      joined += values[row * columns..<(row + 1) * columns]
      joined += other.values[row * other.columns..<(row + 1) * other.columns]
    }
    let width = columns + other.columns
    return Tensor(shape: Array(shape.dropLast()) + [width], values: joined)
  }
}

/// Expects the patterns and logits of `expected.npz`, whose patterns are numbered.
func expectCheckpoint(_ folder: String, of model: Model) throws {
  let reference = try NPZFile(path: folder + "/expected.npz")
  let tokens = try reference.tensor("ids").values.map { Int($0) }
  let run = try model.run(
    tokens, capturing: .patterns(layers: model.config.layers), logits: true)
  for layer in 0..<model.config.layers {
    let expected = try reference.tensor("pattern_\(layer)")
    let pattern = try #require(run.cache[.pattern(layer)])
    #expect(worstDifference(pattern.values, expected.values) < 1e-5, "layer \(layer)")
  }
  let logits = try #require(run.logits)
  #expect(worstRelativeDifference(logits.values, to: try reference.tensor("logits").values) < 1e-4)
}

extension Model {
  /// Whether it is an encoder without the head that gives scores of tokens, as llama.cpp's files are.
  fileprivate var isBaseModel: Bool { config.isEncoder && config.architecture.hasSuffix("Model") }
}
