internal import Pictures

/// A function of a script's own.
struct OwnFunction: Sendable {
  /// One value that it takes.
  struct Parameter: Sendable {
    let name: String
    /// What it is where a call does not say; nil where it must.
    let fallback: ScriptValue?
  }

  /// The header, known before any body is read.
  struct Header: Sendable {
    let name: String
    let span: ScriptSpan
    let isFigure: Bool
    let parameters: [Parameter]
    let summary: String
    /// The format that the header says.
    let format: FigureFormat?
  }

  let header: Header
  /// Values of `let`, in order, with the slots they are put in; several where a list is taken
  /// apart.
  let assignments: [(slots: [Int], value: Syntax)]
  let result: Syntax
  /// Parameters, variables and those of comprehensions.
  let slots: Int
  /// From its first word to its last.
  let span: ScriptSpan
}

/// A script whose names are resolved, ready to run.
struct ScriptProgram: Sendable {
  let source: ScriptSource
  /// Names whose values it is given when it runs.
  let names: [String]
  let functions: [OwnFunction]
}
