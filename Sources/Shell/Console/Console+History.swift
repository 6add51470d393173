import Files
import Foundation
import Tensors
import Terminal
import Workspace

extension Console {
  /// Keeps commands that have run: in the history, and where they succeeded in the log.
  ///
  /// - Parameter entry: The commands as they were known when they began.
  func keep(
    _ entry: HistoryEntry, since start: ContinuousClock.Instant, status: ShellError.Status
  ) {
    if status == .success, let log { keep(entry.script ?? entry.text, in: log) }
    guard let history else { return }
    var entry = entry
    entry.status = Int(status.rawValue)
    entry.ms = Int((ContinuousClock.now - start) / .milliseconds(1))
    history.record(entry)
    if let problem = history.takeProblem() { notice(problem) }
  }

  /// Adds a command that succeeded to the log.
  private func keep(_ text: String, in log: String) {
    guard !text.hasPrefix("log "), !text.hasPrefix(" ") else { return }
    do {
      try writeAtomically((text + "\n").utf8, to: log, appends: true) { Interrupt.isRequested }
    } catch {
      notice(
        "\(error is CancellationError ? "\(log): cancelled" : "\(error)"): the log ends here")
      self.log = nil
    }
  }
}
