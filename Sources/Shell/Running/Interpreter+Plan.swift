import Language
import Terminal
import Text
import Workspace

extension Interpreter {
  /// Runs a plan's stages, each with what the one before gave.
  func run(
    _ plan: Plan, input: Value, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws -> Value {
    let known = workspace.prompts.count
    do {
      return try runStages(of: plan, input: input, source, in: &workspace, for: console)
    } catch  where !(error is CommandFailure) && !(error is OutputError) {
      workspace.forgetPrompts(
        since: known, keepsCaptured: plan.names(ShellCommand.capture))
      throw error
    }
  }

  private func runStages(
    of plan: Plan, input: Value, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws -> Value {
    var value = input
    for (place, stage) in plan.stages.enumerated() {
      if place > 0 { console.tellReply(of: value) }
      let console = place < plan.stages.count - 1 ? console.streaming(false) : console
      switch stage {
      case .value(let named, _): value = named
      case .command(let command, let invocation):
        try checkInput(value, of: command.spec, invocation)
        let place = Console.Place(source: source, span: plan.span, callers: callers)
        value = try command.run(invocation, value, &workspace, console.standing(at: place))
      case .call(let call):
        value = try run(call, input: value, source, in: &workspace, for: console)
      }
    }
    return value
  }

  /// The table says what a command may give; this is what it gave.
  private func checkInput(_ value: Value, of spec: CommandSpec, _ invocation: Invocation) throws {
    guard !spec.takes.contains(value.kind) else { return }
    throw LanguageError(
      invocation.span,
      value.kind == .nothing
        ? "'\(spec.name)' got nothing from the pipe"
        : "'\(spec.name)' takes \(spec.takes.subtracting(.nothing)), and got \(value.kind)")
  }

  /// Runs the body of a verb of the user's own.
  ///
  /// What comes through the pipe is its first parameter, or goes to the first command of its body
  /// if it has none.
  private func run(
    _ call: Plan.Call, input: Value, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws -> Value {
    let name = call.definition.name.text
    guard callers.count < Self.deepest else {
      throw ShellError(.failed, "verbs run one another \(Self.deepest) deep; the last is '\(name)'")
    }
    var inner = Interpreter()
    let location = source.location(of: call.span.start)
    inner.callers = ["\(source.name ?? "the line typed"):\(location.line)"] + callers
    inner.arguments = call.words.map(\.text)
    var values = try call.words.map { word in
      try word.variable.map { try value(of: $0, console.names) } ?? .text(word.text)
    }
    let wanted = call.definition.parameters
    var rest = input
    if input.kind != .nothing, wanted.count == values.count + 1 {
      values.insert(input, at: 0)
      rest = .nothing
    }
    guard wanted.isEmpty || wanted.count == values.count else {
      throw LanguageError(
        call.span,
        "'\(name)' takes \(wanted.map(\.text).joined(separator: ", ")): "
          + "\(counted(values.count, "operand")) given")
    }
    for (parameter, value) in zip(wanted, values) { inner.parameters[parameter.text] = value }
    let body = SourceText(
      name: call.source.name, text: call.source.text, includedFrom: inner.callers)
    var result = Value.nothing
    try locating(body, call.definition.body.span, console.messageStyle) {
      let plan = try inner.plan(
        call.definition.body, body, on: .shell, console.names, input: rest.kind)
      result = try inner.run(plan, input: rest, body, in: &workspace, for: console)
    }
    return result
  }
}
