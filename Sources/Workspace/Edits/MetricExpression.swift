package import Causal
import Scripts
import Tensors

/// A metric given as an expression of the figure-script language.
///
/// It may name the metrics that have names (`difference`, `prob`, `loss` and so on), `logits` and `probs` of all
/// tokens of the vocabulary at the last position, `unchanged`, the logits there where nothing is changed, and the ids
/// `answer` and `against`.
package enum MetricExpression {
  /// The names that the expression may use.
  package static let names =
    Metric.Kind.allCases.map(\.rawValue) + ["logits", "probs", "unchanged", "answer", "against"]

  /// Makes a metric of an expression.
  ///
  /// - Throws: `ShellError` for what is no expression; `CausalError` where it names a metric that needs an answer.
  package static func metric(
    _ text: String, answer: Int?, against: Int?, at position: Int? = nil
  ) throws -> Metric {
    let expression: ScriptExpression
    do {
      expression = try ScriptExpression(text, names: names)
    } catch {
      throw ShellError(
        .usage,
        "'\(text)' is no metric: there are \(Metric.Kind.allCases.map(\.rawValue).joined(separator: ", ")), and "
          + "expressions of them, logits, probs, unchanged, answer and against (\(error))")
    }
    let used = expression.usedNames
    let parts = try Metric.Kind.allCases.filter { used.contains($0.rawValue) }.map {
      try Metric($0, answer: answer, against: against)
    }
    for (name, token) in [("answer", answer), ("against", against)] where used.contains(name) {
      guard token != nil else {
        throw ShellError(.usage, "'\(text)' names '\(name)': --\(name) ' Mary' says which token")
      }
    }
    return Metric(
      named: text, answer: answer, against: against, at: position,
      readsAllRows: used.contains("loss")
    ) { input in
      var values: [String: ScriptValue] = [:]
      for part in parts { values[part.name] = .number(try part.value(of: input)) }
      if used.contains("logits") { values["logits"] = ScriptValue(input.scores.logits[input.row]) }
      if used.contains("unchanged") {
        values["unchanged"] = ScriptValue(input.unchanged.logits[input.unchangedRow])
      }
      if used.contains("probs") {
        values["probs"] = ScriptValue(input.scores.probabilities(at: input.row))
      }
      values["answer"] = answer.map { .integer($0) }
      values["against"] = against.map { .integer($0) }
      let value = try expression.value(values)
      guard let number = value.number, !number.isNaN else {
        throw ShellError(
          .failed,
          "'\(text)' gives \(value.number == nil ? value.kind : "NaN"): a metric is a number")
      }
      return number
    }
  }
}
