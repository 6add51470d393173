internal import Pictures
public import Scripts
internal import Synchronization
internal import Tensors

/// A score that an expression of figure scripts defines, such as `A.max(axis=1).mean()`.
///
/// `A` is the pattern, `[query, key]`, and `n` its length. The expression gives a number; NaN says
/// that the prompt has no place that it is about.
public final class ExpressionScore: Sendable {
  /// The score, called as the expression is written.
  public let score: HeadScore

  private let failed: Failure

  /// Parses an expression.
  ///
  /// - Throws: `ScriptError` with the place of what is wrong.
  public init(_ text: String) throws(ScriptError) {
    let expression = try ScriptExpression(text, names: ["A", "n"])
    let failed = Failure()
    self.failed = failed
    score = HeadScore(
      name: text, summary: "what the expression gives", definition: text
    ) { input in
      do throws(ScriptError) {
        let value = try expression.value([
          "A": ScriptValue(input.pattern), "n": .integer(input.count),
        ])
        if let number = value.number { return number.isNaN ? nil : number }
        failed.keep(.notANumber(value.kind))
      } catch {
        failed.keep(.script(error))
      }
      return nil
    }
  }

  /// Why the score has no value, if the expression failed for a head.
  ///
  /// - Throws: `ScriptError` as the expression failed, `FigureError` where it gave no number.
  public func check() throws { try failed.check(score.name) }

  /// The first failure, whichever head it came from.
  private final class Failure: Sendable {
    enum Kind: Sendable {
      case script(ScriptError)
      case notANumber(String)
    }

    private let first = Mutex<Kind?>(nil)

    func keep(_ kind: Kind) { first.withLock { $0 = $0 ?? kind } }

    func check(_ text: String) throws {
      switch first.withLock({ $0 }) {
      case nil: return
      case .script(let error): throw error
      case .notANumber(let kind): throw FigureError("a score is a number; '\(text)' gives \(kind)")
      }
    }
  }
}
