/// A word of a script.
struct ScriptToken: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case integer(Int)
    case number(Double)
    /// A string; its content lies between the quotes.
    case string
    case name(String)
    /// An operator, a bracket, or a word such as `and`.
    case symbol(String)
    /// The end of a line that ends a statement, or `;`.
    case newline
    case end
  }

  let kind: Kind
  let span: ScriptSpan
}
