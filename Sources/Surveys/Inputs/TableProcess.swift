internal import CProcess
internal import CPythonWorker
internal import Figures
internal import Files
internal import Foundation
internal import Glibc

/// A Python process that reads a table's texts or writes a table, and what it says: a JSON object a line.
final class TableProcess: ByteSource {
  let path: String
  let count: Int
  private(set) var position = 0
  private let process: plens_process
  private let isCancelled: @Sendable () -> Bool

  /// Starts it with `arguments`, as `tables.py` describes them.
  ///
  /// - Parameters:
  ///   - path: The file that it reads or writes.
  ///   - python: The interpreter.
  ///   - isCancelled: Asked while nothing comes.
  /// - Throws: `FormatError` where there is no such interpreter, or no such file.
  init(
    _ arguments: [String], path: String, python: String,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.path = path
    self.isCancelled = isCancelled
    var status = stat()
    count = unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    var process = plens_process()
    let words = unsafe [python, "-c", String(cString: plens_python_tables())] + arguments
    let problem = unsafe withCStrings(words) { words in
      unsafe plens_process_start(python, words, environ, &process)
    }
    guard problem == 0 else {
      throw FormatError(
        path: path,
        problem:
          "is read by Python, and '\(python)' can't be started: \(unsafe String(cString: strerror(problem))); "
          + "'set python PATH' chooses another")
    }
    self.process = process
  }

  deinit { plens_process_end(process) }

  /// Says which part of the file's rows has come.
  func setPosition(_ share: Double) { position = Int(Double(count) * min(1, share)) }

  /// - Throws: `CancellationError`.
  func next(into chunk: inout [UInt8]) throws -> Bool {
    while true {
      if isCancelled() { throw CancellationError() }
      var wanted = [
        pollfd(fd: process.exchange, events: Int16(POLLIN), revents: 0),
        pollfd(fd: process.messages, events: Int16(POLLIN), revents: 0),
      ]
      _ = unsafe poll(&wanted, nfds_t(wanted.count), 100)
      // What it prints beside is of no interest, but must not fill its pipe.
      if wanted[1].revents & Int16(POLLIN) != 0 { _ = read(process.messages, into: &chunk) }
      let got = read(process.exchange, into: &chunk)
      if got > 0 { return true }
      if got == 0 || errno != EAGAIN && errno != EINTR { return false }
    }
  }

  private func read(_ descriptor: Int32, into chunk: inout [UInt8]) -> Int {
    var got = 0
    chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, used in
      unsafe got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      used = max(0, got)
    }
    return got
  }
}
