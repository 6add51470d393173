internal import Dispatch
internal import Synchronization

/// Lets a thread wait until a server in a task is ready, and until it has ended.
final class StartOutcome: Sendable {
  private struct State {
    var port: Result<Int, ViewerError>?
    var isFinished = false
  }

  private let state = Mutex(State())
  private let started = DispatchSemaphore(value: 0)
  private let ended = DispatchGroup()

  init() { ended.enter() }

  /// Says how the start went; the first word counts.
  func set(_ port: Result<Int, ViewerError>) {
    let isFirst = state.withLock { state in
      guard state.port == nil else { return false }
      state.port = port
      return true
    }
    if isFirst { started.signal() }
  }

  /// Says that the task has ended; called once.
  func finish() {
    state.withLock { $0.isFinished = true }
    ended.leave()
  }

  /// Waits for the port that is listened on.
  func port() throws -> Int {
    started.wait()
    guard let port = state.withLock({ $0.port }) else { throw ViewerError("nothing was started") }
    return try port.get()
  }

  /// Whether the task has ended.
  var isFinished: Bool { state.withLock { $0.isFinished } }

  /// Waits for the task's end.
  func wait(seconds: Double) { _ = ended.wait(timeout: .now() + seconds) }
}
