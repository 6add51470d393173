internal import Pictures
public import Scripts
internal import Tensors

extension HeadScore {
  /// A score defined by an expression of figure scripts, such as `A.max(axis=1).mean()`; the
  /// expression is its name.
  ///
  /// `A` is the pattern, `[query, key]`, and `n` its length. The expression gives a number; NaN says
  /// that the prompt has no place that it is about.
  ///
  /// - Throws: `ScriptError` with the place of what is wrong.
  public static func expression(_ text: String) throws(ScriptError) -> HeadScore {
    let expression = try ScriptExpression(text, names: ["A", "n"])
    return .ofPattern(
      name: text, summary: "what the expression gives", definition: text
    ) { pattern in
      let value = try expression.value([
        "A": ScriptValue(pattern), "n": .integer(pattern.columns),
      ])
      guard let number = value.number else {
        throw FigureError("a score is a number; '\(text)' gives \(value.kind)")
      }
      return number.isNaN ? nil : number
    }
  }
}
