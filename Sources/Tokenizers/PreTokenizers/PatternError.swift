/// Why a regular expression can't be compiled, or gave up in a text.
package struct PatternError: Error, CustomStringConvertible {
  /// The expression.
  package let source: String

  /// What the engine says.
  package let problem: String

  package var description: String { "the pattern '\(source.prefix(200))' fails: \(problem)" }
}
