import CLibEdit
import Foundation
import Synchronization

/// A pseudo-terminal whose keys the test types and whose screen it reads.
final class PseudoTerminal: Sendable {
  /// The side that a program reads and writes.
  let terminal: Int32
  private let keyboard: Int32
  private let shown = Mutex<[UInt8]>([])

  /// A terminal of 80 x 24.
  init() throws {
    var keyboard: Int32 = -1
    var terminal: Int32 = -1
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe openpty(&keyboard, &terminal, nil, nil, &size) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    (self.keyboard, self.terminal) = (keyboard, terminal)
    Thread.detachNewThread { [self] in collect() }
  }

  /// Types `keys` from another thread once the `count`-th prompt is there: before that the system
  /// would take some of them for its own line editing.
  func type(_ keys: String, atPrompt count: Int) {
    Thread.detachNewThread { [self] in
      wait { $0.components(separatedBy: "\u{1B}[?2004h> ").count > count }
      type(keys)
    }
  }

  /// Types `keys` now.
  func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    unsafe _ = bytes.withUnsafeBytes { unsafe write(keyboard, $0.baseAddress, $0.count) }
  }

  /// What the program has written.
  var screen: String { shown.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Waits until `isShown` holds of what the program has written, for 5 seconds at most.
  func wait(until isShown: (String) -> Bool) {
    for _ in 0..<5000 {
      if isShown(screen) { return }
      usleep(1000)
    }
  }

  private func collect() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(keyboard, $0.baseAddress, $0.count)
      }
      if count <= 0 { return }
      shown.withLock { $0 += chunk[..<count] }
    }
  }
}
