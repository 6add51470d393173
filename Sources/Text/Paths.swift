public import Foundation

/// The folders of the user's own files, after the XDG Base Directory Specification.
///
/// Nothing is made here, and none of them need be writable.
public struct Paths: Equatable, Sendable {
  /// Settings and the start script: `$XDG_CONFIG_HOME/plens`, else `~/.config/plens`.
  public let config: String
  /// The history: `$XDG_STATE_HOME/plens`, else `~/.local/state/plens`.
  public let state: String
  /// Files that can be made again: `$XDG_CACHE_HOME/plens`, else `~/.cache/plens`.
  public let cache: String
  /// Models: `$XDG_DATA_HOME/plens`, else `~/.local/share/plens`.
  public let data: String
  /// Sockets of this login: `$XDG_RUNTIME_DIR/plens`, else a folder named after the user in the
  /// temporary folder.
  public let runtime: String

  /// The folders for `environment`; relative paths in it are passed over, as the specification has
  /// it.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    home: String = NSHomeDirectory()
  ) {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    func folder(_ name: String, _ fallback: String) -> String {
      let path = environment[name] ?? ""
      let base = path.hasPrefix("/") ? path : home + (home.hasSuffix("/") ? "" : "/") + fallback
      return base + (base.hasSuffix("/") ? "" : "/") + "plens"
    }
    config = folder("XDG_CONFIG_HOME", ".config")
    state = folder("XDG_STATE_HOME", ".local/state")
    cache = folder("XDG_CACHE_HOME", ".cache")
    data = folder("XDG_DATA_HOME", ".local/share")
    func absolute(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    runtime =
      absolute("XDG_RUNTIME_DIR").map { $0 + "/plens" }
      ?? (absolute("TMPDIR") ?? "/tmp") + "/plens-\(geteuid())"
  }

  /// The file of the history.
  public var history: String { state + "/history.jsonl" }

  /// The script run at the start of every interactive session.
  public var startScript: String { config + "/init.plens" }
}
