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
  func runHooks(in session: inout Session) {
    let happened = session.eventHooks.happened
    session.eventHooks.happened = []
    guard !session.eventHooks.isRunning else { return }
    for event in happened { runHooks(event, in: &session) }
  }

  /// Runs the hooks of an event; what fails in them is told, and nothing more comes of it.
  func runHooks(
    _ event: EventHooks.Event, parameters: [String: Value] = [:], in session: inout Session
  ) {
    guard !session.eventHooks.isRunning else { return }
    session.eventHooks.isRunning = true
    defer {
      session.eventHooks.isRunning = false
      session.eventHooks.happened = []
    }
    for hook in session.eventHooks.all where hook.event == event {
      var inner = Interpreter(parameters: parameters, acceptsPrefix: acceptsPrefix)
      inner.callers = callers
      do {
        try inner.run(SourceText(name: "on \(event)", text: hook.command), in: &session)
      } catch let failure as CommandFailure {
        if !failure.text.isEmpty { session.notice(failure.text) }
      } catch {
        session.notice("\(error)")
      }
    }
  }
}
