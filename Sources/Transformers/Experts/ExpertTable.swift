import Files
import Formats
import Tensors

/// The experts that each token goes to whatever its vector says (DeepSeek V4's first layers).
struct ExpertTable: Sendable {
  let stored: StoredTensor  // [vocabulary, experts a token]
  /// Number of experts that there are.
  let count: Int

  /// The experts of each of these tokens.
  ///
  /// - Throws: `ModelError` for an expert that is not there.
  func experts(of tokens: [Int]) throws -> [[Int]] {
    let values = try stored.widened(rows: tokens.map { $0..<$0 + 1 }).array
    let each = stored.columns
    return try tokens.indices.map { token in
      try values[token * each..<(token + 1) * each].map { value in
        guard let expert = Int(exactly: value), (0..<count).contains(expert) else {
          throw ModelError(
            .badFile,
            "\(stored.file.path): '\(stored.name)' sends token \(tokens[token]) to expert \(value) of \(count)"
          )
        }
        return expert
      }
    }
  }
}

extension WeightReader {
  /// The table that chooses experts in `layer`; nil where a router does.
  func expertTable(_ axes: ModelConfig.Experts, layer: Int) throws -> ExpertTable? {
    guard axes.tabledLayers.contains(layer) else { return nil }
    let shape = [config.vocabularySize, axes.perToken]
    return ExpertTable(
      stored: try stored(
        .expertTable, layer, suffixes: ["", ".weight"], shape: shape, codes: true),
      count: axes.count)
  }
}

extension ForwardPass {
  /// The experts that a table sends each of `count` rows to, the first of which is row `first` of the pass; nil where
  /// a router chooses them.
  func tabledExperts(_ weights: ExpertWeights, first: Int, count: Int) throws -> [[Int]]? {
    guard let table = weights.table else { return nil }
    let tokens = batch.tokens(ofFirst: batch.sequences.count)
    guard first + count <= tokens.count else {
      throw ModelError(
        .badRequest, "\(config.name) chooses experts by tokens, which a stream alone does not tell")
    }
    return try table.experts(of: Array(tokens[first..<first + count]))
  }
}
