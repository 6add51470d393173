import Language
import Workspace

/// The names, verbs and hooks of a session, a script or a job.
///
/// Whoever asks in a session shares the session's. A script has a scope of its own, which begins with the names around it and
/// ends with the script; so has a job, whose names are handed back.
final class Scope {
  /// Commands that follow what happens.
  struct Hook: Sendable {
    let event: WorkspaceEvent
    let command: String
  }

  /// Values that have names, the last results, and verbs.
  var names: Names
  /// Hooks in the order in which they were set.
  var hooks: [Hook]

  /// A scope that begins with these names and hooks.
  init(names: Names = Names(), hooks: [Hook] = []) {
    (self.names, self.hooks) = (names, hooks)
  }
}

/// Settings that `with` gives to a command and to all that it runs in turn: they lie over the workspace's own.
final class ScopedSettings {
  private var values: [String: String]
  private let outer: ScopedSettings?

  /// These settings, within those of another `with`.
  init(_ values: [String: String], within outer: ScopedSettings? = nil) {
    (self.values, self.outer) = (values, outer)
  }

  /// All of them, the innermost first.
  var all: [String: String] { values.merging(outer?.all ?? [:]) { inner, _ in inner } }

  /// The workspace's settings with these over them.
  func over(_ standing: Settings) -> Settings {
    var settings = outer?.over(standing) ?? standing
    for (name, text) in values { try? settings.set(name, to: text) }
    return settings
  }

  /// Changes the innermost setting of this name.
  ///
  /// - Returns: Whether there is one.
  func change(_ name: String, to text: String) -> Bool {
    if values[name] == nil { return outer?.change(name, to: text) ?? false }
    values[name] = text
    return true
  }
}
