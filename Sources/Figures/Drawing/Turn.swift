internal import Synchronization

/// Lets functions that are of no use on several threads draw one at a time.
final class Turn: Sendable {
  private let turn = Mutex(())

  /// Runs `body`, alone unless it may run beside others.
  func take<Result: Sendable>(unless isParallel: Bool, _ body: () throws -> Result) rethrows
    -> Result
  {
    if isParallel { return try body() }
    return try turn.withLock { _ in try body() }
  }
}
