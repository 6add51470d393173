package import Activations
import Text

/// A prompt as a model reads it, for commands that run the model to see what it does.
package struct CausalPrompt {
  package let record: PromptRecord
  /// The ids that the model gets.
  package let tokens: [Int]
  /// A label for each token of a pattern's sides.
  package let labels: [String]
}

extension Asker {
  /// The prompt as the model reads it; tells the asker if it is cut.
  package func causalPrompt(_ record: PromptRecord, _ model: LoadedModel) throws -> CausalPrompt {
    let (tokens, lost) = try model.input(for: record)
    if lost > 0 {
      notice("\(counted(lost, "token")) at the end do not fit the context of \(tokens.count)")
    }
    return CausalPrompt(
      record: record, tokens: tokens, labels: try model.labels(of: record))
  }

  /// A check that long computations call often: it throws after Ctrl-C.
  package var checkpoint: () throws -> Void {
    let isCancelled = isCancelled
    return { if isCancelled() { throw CancellationError() } }
  }
}
