internal import Foundation

/// The commands of this and earlier sessions, and the file they are kept in.
///
/// The file holds one JSON object a line and only grows: each command is one write to its end, so
/// that sessions side by side keep all lines of all. It is readable by its owner alone. Where it
/// can't be written the history lives in memory, and `problem` says so once.
public final class History {
  /// The file; nil keeps the history in memory.
  public let path: String?

  /// What the prompt offers on Up and search, oldest first, without repetitions.
  public private(set) var recall = Recall()

  /// The commands of this session, oldest first.
  public private(set) var session: [HistoryEntry] = []

  private var isLoaded = false
  private var isWritable = true
  private var problem: String?

  /// A history in `path`, read when first needed.
  public init(path: String?) { self.path = path }

  /// Loads what earlier sessions left, the last `limit` bytes of the file; done once, later calls
  /// do nothing.
  public func load(limit: Int = 1 << 19) {
    if isLoaded { return }
    isLoaded = true
    let typed = recall
    recall = Recall()
    for text in HistoryEntry.texts(in: end(limit: limit)) { recall.add(text) }
    for text in typed.entries { recall.add(text) }
  }

  /// The entries of the file, oldest first.
  public func earlier() -> [HistoryEntry] { HistoryEntry.entries(in: end(limit: .max)) }

  /// The last `limit` bytes of the file, from the start of a line on.
  private func end(limit: Int) -> Data {
    guard let path, let file = FileHandle(forReadingAtPath: path) else { return Data() }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd() else { return Data() }
    let start = size > UInt64(limit) ? size - UInt64(limit) : 0
    guard (try? file.seek(toOffset: start)) != nil, let data = try? file.readToEnd() else {
      return Data()
    }
    if start == 0 { return data }
    let line = data.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.endIndex
    return Data(data[line...])
  }

  /// Keeps `entry`, here and at the end of the file.
  ///
  /// Text that is blank or begins with a space is not kept: the space is how one keeps a line out.
  public func record(_ entry: HistoryEntry) {
    let text = entry.text
    guard let first = text.first, first != " ", text.contains(where: { !$0.isWhitespace }) else {
      return
    }
    session.append(entry)
    recall.add(text)
    guard let path, isWritable else { return }
    do {
      try append(entry.line(), to: path)
    } catch {
      isWritable = false
      problem = "history is kept in memory only: \(error)"
    }
  }

  /// Why the file can't be written, the first time it is asked for; then nil.
  public func takeProblem() -> String? {
    defer { problem = nil }
    return problem
  }

  private func append(_ line: [UInt8], to path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HistoryProblem(path: path, code: errno) }
    defer { close(descriptor) }
    // One call, so that the line is whole beside those of another session.
    let count = unsafe line.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard count == line.count else {
      throw HistoryProblem(path: path, code: count < 0 ? errno : ENOSPC)
    }
  }
}

private struct HistoryProblem: Error, CustomStringConvertible {
  let path: String
  let code: Int32

  var description: String { "\(path): \(systemMessage(code))" }
}
