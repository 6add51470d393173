/// The commands of this and earlier sessions, and the file they are kept in.
///
/// The file holds one JSON object a line and grows by one write to its end for each command, so that
/// sessions side by side keep all lines of all. It is readable by its owner alone. Where it can't be
/// written the history lives in memory, and `problem` says so once.
public final class History {
  /// The file; nil keeps the history in memory.
  public let path: String?

  /// The texts that Up and search offer, oldest first, without repetitions.
  public private(set) var recall = Recall()

  /// The commands of this session, oldest first.
  public private(set) var session: [HistoryEntry] = []

  private var isLoaded = false
  private var isWritable = true
  /// Whether the command that runs has named what is to be forgotten, and is not kept itself.
  private var hasForgotten = false
  private var problem: String?
  /// Where the command that runs stands in the file.
  private var begun: HistoryFile.Place?

  /// A history in `path`, read when first needed; in memory where that is `/dev/null`.
  public init(path: String?) {
    self.path = path.flatMap { HistoryFile(path: $0).isNull ? nil : $0 }
  }

  /// Loads what earlier sessions left, the last `limit` bytes of the file, not counting what is very
  /// long; done once, later calls do nothing.
  public func load(limit: Int = 1 << 19) {
    if isLoaded { return }
    isLoaded = true
    let typed = recall
    recall = Recall()
    guard let path else {
      recall = typed
      return
    }
    for text in HistoryEntry.texts(in: HistoryFile(path: path).end(limit: limit)) {
      recall.add(text)
    }
    for text in typed.entries { recall.add(text) }
  }

  /// The entries of the file, oldest first.
  public func earlier() -> [HistoryEntry] {
    path.map { HistoryEntry.entries(in: HistoryFile(path: $0).end(limit: .max)) } ?? []
  }

  /// Forgets commands in the session, in the file and in what Up offers.
  ///
  /// - Returns: How many there were, repetitions counted.
  /// - Throws: An error that says why the file can't be written.
  public func forget(where isForgotten: (String) -> Bool) throws -> Int {
    load()
    hasForgotten = true
    var count = 0
    if let path {
      count = try HistoryFile(path: path).keep { !isForgotten($0) }
    } else {
      count = session.count { isForgotten($0.text) }
    }
    session.removeAll { isForgotten($0.text) }
    var kept = Recall()
    for text in recall.entries where !isForgotten(text) { kept.add(text) }
    recall = kept
    return count
  }

  /// Writes a command to the file before it runs, with the status `HistoryEntry.unfinished`, so
  /// that it is kept even if the process is killed.
  public func begin(_ entry: HistoryEntry) {
    // A command about the history may ask that itself be forgotten.
    guard isKept(entry.text), !entry.text.hasPrefix("h"), let path, isWritable else { return }
    begun = try? HistoryFile(path: path).append(entry.line(leavesRoom: true))
  }

  private func isKept(_ text: String) -> Bool {
    text.first != " " && text.contains { !$0.isWhitespace }
  }

  /// Keeps `entry`, here and in the file: in the place of what `begin` wrote, or else at its end.
  ///
  /// Text that is blank or begins with a space is not kept: the space is how one keeps a line out.
  public func record(_ entry: HistoryEntry) {
    let text = entry.text
    let place = begun
    begun = nil
    guard isKept(text) else { return }
    if hasForgotten {
      hasForgotten = false
      return
    }
    session.append(entry)
    recall.add(text)
    guard let path, isWritable else { return }
    do {
      let file = HistoryFile(path: path)
      if let place {
        try file.replace(place, by: entry.line(leavesRoom: true))
      } else {
        try file.append(entry.line())
      }
    } catch {
      isWritable = false
      problem = "history is kept in memory only: \(error)"
    }
  }

  /// Why the file can't be written; nil if it can, or if this was told before.
  public func takeProblem() -> String? {
    defer { problem = nil }
    return problem
  }
}
