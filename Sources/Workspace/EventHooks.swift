/// Commands that run by themselves when something has happened.
package struct EventHooks {
  /// What may happen.
  package enum Event: String, CaseIterable {
    /// `capture` has run prompts; `_` is what it gave.
    case captured
    /// A model was loaded.
    case loaded
    /// A command failed; `$error` is the message.
    case error
  }

  /// A command and what it waits for.
  package struct Hook {
    package let event: Event
    package let command: String

    /// A command that follows an event.
    package init(event: Event, command: String) {
      self.event = event
      self.command = command
    }
  }

  /// All that wait, in the order in which they were set.
  package var all: [Hook] = []
  /// What has happened since the last command that hooks could follow.
  package var happened: [Event] = []
  /// Whether one runs: what its commands do sets off no other.
  package var isRunning = false

  /// No hooks.
  package init() {}
}
