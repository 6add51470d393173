/// The events after which hooks run (`on captured ...`).
package enum WorkspaceEvent: String, CaseIterable, Sendable {
  /// `capture` has run prompts; `_` is what it gave.
  case captured
  /// A model was loaded.
  case loaded
  /// A command failed; `$error` is the message.
  case error
}
