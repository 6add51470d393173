import Language
import Workspace

extension Interpreter {
  /// Runs the hooks of what the last statement did.
  func runHooks(in workspace: inout Workspace, for console: Console) {
    let happened = workspace.happened
    workspace.happened = []
    for event in happened { runHooks(event, in: &workspace, for: console) }
  }

  /// Runs the hooks of an event; what fails in them is told, and nothing more comes of it.
  func runHooks(
    _ event: WorkspaceEvent, parameters: [String: Value] = [:], in workspace: inout Workspace,
    for console: Console
  ) {
    guard !console.isInHook else { return }
    defer { workspace.happened = [] }
    for hook in console.scope.hooks where hook.event == event {
      var inner = Interpreter(parameters: parameters, acceptsPrefix: acceptsPrefix)
      inner.callers = callers
      do {
        try inner.run(
          SourceText(name: "on \(event)", text: hook.command), in: &workspace, for: console.inHook()
        )
      } catch let failure as CommandFailure {
        if !failure.text.isEmpty { console.notice(failure.text) }
      } catch {
        console.notice("\(error)")
      }
    }
  }
}
