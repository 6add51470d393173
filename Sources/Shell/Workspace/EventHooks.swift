import Language

/// Commands that run by themselves when something has happened.
struct EventHooks {
  /// What may happen.
  enum Event: String, CaseIterable {
    /// `capture` has run prompts; `_` is what it gave.
    case captured
    /// A model was loaded.
    case loaded
    /// A command failed; `$error` is the message.
    case error
  }

  /// A command and what it waits for.
  struct Hook {
    let event: Event
    let command: String
  }

  /// All that wait, in the order in which they were set.
  var all: [Hook] = []
  /// What has happened since the last command that hooks could follow.
  var happened: [Event] = []
  /// Whether one runs: what its commands do sets off no other.
  var isRunning = false
}

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
