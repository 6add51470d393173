internal import CLibEdit

/// Ctrl-C: the user's request to stop what is running.
///
/// The handler only counts; a command asks between layers, prompts and figures, and stops itself.
public enum Interrupt {
  /// Whether Ctrl-C came since `clear()`; a load of one word, from any thread.
  public static var isRequested: Bool { plens_interrupted() }

  /// How often Ctrl-C came since `clear()`; the second means that the user won't wait for a clean
  /// stop.
  public static var count: Int { Int(plens_interrupts()) }

  /// Forgets past requests: a reader does before its prompt, a session before what another process asks for.
  public static func clear() { plens_clear_interrupts() }

  /// Counts one, as Ctrl-C does.
  public static func request() { plens_interrupt() }

  /// Has SIGTERM, by which a scheduler takes a processor back, ask for an end from now on.
  ///
  /// Whoever runs writes what is finished first. A second one ends the process.
  public static func endSoftly() { plens_end_softly() }

  /// Whether SIGTERM came since `endSoftly()`.
  public static var isEndRequested: Bool { plens_is_ending() }

  /// What stopped a run, for its message.
  public static var cause: String { isEndRequested ? "ended by SIGTERM" : "cancelled" }

  /// Installs the signal handlers, once, before any thread is started.
  ///
  /// Ctrl-C counts, SIGPIPE becomes the error EPIPE, and whatever else ends the process first puts
  /// the terminal's modes back. With `interactive` no number of Ctrl-C ends the process; without,
  /// the second one does, as in every program.
  public static func installHandlers(interactive: Bool) {
    _ = plens_install_signals(interactive)
  }
}
