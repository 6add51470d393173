import Language
import Workspace

extension Interpreter {
  /// Runs the hooks of what the last statement did.
  func runHooks(in workspace: inout Workspace, for console: Console) {
    let happened = workspace.eventHooks.happened
    workspace.eventHooks.happened = []
    guard !workspace.eventHooks.isRunning else { return }
    for event in happened { runHooks(event, in: &workspace, for: console) }
  }

  /// Runs the hooks of an event; what fails in them is told, and nothing more comes of it.
  func runHooks(
    _ event: EventHooks.Event, parameters: [String: Value] = [:], in workspace: inout Workspace,
    for console: Console
  ) {
    guard !workspace.eventHooks.isRunning else { return }
    workspace.eventHooks.isRunning = true
    defer {
      workspace.eventHooks.isRunning = false
      workspace.eventHooks.happened = []
    }
    for hook in workspace.eventHooks.all where hook.event == event {
      var inner = Interpreter(parameters: parameters, acceptsPrefix: acceptsPrefix)
      inner.callers = callers
      do {
        try inner.run(
          SourceText(name: "on \(event)", text: hook.command), in: &workspace, for: console)
      } catch let failure as CommandFailure {
        if !failure.text.isEmpty { console.notice(failure.text) }
      } catch {
        console.notice("\(error)")
      }
    }
  }
}
