import Foundation
import Synchronization
import Tensors
import Terminal
import Workspace

/// Watches for the end of standard input, of which nothing is kept.
final class InputEnd: Sendable {
  private let state = Mutex(false)

  /// Starts to read; `onEnd` is called, on another thread, at the end.
  ///
  /// - Throws: `ShellError` where there is no thread for it.
  init(onEnd: @escaping @Sendable () -> Void) throws {
    let problem = SystemThread.start { [self] in
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
        if count == 0 || count < 0 && errno != EINTR { break }
      }
      state.withLock { $0 = true }
      onEnd()
    }
    if let problem { throw ShellError(.failed, "standard input can't be watched: \(problem)") }
  }

  /// Whether the end has come.
  var isReached: Bool { state.withLock { $0 } }
}
