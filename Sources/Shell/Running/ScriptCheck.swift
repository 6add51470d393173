import Activations
import Causal
import Files
import Language
import Transformers
import Workspace

/// Looks for mistakes in a script without computing anything: each statement is understood as it
/// would be run, with stand-ins for the values that it would make.
struct ScriptCheck {
  private var workspace: Workspace
  private let console: Console
  private var names: Names
  private var problems: [CommandFailure] = []
  /// The model that the script has loaded last.
  private var loaded: ModelSize?
  /// What was found where models were looked for, so that each is once.
  private var shapes: [ShapeKey: Result<ModelSize, any Error>] = [:]

  /// A model as it was asked for, and the edits that stood then.
  private struct ShapeKey: Hashable {
    let name: String
    let isNamed: Bool
    let edits: Int
  }

  /// A check that begins with what `workspace` has, which itself is left as it is.
  init(_ workspace: Workspace, _ console: Console) {
    (self.workspace, self.console, names) = (workspace, console, console.names)
  }

  /// What is wrong with a script and all that it runs.
  mutating func problems(
    in source: SourceText, with interpreter: Interpreter
  ) -> [CommandFailure] {
    visit(source, interpreter)
    return problems
  }

  private mutating func visit(_ source: SourceText, _ interpreter: Interpreter) {
    let statements: [Statement]
    do {
      statements = try Parser.statements(of: source.text)
    } catch {
      let text = source.rendering(of: error, style: console.messageStyle)
      problems.append(CommandFailure(text: text, status: .usage))
      return
    }
    for statement in statements {
      do {
        try interpreter.locating(source, statement.span, console.messageStyle) {
          try visit(statement, source, interpreter)
        }
      } catch {
        if let failure = error as? CommandFailure { problems.append(failure) }
      }
    }
  }

  private mutating func visit(
    _ statement: Statement, _ source: SourceText, _ interpreter: Interpreter
  ) throws {
    for case .with(let assignments) in statement.modifiers {
      for assignment in assignments {
        let text = try interpreter.expanded(assignment.value, names).text
        var settings = workspace.settings
        try settings.set(assignment.key.text, to: text)
      }
    }
    switch statement.body {
    case .shell: break
    case .definition(let definition):
      try interpreter.define(definition, source, in: &names)
    case .pipeline(let pipeline):
      let plan = try interpreter.plan(pipeline, source, on: .shell, names)
      _ = try plan.mode(workspace.settings["mode"])
      for stage in plan.stages { try visit(stage, source, interpreter) }
      let kinds = try interpreter.gives(plan, names)
      let entry = Names.Entry(
        value: Self.standIn(kinds), command: source[pipeline.span], kinds: kinds)
      if let binding = statement.binding {
        names.name(entry, binding.text)
      } else {
        names.record(entry)
      }
    }
  }

  private mutating func visit(
    _ stage: Plan.Stage, _ source: SourceText, _ interpreter: Interpreter
  ) throws {
    guard case .command(let command, let invocation) = stage else { return }
    for name in [ArgumentName.model, .from] where invocation.has(name) && invocation.isGiven(name) {
      _ = try shape(invocation)
    }
    try command.check(&self, invocation, source, interpreter)
  }

  /// The model that `load` opens is meant from here on.
  mutating func load(_ invocation: Invocation) throws { loaded = try shape(invocation) }

  /// An edit is there from here on.
  mutating func edit(_ invocation: Invocation) throws {
    workspace.edits.append(try ShellCommand.editLooked(at: invocation))
  }

  /// A verb is there from here on.
  mutating func alias(_ invocation: Invocation) throws {
    try ShellCommand.addAlias(invocation, to: &names)
  }

  /// A setting has its value from here on.
  mutating func set(_ invocation: Invocation) throws {
    guard let word = invocation.text(.setting) else { return }
    let (name, value) = try ShellCommand.assignment(in: invocation, word)
    switch value {
    case nil: _ = try Settings.spec(name)
    case "default": try workspace.settings.reset(name)
    case let value?: try workspace.settings.set(name, to: value)
    }
  }

  /// Reads a script that another one runs.
  mutating func visitScript(
    of invocation: Invocation, in source: SourceText, _ interpreter: Interpreter
  ) throws {
    let path = invocation.path(.file) ?? "-"
    // Standard input can be read once only, by the script itself.
    if path == "-" { return }
    let place = Console.Place(
      source: source, span: invocation.span, callers: interpreter.callers)
    var inner = Interpreter(
      arguments: invocation.has(.argument) ? invocation.texts(.argument) : [])
    inner.callers = place.chain
    inner.folder = Interpreter.folder(of: path)
    visit(try inner.sourceText(path, console), inner)
  }

  /// Sees that the heads that are named are heads of the model.
  mutating func checkHeads(_ invocation: Invocation) throws {
    guard invocation.has(.heads) else { return }
    // Heads of a survey are an option, and it has no prompts.
    let prompts = invocation.has(.prompts) ? invocation.words(.prompts) : []
    let words = prompts + invocation.words(.heads)
    guard let word = words.last, let parts = AddressParts(word), parts.model == nil else { return }
    let model = try shape(invocation)
    let (heads, slice) = AddressParts.splitSlice(parts.heads)
    _ = try HeadSelection(heads, in: model)
    _ = try slice.map { try SliceText($0) }
  }

  /// The layers and heads of the model that a command means, told by its configuration alone.
  private mutating func shape(_ invocation: Invocation) throws -> ModelSize {
    let name = invocation.has(.model) ? invocation.text(.model) : nil
    if invocation.has(.from), let folder = invocation.path(.from) {
      return try SavedModel(folder: folder, model: name).size
    }
    if name == nil, let loaded { return loaded }
    if name == nil, let current = workspace.current {
      return try current.size
    }
    let names = name?.split(separator: ",").map(String.init) ?? [DemoModel.name]
    guard let first = try names.map({ try shape(of: $0, isNamed: name != nil) }).first else {
      throw ShellError(.usage, "--model needs a model")
    }
    return first
  }

  private mutating func shape(of name: String, isNamed: Bool) throws -> ModelSize {
    let key = ShapeKey(name: name, isNamed: isNamed, edits: workspace.edits.count)
    if let known = shapes[key] { return try known.get() }
    let found = Result { try foundShape(of: name, isNamed: isNamed) }
    shapes[key] = found
    return try found.get()
  }

  private func foundShape(of name: String, isNamed: Bool) throws -> ModelSize {
    let (plain, edits) = EditedName.split(name)
    let isWhole = workspace.finder.listings().contains { $0.name == name } || fileExists(name)
    if !isWhole { for edit in edits { _ = try workspace.edit(named: edit) } }
    let wanted = isWhole ? name : plain
    if isNamed, SavedModel.isSaved(wanted) {
      let saved = try SavedModel(folder: wanted)
      return saved.size
    }
    return try LoadedModel.config(of: try workspace.finder.find(wanted)).checkedSize
  }

  /// A value of one of these kinds, for commands that only look at its kind.
  private static func standIn(_ kinds: PipeKinds) -> Value {
    let prompt = PromptRecord(text: "stand-in")
    let head = Head(layer: 0, index: 0)
    if kinds.contains(.table) {
      return .table(Table([.prompt("prompt", [prompt]), .head("head", [head])]))
    }
    if kinds.contains(.prompts) { return .prompts(PromptList(prompts: [prompt])) }
    if kinds.contains(.heads) || kinds.contains(.patterns) {
      return .table(Table([.head("head", [head])]))
    }
    // A number is a text and a count as well.
    return kinds.contains(.text) ? .text("1") : .nothing
  }
}
