public import Pictures
public import Scripts

/// A figure function: it draws a head's pattern, and may be built in, a script's or Python's.
public struct FigureFunction: Sendable {
  /// Where a function comes from.
  public enum Origin: Equatable, Sendable {
    case builtIn
    /// A figure script: its file, or the line that was typed.
    case script(String)
    /// A Python module's file.
    case python(String)
  }

  /// Its name in commands, files and the page.
  public let name: String

  /// What it draws, in one line.
  public let summary: String

  /// Where it comes from.
  public let origin: Origin

  /// Its source, for `help NAME` and `figures.jsonl`; for a built-in one, how the figure is computed.
  public let code: String

  /// The format its figures are saved in.
  public let format: FigureFormat

  /// The names of its figures, if it declares that it draws several of a head; else empty.
  public let figureNames: [String]

  /// Whether it may usefully be called from several threads at once.
  public let isParallel: Bool

  /// Its options; see `setting(_:)`.
  public let options: [Option]

  /// The function with other values of its options.
  let remade: (@Sendable ([String: ScriptValue]) throws -> FigureFunction)?

  private let body: @Sendable (FigureInput) throws -> [NamedFigure]

  /// Declares a function.
  ///
  /// - Parameter remade: Gives the function with other values of some of `options`.
  public init(
    name: String, summary: String, origin: Origin = .builtIn, code: String,
    format: FigureFormat = .png, figureNames: [String] = [], isParallel: Bool = true,
    options: [Option] = [],
    remade: (@Sendable ([String: ScriptValue]) throws -> FigureFunction)? = nil,
    _ body: @escaping @Sendable (FigureInput) throws -> [NamedFigure]
  ) {
    (self.name, self.summary, self.origin, self.code) = (name, summary, origin, code)
    (self.format, self.figureNames, self.isParallel) = (format, figureNames, isParallel)
    (self.options, self.remade, self.body) = (options, remade, body)
  }

  /// The figures of one head: one without a name, or several with names.
  ///
  /// - Throws: `FigureError`, or what the function's own code throws.
  public func draw(_ input: FigureInput) throws -> [NamedFigure] { try body(input) }
}
