public import Foundation
internal import Synchronization
internal import Text

/// A bar on stderr: label, share done, rate and the time left.
///
/// It appears only when stderr is a terminal and the work takes longer than half a second, changes
/// at most ten times a second, and is gone when the work ends. May be told from any thread.
public final class Progress: Sendable {
  private struct State {
    var label: String
    var done: Int
    var total: Int
    var isShown = false
    var isFinished = false
    var drawn: Duration?
  }

  private let state: Mutex<State>
  private let columns: @Sendable () -> Int
  private let now: @Sendable () -> Duration
  private let output: @Sendable (String) -> Void
  private let isEnabled: Bool
  private let start: Duration

  /// Progress of `total` steps on stderr; silent where that is no terminal or `TERM` is `dumb`.
  public convenience init(
    _ label: String, total: Int,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let terminal = environment["TERM"] ?? ""
    let clock = ContinuousClock()
    let origin = clock.now
    self.init(
      label, total: total, isEnabled: isTerminal(2) && !terminal.isEmpty && terminal != "dumb",
      columns: { TerminalSize(of: 2).columns }, now: { clock.now - origin },
      output: { Terminal.draw($0, on: 2) })
  }

  /// A bar whose text is given to `show`, for work that has no place on the screen.
  public convenience init(
    _ label: String, total: Int, show: @escaping @Sendable (String) -> Void
  ) {
    let clock = ContinuousClock()
    let origin = clock.now
    self.init(
      label, total: total, isEnabled: true, columns: { 60 }, now: { clock.now - origin },
      output: { show($0.filter { $0 != "\r" }.replacing("\u{1B}[K", with: "")) })
  }

  /// A bar with its width, clock and output given.
  package init(
    _ label: String, total: Int, isEnabled: Bool, columns: @escaping @Sendable () -> Int,
    now: @escaping @Sendable () -> Duration, output: @escaping @Sendable (String) -> Void
  ) {
    state = Mutex(State(label: label, done: 0, total: total))
    self.isEnabled = isEnabled
    self.columns = columns
    self.now = now
    self.output = output
    start = now()
  }

  deinit { finish() }

  /// Says that `done` steps of the total are done, with a new label where the work has stages.
  public func update(done: Int, label: String? = nil) {
    change { state in
      state.done = done
      state.label = label ?? state.label
    }
  }

  /// Says that `steps` more are done.
  public func advance(by steps: Int = 1) { change { $0.done += steps } }

  /// Removes the bar; later updates show nothing.
  public func finish() {
    state.withLock { state in
      if state.isShown { output("\r\u{1B}[K") }
      state.isShown = false
      state.isFinished = true
    }
  }

  private func change(_ body: (inout State) -> Void) {
    guard isEnabled else { return }
    state.withLock { state in
      body(&state)
      let time = now()
      guard !state.isFinished, time - start >= .milliseconds(500) else { return }
      if let drawn = state.drawn, time - drawn < .milliseconds(100) { return }
      state.drawn = time
      state.isShown = true
      let text = Progress.text(
        label: state.label, done: state.done, total: state.total, elapsed: time - start,
        columns: columns())
      output("\r" + text + "\u{1B}[K")
    }
  }

  /// The bar as text of fewer than `columns` cells, so that it never wraps.
  package static func text(
    label: String, done: Int, total: Int, elapsed: Duration, columns: Int
  ) -> String {
    let done = min(max(0, done), max(0, total))
    let seconds = elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    var tail = " \(done)/\(total)"
    if rate > 0 {
      tail += rate >= 10 ? "  \(Int(min(rate, 1e9)))/s" : String(format: "  %.1f/s", rate)
      if done < total { tail += "  \(durationText(Double(total - done) / rate)) left" }
    }
    let room = columns - 1 - displayWidth(of: label) - displayWidth(of: tail) - 3
    guard room >= 10, total > 0 else { return (label + tail).truncated(toWidth: columns - 1) }
    let width = min(30, room)
    let filled = done * width / total
    let (full, empty) = TextLocale.isUTF8 ? ("█", "░") : ("#", ".")
    let bar =
      String(repeating: full, count: filled) + String(repeating: empty, count: width - filled)
    return label + " " + bar + tail
  }
}
