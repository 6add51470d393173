import Foundation
import Synchronization
import Tensors
import Terminal
import Workspace

/// A process that is attached to the session, at its other end.
///
/// What is sent to it waits in memory for a thread of its own, so that one that does not read holds
/// up nobody; a command that gives much more than is read waits for it, up to half a minute.
final class AttachedClient: Sendable {
  /// The process at the other end.
  let process: Int32

  /// Whether it is this process itself, for the page of its server.
  var isPage: Bool { process == getpid() }

  private struct State: Sendable {
    var request: AttachedRequest?
    var queue: [UInt8] = []
    var isGone = false
    var isCancelled = false
    var isRunning = false
    var isToldProgress = false
  }

  private let socket: LocalSocket
  private let state = Mutex(State())
  private let hasBytes = DispatchSemaphore(value: 0)

  /// Bytes that may wait before a command waits for its reader.
  private static let limit = 1 << 25

  init(_ socket: LocalSocket, process: Int32) {
    (self.socket, self.process) = (socket, process)
    if SystemThread.start({ [self] in write() }) != nil { drop() }
  }

  // MARK: For the session's thread

  /// What it wants run, once; nil where it is gone.
  func begin() -> AttachedRequest? {
    state.withLock { state in
      if state.isGone { return nil }
      state.isRunning = true
      state.isToldProgress = state.request?.showsProgress ?? false
      return state.request.take()
    }
  }

  /// Whether it was cancelled, or is gone.
  var isCancelled: Bool { state.withLock { $0.isCancelled || $0.isGone } }

  /// Sends bytes for its standard output or error.
  ///
  /// - Throws: `OutputError.closed` where it is gone.
  func write(_ kind: Frame.Kind, _ bytes: [UInt8]) throws {
    if !bytes.isEmpty { try write(Frame(kind, bytes)) }
  }

  /// Tells how far its command is, if it wants to know.
  func show(progress: String) {
    if state.withLock({ $0.isToldProgress }) { send(Frame(.progress, Array(progress.utf8))) }
  }

  /// Sends a message of a result.
  ///
  /// - Throws: `OutputError.closed` where it is gone.
  func write(_ frame: Frame) throws {
    let end = ContinuousClock.now + .seconds(30)
    while state.withLock({ $0.queue.count > Self.limit && !$0.isGone }) {
      if Interrupt.isRequested || ContinuousClock.now > end { drop() }
      Thread.sleep(forTimeInterval: 0.005)
    }
    if state.withLock({ $0.isGone }) { throw OutputError.closed }
    send(frame)
  }

  /// Ends its request.
  func finish(_ result: AttachedResult) {
    state.withLock { ($0.isRunning, $0.isCancelled) = (false, false) }
    if let frame = try? Frame(.done, encoding: result) { send(frame) }
  }

  // MARK: For threads of its own

  /// Refuses its request.
  func refuse(_ reason: String) {
    send(Frame(.errors, Array("error: \(reason)\n".utf8)))
    finish(
      AttachedResult(
        status: ShellError.Status.failed.rawValue, model: "", failure: .init(message: reason)))
  }

  /// Puts a message in the queue.
  func send(_ frame: Frame) {
    state.withLock { if !$0.isGone { $0.queue += frame.bytes } }
    hasBytes.signal()
  }

  /// Reads its messages until it goes; `onRequest` is called for each that is to be run.
  func read(onRequest: () -> Void) {
    while let frame = Frame(from: socket) {
      switch frame.kind {
      case .request:
        guard var request = frame.value(AttachedRequest.self) else { return drop() }
        guard request.protocol == Frame.version else {
          refuse(
            "this shell speaks version \(Frame.version) of the attach protocol, the client "
              + "\(request.protocol)")
          continue
        }
        for _ in 0..<max(0, request.values) {
          guard let frame = Frame(from: socket), frame.kind == .value,
            let value = GivenValue(frame.payload)
          else { return drop() }
          request.given.append(value)
        }
        // One at a time is what a client asks; another before its end makes no sense.
        let isFree = state.withLock { state in
          defer { state.request = state.request ?? request }
          return state.request == nil && !state.isRunning
        }
        guard isFree else { return drop() }
        state.withLock { $0.isCancelled = false }
        onRequest()
      case .cancel: cancel()
      default: return drop()
      }
    }
    drop()
  }

  /// Asks what it runs, or wants to run, to stop.
  private func cancel() {
    state.withLock { state in
      state.isCancelled = true
      // Under the lock: once its command has ended, nothing of it interrupts what the shell does then.
      if state.isRunning { Interrupt.request() }
    }
  }

  /// Ends the connection; what it runs is cancelled.
  func drop() {
    cancel()
    state.withLock { ($0.isGone, $0.queue) = (true, []) }
    socket.end()
    hasBytes.signal()
  }

  private func write() {
    while true {
      hasBytes.wait()
      let bytes = state.withLock { state in
        defer { state.queue = [] }
        return state.queue
      }
      if !socket.send(bytes) { return drop() }
      if state.withLock({ $0.isGone }) { return }
    }
  }
}
