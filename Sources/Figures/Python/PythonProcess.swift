internal import CProcess
internal import CPythonWorker
internal import Formats
internal import Foundation
internal import Synchronization

/// A Python process and the messages that are exchanged with it, as `worker.py` describes them.
///
/// Only one thread at a time may exchange; the process ends with this value.
final class PythonProcess: Sendable {
  /// Why there is no reply; the process is of no more use then.
  enum Failure: Error {
    case ended(status: Int32)
    case timedOut
    case cancelled
    /// What came is no answer to what was asked.
    case confused
  }

  private let process: plens_process
  private let interrupts: @Sendable () -> Int
  private let output = Mutex<[UInt8]>([])
  private let status = Mutex<Int32?>(nil)
  private let requests = Atomic(0)

  /// Starts `python -c worker`.
  ///
  /// - Throws: `PythonError` where there is no such program.
  init(python: String, interrupts: @escaping @Sendable () -> Int) throws {
    var environment = ProcessInfo.processInfo.environment
    environment["MPLBACKEND"] = "Agg"
    // There is a process for each core already.
    for library in ["OPENBLAS", "OMP", "MKL"] {
      environment[library + "_NUM_THREADS", default: "1"] += ""
    }
    var process = plens_process()
    let problem = unsafe withCStrings([python, "-c", String(cString: plens_python_worker())]) {
      arguments in
      unsafe withCStrings(environment.map { "\($0)=\($1)" }) { environment in
        unsafe plens_process_start(python, arguments, environment, &process)
      }
    }
    guard problem == 0 else {
      throw PythonError(
        "'\(python)' can't be started as a Python interpreter: "
          + "\(unsafe String(cString: strerror(problem))); 'set python PATH' chooses another")
    }
    (self.process, self.interrupts) = (process, interrupts)
  }

  deinit { _ = end() }

  /// Whether it still runs and was not found unusable.
  var isRunning: Bool {
    guard status.withLock({ $0 == nil }) else { return false }
    var wanted = pollfd(fd: process.exchange, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wanted, 1, 0) == 0
  }

  /// Ends it and those that it started; returns its status as `waitpid` does.
  @discardableResult func end() -> Int32 {
    status.withLock { status in
      let ended = status ?? plens_process_end(process)
      status = ended
      return ended
    }
  }

  /// Takes what it wrote to its standard output and error.
  func takeOutput() -> String {
    output.withLock { bytes in
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Sends a request and waits for its reply; on failure the process is ended.
  func exchange(_ header: JSON, _ payload: [UInt8], limit: Duration) throws(Failure)
    -> (header: JSON, payload: [UInt8])
  {
    let number = requests.add(1, ordering: .relaxed).newValue
    var fields = header.objectValue ?? [:]
    fields["number"] = .integer(number)
    let request = PythonMessage.encoded(.object(fields), payload)
    var reply = PythonMessage()
    var sent = 0
    let start = ContinuousClock.now
    // The process watches the limit itself and says where it was; this is for one that is stuck.
    var deadline = start + limit + .seconds(1)
    let before = interrupts()
    var isCancelled = false
    var hasOutput = true
    while !reply.isComplete {
      wait(toWrite: sent < request.count, forOutput: hasOutput)
      hasOutput = readOutput()
      guard send(request, &sent), try receive(&reply) else {
        readOutput()
        waitForEnd()
        let status = end()
        throw ContinuousClock.now - start >= limit ? .timedOut : .ended(status: status)
      }
      if !isCancelled, interrupts() > before {
        // What is nearly done is let through, which is cheaper than a new process.
        (isCancelled, deadline) = (true, min(deadline, ContinuousClock.now + .milliseconds(200)))
      }
      if !reply.isComplete, ContinuousClock.now > deadline {
        end()
        throw isCancelled ? .cancelled : .timedOut
      }
    }
    readOutput()
    // Code that writes to the socket must not have its words, or those of the figure before, taken for this one's.
    guard let header = try? JSON(parsing: reply.header), header["number"] == .integer(number) else {
      end()
      throw .confused
    }
    return (header, Array(reply.payload))
  }

  /// Returns when there is something to read or write, or the process ended, or after 50 ms.
  private func wait(toWrite: Bool, forOutput: Bool) {
    let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
    var wanted = [
      pollfd(fd: process.exchange, events: events, revents: 0),
      pollfd(fd: forOutput ? process.messages : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: process.ended, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&wanted, nfds_t(wanted.count), 50)
  }

  /// Gives a process that has closed its end a second to end by itself: its own status says why, one that it is ended
  /// with doesn't.
  private func waitForEnd() {
    var byte: UInt8 = 0
    let count = unsafe recv(process.exchange, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    guard process.ended >= 0, count == 0 || (count < 0 && errno == ECONNRESET) else { return }
    var wanted = pollfd(fd: process.ended, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&wanted, 1, 1_000)
  }

  /// Sends as much as fits; false once the process has ended.
  private func send(_ request: [UInt8], _ sent: inout Int) -> Bool {
    while sent < request.count {
      let count = unsafe request.withUnsafeBytes { bytes in
        unsafe Glibc.send(
          process.exchange, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
      sent += count
    }
    return true
  }

  /// Reads what is there; false once the process has ended and all is read.
  private func receive(_ reply: inout PythonMessage) throws(Failure) -> Bool {
    while !reply.isComplete {
      let (bytes, isOpen) = read(process.exchange)
      guard reply.append(bytes) else {
        end()
        throw .confused
      }
      guard isOpen || reply.isComplete else { return false }
      if bytes.isEmpty { return !hasEnded || reply.isComplete }
    }
    return true
  }

  /// Whether the process itself has ended; one that it started may still hold its descriptors.
  private var hasEnded: Bool {
    guard process.ended >= 0 else { return false }
    var wanted = pollfd(fd: process.ended, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wanted, 1, 0) == 1
  }

  /// Keeps what was written, of a flood the beginning; false once nobody can write any more.
  @discardableResult private func readOutput() -> Bool {
    while true {
      let (bytes, isOpen) = read(process.messages)
      if bytes.isEmpty { return isOpen }
      output.withLock { if $0.count < 1 << 20 { $0 += bytes } }
    }
  }

  /// Up to 64 KB that can be read at once; whether there may be more to come.
  private func read(_ descriptor: Int32) -> (bytes: [UInt8], isOpen: Bool) {
    var count = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, used in
      unsafe count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      used = max(count, 0)
    }
    return (bytes, count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)))
  }
}
