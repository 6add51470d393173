package import Activations
import Tokenizers

extension CaptureSet {
  /// Chooses the points of `available` whose whole name matches `expression`.
  ///
  /// The engine is the one of tokenizers, whose patience is limited: an expression may be of a kind that
  /// takes for ever.
  ///
  /// - Throws: `CaptureSetError` if the expression is malformed, takes too long or matches none.
  package init(matching expression: String, of available: [HookPoint]) throws {
    let chosen: [HookPoint]
    do {
      // Alone first: what is around it could make it whole.
      _ = try RegularExpression(expression)
      let whole = try RegularExpression("\\A(?:\(expression))\\z")
      chosen = try available.filter {
        try !whole.matches(in: Array($0.description.utf8)[...]).isEmpty
      }
    } catch let error as RegularExpressionError {
      throw CaptureSetError(expression: expression, problem: "can't be used: \(error.problem)")
    }
    guard !chosen.isEmpty else {
      let example = available.first { $0.kind == .pattern }?.description ?? "hook_embed"
      throw CaptureSetError(
        expression: expression,
        problem: "matches no hook point of this model; a whole name is like '\(example)'")
    }
    self.init(chosen)
  }
}

/// A hook expression that chooses nothing.
package struct CaptureSetError: Error, Equatable, CustomStringConvertible {
  /// The expression.
  package let expression: String
  /// What is wrong with it.
  package let problem: String

  /// The expression in quotes and what is wrong with it.
  package var description: String { "'\(expression)' \(problem)" }
}
