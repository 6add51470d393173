import Foundation
import Tensors
import Terminal
import Workspace

/// Hands what a program of the system writes to who runs it and has another terminal or none: a
/// process that is attached to the session, or a job, in its log.
final class OutputRelay: Sendable {
  /// Where the program's standard output and error go.
  let output: Int32
  let errors: Int32

  /// Who runs it.
  enum Reader {
    case client(AttachedClient)
    case job(Job)
  }

  private let reader: Reader
  private let sources: [(descriptor: Int32, kind: Frame.Kind)]
  private let ended = DispatchSemaphore(value: 0)

  /// - Throws: `ShellError` where the system has no pipe left.
  init(to reader: Reader) throws {
    func makePipe() throws -> (read: Int32, write: Int32) {
      var ends: [Int32] = [-1, -1]
      guard unsafe pipe(&ends) == 0 else {
        throw ShellError(.failed, unsafe "no pipe: \(String(cString: strerror(errno)))")
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    let (first, second) = (try makePipe(), try makePipe())
    (output, errors) = (first.write, second.write)
    sources = [(first.read, .output), (second.read, .errors)]
    self.reader = reader
  }

  /// Whether the program is to stop.
  var isCancelled: Bool {
    switch reader {
    case .client(let client): client.isCancelled
    case .job(let job): job.isStopped
    }
  }

  /// Reads, now that the program has its ends of the pipes.
  func start() {
    close(output)
    close(errors)
    for source in sources {
      let problem = SystemThread.start { [self] in
        pass(source.descriptor, source.kind)
        ended.signal()
      }
      if problem != nil {
        // The program learns by its closed pipe that nobody reads.
        close(source.descriptor)
        ended.signal()
      }
    }
  }

  /// Waits until all is handed on that the program has written; what others that it started write
  /// after its end is not waited for long.
  func finish() {
    let end = DispatchTime.now() + .milliseconds(500)
    for _ in sources { _ = ended.wait(timeout: end) }
  }

  private func pass(_ descriptor: Int32, _ kind: Frame.Kind) {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      // A client that is gone reads no more, and the program learns it by its closed pipe.
      guard (try? hand(kind, Array(chunk[..<count]))) != nil else { break }
    }
    close(descriptor)
  }

  private func hand(_ kind: Frame.Kind, _ bytes: [UInt8]) throws {
    switch reader {
    case .client(let client): try client.write(kind, bytes)
    case .job(let job): job.tell(String(decoding: bytes, as: UTF8.self))
    }
  }
}
