import Figures
import Files
import Foundation
import Language
import Pictures
import Scripts
import Terminal
import Workspace

extension ShellCommand {
  static let figs = ShellCommand(
    spec: CommandSpec(
      "figs", "List the functions that draw figures, or add some", group: "Figures",
      doc: """
        `figs load FILE...` adds the functions of figure scripts (.figs) and of Python modules (.py) that \
        were written for pattern_lens; their functions run in Python processes of their own, with the \
        interpreter that `set python` names. `figs define TEXT` adds what one line of a figure script says. \
        A function of a name that is there already takes its place. 'help scripts' describes the language, \
        'help NAME' a function.
        """,
      operands: [
        OperandSpec(.action, .choice(["load", "define", "remove"]), .optional, "What to do"),
        OperandSpec(.what, .file, .any, "Files to load, a definition, or names to remove"),
      ],
      examples: [
        .init("figs"),
        .init("figs define 'figure hot(A, cap=0.2) = heatmap(clip(A, 0, cap), normalize=True)'"),
        .init("figs load svd.figs my_figures.py"),
      ], gives: [.table, .text])
  ) { invocation, _, workspace, console in
    let words = invocation.texts(.what)
    guard let action = invocation.text(.action) else {
      return .table(figureTable(workspace))
    }
    guard !words.isEmpty else {
      throw ShellError(.usage, "figs \(action) needs something to \(action)")
    }
    switch action {
    case "remove":
      for name in words {
        guard workspace.figures[name] != nil else {
          throw ShellError(.notFound, "there is no figure function '\(name)': 'figs' lists them")
        }
        workspace.figures.remove(name)
      }
      return .nothing
    case "define":
      let text = words.joined(separator: " ")
      return .text("figures: \(try workspace.register(script: text).joined(separator: ", "))")
    default:
      let names = try words.flatMap { try workspace.loadFigures($0, for: console) }
      return .text("figures: \(names.joined(separator: ", "))")
    }
  }

  private static func figureTable(_ workspace: Workspace) -> Table {
    let functions = workspace.figures.all
    var table = Table([
      .text("name", functions.map(\.name)),
      .text("format", functions.map(\.format.rawValue)),
      .text("origin", functions.map(\.source)),
      .text("summary", functions.map(\.summary)),
    ])
    table.screen = table.columns
    return table
  }
}

extension Workspace {
  /// Adds the figure functions of a script or a Python module.
  ///
  /// - Returns: Their names.
  @discardableResult
  mutating func loadFigures(_ path: String, for console: Console) throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ShellError(.notFound, "there is no file '\(path)'")
    }
    if path.hasSuffix(".py") { return try register(pythonPool(settings(for: console)).load(path)) }
    do {
      return try register(FigureScript.load(path: path).functions)
    } catch let error as ScriptError {
      // The place that is wrong is in the file, not in the line that names it.
      let text = String(decoding: try readFile(path), as: UTF8.self)
      throw CommandFailure(text: error.rendering(of: text), status: .failed)
    }
  }

  /// Adds the figure functions that a text defines.
  fileprivate mutating func register(script text: String) throws -> [String] {
    try register(FigureScript(text, name: Self.typedFigures).functions)
  }

  /// What a figure script is called that is no file.
  static let typedFigures = "the line typed"

  private mutating func register(_ functions: [FigureFunction]) throws -> [String] {
    guard !functions.isEmpty else {
      throw ShellError(
        .failed, "no figure is defined there: figure NAME(A) = EXPRESSION defines one")
    }
    for function in functions { figures.register(function) }
    return functions.map(\.name)
  }

  /// The Python processes of the interpreter that is set now.
  private mutating func pythonPool(_ settings: Settings) -> PythonPool {
    let interpreter = settings["python"]
    if let python, python.interpreter == interpreter { return python.pool }
    let tell = jobs.tell
    let pool = PythonPool(
      python: interpreter,
      log: { text in
        if let tell {
          tell(text)
        } else {
          Messages.write(text)
        }
      }, interrupts: { Interrupt.count })
    python = (interpreter, pool)
    return pool
  }
}
