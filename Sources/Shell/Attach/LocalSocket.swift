internal import CSockets
internal import Foundation
internal import Terminal

/// A Unix socket between two processes of one user: a connection, or one that listens.
package final class LocalSocket: Sendable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Makes a folder for sockets that nobody but this user can enter.
  ///
  /// - Throws: `LocalSocketError` where that can't be, or the folder is another user's.
  package static func prepareFolder(_ path: String) throws(LocalSocketError) {
    guard unsafe plens_private_folder(path) == 0 else { throw LocalSocketError(path, errno) }
  }

  /// Listens at `path` for connections of this user's processes.
  ///
  /// - Throws: `LocalSocketError`.
  package static func listening(at path: String) throws(LocalSocketError) -> LocalSocket {
    let descriptor = unsafe plens_listen(path)
    guard descriptor >= 0 else { throw LocalSocketError(path, errno) }
    return LocalSocket(descriptor)
  }

  /// Connects to the process that listens at `path`.
  ///
  /// - Throws: `LocalSocketError`.
  package static func connected(to path: String) throws(LocalSocketError) -> LocalSocket {
    let descriptor = unsafe plens_connect(path)
    guard descriptor >= 0 else { throw LocalSocketError(path, errno) }
    return LocalSocket(descriptor)
  }

  /// Waits for the next connection; nil once the socket is closed.
  package func accept() -> LocalSocket? {
    let connection = plens_accept(descriptor)
    return connection < 0 ? nil : LocalSocket(connection)
  }

  /// The user and the process at the other end.
  package var peer: (user: UInt32, process: Int32)? {
    var user: uid_t = 0
    var process: pid_t = 0
    return unsafe plens_socket_peer(descriptor, &user, &process) ? (user, process) : nil
  }

  /// Sends all of `bytes`; false where the other end is gone.
  package func send(_ bytes: [UInt8]) -> Bool { writeAll(bytes, to: descriptor) == 0 }

  /// Reads `count` bytes; nil at the end, or once `isCancelled` says so.
  package func receive(_ count: Int, isCancelled: (() -> Bool)? = nil) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(count, 1 << 20))
    var chunk = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 16))
    while bytes.count < count {
      if let isCancelled {
        while !isReady(within: 100) { if isCancelled() { return nil } }
      }
      let wanted = min(chunk.count, count - bytes.count)
      let got = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, wanted)
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return nil }
      bytes += chunk[..<got]
    }
    return bytes
  }

  /// Whether the process at the other end was stopped, as by Ctrl-Z, and answers nobody.
  package var isPeerStopped: Bool {
    guard let process = peer?.process,
      let file = FileManager.default.contents(atPath: "/proc/\(process)/stat")
    else { return false }
    // "PID (NAME) STATE ...", where NAME may hold anything.
    return String(decoding: file, as: UTF8.self).split(separator: ")").last?.hasPrefix(" T")
      ?? false
  }

  /// Waits so many milliseconds for data, or for the other end to close.
  package func isReady(within milliseconds: Int32) -> Bool {
    plens_socket_ready(descriptor, milliseconds)
  }

  /// Closes the connection, or stops listening, in all threads that use it.
  package func end() { plens_socket_end(descriptor) }
}

/// Why there is no connection: one sentence.
package struct LocalSocketError: Error, CustomStringConvertible {
  /// Whether the socket is left over: nobody listens any more.
  package let isStale: Bool
  /// Whether the path is taken.
  package let isTaken: Bool
  /// Whether the listener accepts no more connections.
  package let isBusy: Bool
  /// The sentence.
  package let description: String

  init(_ path: String, _ code: Int32) {
    isStale = code == ECONNREFUSED
    isTaken = code == EADDRINUSE
    isBusy = code == EAGAIN
    description = "\(path): \(systemMessage(code))"
  }
}
