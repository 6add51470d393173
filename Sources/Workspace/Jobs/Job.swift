import Synchronization
import Text

/// A command that runs beside the prompt, or a server that it started.
package final class Job: Sendable {
  /// Whether it still runs, or how it ended.
  package enum State: Equatable, Sendable {
    case running
    case done
    case failed
    case stopped
  }

  /// What a job made, and how it ended.
  package struct Ending: Sendable {
    package let workspace: Workspace?
    package let names: Names
    package let state: State

    /// Makes an ending; without a workspace nothing is taken over.
    package init(workspace: Workspace?, names: Names = Names(), state: State) {
      (self.workspace, self.names, self.state) = (workspace, names, state)
    }
  }

  /// The number that `%1` means.
  package let number: Int
  /// The command as it was typed.
  package let command: String
  /// Whether it is a server, which does not end by itself.
  package let isServer: Bool
  /// When it was started.
  package let start = ContinuousClock.now

  private struct Shared: Sendable {
    var state = State.running
    var seconds: Double?
    var isStopped = false
    var log = ""
    var progress = ""
    var ending: Ending?
    var isReported = false
    var hasLongResult = false
  }

  private let shared = Mutex(Shared())
  private let onStop: @Sendable () -> Void

  /// Makes a job that has not started.
  ///
  /// - Parameter onStop: What `stop` does beside asking.
  package init(
    _ number: Int, _ command: String, isServer: Bool = false,
    onStop: @escaping @Sendable () -> Void = {}
  ) {
    (self.number, self.command, self.isServer) = (number, command, isServer)
    self.onStop = onStop
  }

  /// Whether it still runs, or how it ended.
  package var state: State { shared.withLock { $0.state } }

  /// Whether it was asked to stop; its commands check this as others check for Ctrl-C.
  package var isStopped: Bool { shared.withLock { $0.isStopped } }

  /// All that it has written so far.
  package var log: String { shared.withLock { $0.log } }

  /// The text of its progress bar.
  package var progress: String { shared.withLock { $0.progress } }

  /// How many seconds it has run.
  package var seconds: Double {
    shared.withLock { $0.seconds } ?? (ContinuousClock.now - start) / .seconds(1)
  }

  /// Asks it to stop.
  package func stop() {
    shared.withLock { $0.isStopped = true }
    onStop()
    // A server has no thread of a job that would say so.
    if isServer { end(Ending(workspace: nil, state: .stopped)) }
  }

  /// Adds text to its log.
  package func tell(_ text: String) { shared.withLock { $0.log += text } }

  /// Sets the text of its progress bar.
  package func show(progress: String) { shared.withLock { $0.progress = progress } }

  /// Marks it as ended, with what it made.
  package func end(_ ending: Ending) {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    shared.withLock { shared in
      (shared.state, shared.ending) = (ending.state, ending)
      (shared.seconds, shared.progress) = (seconds, "")
    }
  }

  /// Adds its result to its log.
  package func tell(result: String) {
    let lines = result.split(separator: "\n").count
    shared.withLock { shared in
      shared.log += result
      shared.hasLongResult = lines > 1
    }
  }

  private var hasLongResult: Bool { shared.withLock { $0.hasLongResult } }

  /// What it made; nil when it was taken before.
  package func takeEnding() -> Ending? { shared.withLock { $0.ending.take() } }

  /// Whether its failure is still to be reported; true only the first time.
  package func report() -> Bool {
    shared.withLock { shared in
      defer { shared.isReported = true }
      return !shared.isReported
    }
  }

  /// One line about how it ended: the last line of its log, or its command where the log is long.
  package var summary: String {
    // A message's line and caret, indented, say where and not what.
    let lines = log.split(separator: "\n").filter { !$0.hasPrefix("  ") }
    let error = state == .failed ? lines.last { $0.contains("error:") } : nil
    let words = error ?? (hasLongResult && state == .done ? nil : lines.last)
    let last =
      words.map(String.init)
      ?? command + (hasLongResult ? ": 'jobs --log %\(number)' shows the result" : "")
    let word =
      switch state {
      case .running: "running"
      case .done: "done"
      case .failed: "failed"
      case .stopped: "stopped"
      }
    return "[\(number)] \(word): \(last), \(durationText(seconds))"
  }
}
