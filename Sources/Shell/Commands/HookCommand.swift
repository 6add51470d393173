import Language
import Workspace

extension ShellCommand {
  static let on = ShellCommand(
    spec: CommandSpec(
      "on", "Run a command by itself whenever something has happened, or list such commands",
      group: "Session",
      doc: """
        EVENT is captured, when `capture` has run prompts (_ is what it gave); loaded, when a model was loaded; \
        error, when a command failed ($error is the message). What a hook's own commands do sets off no hook, \
        and a hook that fails fails nothing else.

        A pipeline, and a command with names such as $error in it, is given in quotes. Hooks that a script sets end with it; those of init.plens and of \
        'source' stay.
        """,
      operands: [
        OperandSpec(
          .event, .choice(WorkspaceEvent.allCases.map(\.rawValue)), .optional, "What happens"),
        OperandSpec(.command, .command, .any, "What is run then; off removes the event's hooks"),
      ],
      examples: [
        .init("on captured stat _ --by entropy; capture 'a b a b'", "scores of what is new"),
        .init("on captured 'rank _ --by induction | head 1'; capture 'a b a b'; on captured off"),
        .init("on error 'echo $error |! cat >> errors.log'; on"),
      ],
      surfaces: .shell, takesCommand: true, gives: [.table, .nothing])
  ) { invocation, _, _, console in
    guard let name = invocation.text(.event), let event = WorkspaceEvent(rawValue: name) else {
      let hooks = console.scope.hooks
      return .table(
        Table([
          .text("event", hooks.map(\.event.rawValue)), .text("command", hooks.map(\.command)),
        ]))
    }
    let words = invocation.words(.command)
    guard let first = words.first, let last = words.last else {
      throw ShellError(.usage, "'on \(name)' expects a command, or off")
    }
    if words.count == 1, first.text == "off" {
      console.scope.hooks.removeAll { $0.event == event }
      return .nothing
    }
    // What was typed, so that names in it stand for what they are when it runs.
    let typed = console.place.source[SourceSpan(first.span.start, last.span.end)]
    let given = words.count == 1 ? first.text : typed
    let command = console.isInteractive ? TypedText(given, console.names).commands : given
    do {
      _ = try Parser.statements(of: command)
    } catch let error as LanguageError {
      throw LanguageError(first.span, "the command of 'on': \(error.message)", notes: error.notes)
    }
    console.scope.hooks.append(Scope.Hook(event: event, command: command))
    return .nothing
  }
}
