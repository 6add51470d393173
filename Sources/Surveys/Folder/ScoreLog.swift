internal import Files
internal import Formats
internal import Glibc

/// Every text's scores, one row of float32 a text, `[texts, heads * scores]`: what quantiles are read from.
///
/// It only grows at its end, so that a run that was killed leaves whole rows, and at most a part of one behind them.
@safe final class ScoreLog {
  let path: String
  let columns: Int
  private let descriptor: Int32

  /// Opens the file, makes it where it is missing, and cuts it to its first `rows` rows.
  ///
  /// - Throws: `FormatError` where that can't be done, or fewer rows are there.
  init(path: String, columns: Int, rows: Int) throws {
    (self.path, self.columns) = (path, columns)
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o666)
    guard descriptor >= 0 else {
      throw FormatError(
        path: path, problem: systemProblem("cannot be opened"), isAboutWriting: true)
    }
    let wanted = rows * columns * 4
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size >= off_t(wanted) else {
      throw FormatError(path: path, problem: "has fewer rows than the \(rows) that were counted")
    }
    guard ftruncate(descriptor, off_t(wanted)) == 0 else {
      throw FormatError(
        path: path, problem: systemProblem("cannot be cut"), isAboutWriting: true)
    }
  }

  deinit { close(descriptor) }

  /// Adds whole rows; throws `FormatError` where the system doesn't take them.
  func append(_ values: [Float]) throws {
    try unsafe values.withUnsafeBytes { bytes in
      var rest = unsafe bytes[...]
      while unsafe !rest.isEmpty {
        let written = unsafe write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else {
          throw FormatError(
            path: path, problem: systemProblem("cannot be written"), isAboutWriting: true)
        }
        unsafe rest = rest.dropFirst(written)
      }
    }
  }

  /// Calls `body` with each value of the files' rows and its column, in some hundred kilobytes at a time.
  ///
  /// - Parameters:
  ///   - rows: How many rows each file has.
  ///   - checkpoint: Called before each call of `body`; what it throws ends the reading.
  /// - Throws: `FormatError` where one has fewer; what `checkpoint` throws.
  static func forEach(
    _ files: [(path: String, rows: Int)], columns: Int,
    _ checkpoint: () throws -> Void, _ body: (_ rows: UnsafeBufferPointer<Float>) -> Void
  ) throws {
    for (path, rows) in files {
      let (descriptor, count) = try openForReading(path)
      defer { close(descriptor) }
      guard columns == 0 || count / (columns * 4) >= rows else {
        throw FormatError(path: path, problem: "has fewer than \(rows) rows of \(columns) numbers")
      }
      let most = max(1, (1 << 20) / max(columns * 4, 1))
      var chunk = [Float](repeating: 0, count: most * columns)
      var left = rows
      while left > 0 {
        try checkpoint()
        let part = min(left, most)
        try unsafe chunk.withUnsafeMutableBytes { bytes in
          var filled = 0
          while filled < part * columns * 4 {
            let got = unsafe read(
              descriptor, bytes.baseAddress.map { unsafe $0 + filled },
              part * columns * 4 - filled)
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else {
              throw FormatError(path: path, problem: systemProblem("cannot be read"))
            }
            filled += got
          }
        }
        unsafe chunk.withUnsafeBufferPointer {
          unsafe body(UnsafeBufferPointer(rebasing: $0[..<(part * columns)]))
        }
        left -= part
      }
    }
  }
}
