internal import CLibEdit
internal import Foundation

/// Buffered results on their way to a descriptor, which may be a pipe that its reader has closed.
///
/// `head` closing its pipe is a request to stop, not a failure: `write` then throws
/// `OutputError.closed`, and the program ends with success.
public final class StandardOutput {
  private let descriptor: Int32
  private let limit: Int
  private var buffer: [UInt8] = []

  /// Whether the reader has closed the pipe.
  public private(set) var isClosed = false

  /// An output on `descriptor`; on a terminal each write goes out at once.
  public init(descriptor: Int32 = 1) {
    self.descriptor = descriptor
    limit = isTerminal(descriptor) ? 0 : 1 << 16
  }

  /// Writes `text`.
  ///
  /// Throws `OutputError`.
  public func write(_ text: String) throws(OutputError) { try write(bytes: text.utf8) }

  /// Writes `bytes`.
  ///
  /// Throws `OutputError`.
  public func write(bytes: some Sequence<UInt8>) throws(OutputError) {
    if isClosed { throw .closed }
    buffer.append(contentsOf: bytes)
    if buffer.count > limit { try flush() }
  }

  /// Writes what is buffered; to be called before another program writes to the same place, and at
  /// the end.
  ///
  /// Throws `OutputError`.
  public func flush() throws(OutputError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    if isClosed { throw .closed }
    switch writeAll(buffer, to: descriptor) {
    case 0: break
    case EPIPE:
      isClosed = true
      throw .closed
    case let code: throw .failed(systemMessage(code))
    }
  }
}

/// Why results could not be written.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  /// The reader wants no more; not a failure.
  case closed
  /// What the system says, such as "No space left on device".
  case failed(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .closed: "the output was closed by its reader"
    case .failed(let reason): "the output can't be written: \(reason)"
    }
  }
}

/// Writes all of `bytes`, waiting where a descriptor is not ready; 0 or an error number.
///
/// - Parameter milliseconds: The longest wait for a descriptor that says at once when it is not ready; -1 for ever.
package func writeAll(
  _ bytes: [UInt8], to descriptor: Int32, waitingAtMost milliseconds: Int32 = -1
) -> Int32 {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      var source = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if unsafe poll(&source, 1, milliseconds) == 0 { return EAGAIN }
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}

/// Writes `text`, whatever comes of it: for what is drawn on a terminal.
func draw(_ text: String, on descriptor: Int32) { _ = writeAll(Array(text.utf8), to: descriptor) }

/// What the system says of error number `code`.
package func systemMessage(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
