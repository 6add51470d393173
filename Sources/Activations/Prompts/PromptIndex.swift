public import Files
internal import Formats
internal import Glibc

/// Keeps a model's `prompts.jsonl` up to date while prompts are captured.
///
/// So a run takes no longer where many prompts are there already, and a run that is killed leaves a
/// folder that can be opened. Where the file can't be right, it is made anew from the prompts' folders.
public final class PromptIndex {
  private let store: CaptureStore
  private let model: String
  private let path: String
  private var isOutdated = false

  /// Opens the index of `model`, and writes it anew if it is older than the prompts' folders.
  ///
  /// - Throws: `FormatError` where it can't be written.
  public init(of model: String, in store: CaptureStore) throws {
    (self.store, self.model) = (store, model)
    let folder = store.folder(of: model)
    path = folder + "/prompts.jsonl"
    try makeFolder(folder)
    if store.hasOutdatedPromptIndex(of: model) { _ = try store.updatePromptIndex(of: model) }
    let descriptor = open()
    guard descriptor >= 0 else {
      throw FormatError(
        path: path, problem: systemProblem("can't be written"), isAboutWriting: true)
    }
    close(descriptor)
  }

  /// Adds a prompt, whose files `finish` gives their names.
  ///
  /// From before the files have their names until the line is written, the index counts as older than the folders: a
  /// run that is killed in between leaves one that the next makes anew. One process at a time is in between.
  ///
  /// - Parameter isNew: Whether it had no line when it was begun.
  /// - Throws: What `finish` throws; no line is written then.
  public func add(
    _ prompt: PromptRecord, isNew: Bool, finish: () throws -> Void
  ) throws {
    try store.lockingPromptIndex(of: model) { isHeldElsewhere in
      let descriptor = open()
      defer { if descriptor >= 0 { close(descriptor) } }
      let wasWhole = !isHeldElsewhere && !isMarked(descriptor)
      // Another process may have captured it meanwhile, and the list have been made anew with it.
      let isNew = isNew && !store.hasPrompt(prompt.hash, of: model)
      mark(descriptor)
      var isAdded = false
      // Of the lines that a prompt may have, the old one stays until the end; so does a mark that a killed run left.
      defer {
        if !isAdded || !wasWhole {
          isOutdated = true
          mark(descriptor)
        }
      }
      try finish()
      guard isNew, descriptor >= 0 else { return }
      let line = Array((prompt.fileText + "\n").utf8)
      // In one call, so that lines of several processes stay apart.
      let written = unsafe line.withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      isAdded = written == line.count
    }
  }

  /// Writes the file anew if it does not agree with the prompts' folders.
  ///
  /// - Returns: What was wrong with prompts that it had to pass over.
  /// - Throws: `FormatError` where it can't be written.
  public func finish() throws -> [FormatError] {
    guard isOutdated || store.hasOutdatedPromptIndex(of: model) else { return [] }
    return try store.updatePromptIndex(of: model)
  }

  /// Another process may have put a new file in the place of the one that was there, so it is opened for each prompt.
  private func open() -> Int32 {
    unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
  }

  /// Makes the file older than any folder.
  private func mark(_ descriptor: Int32) {
    _ = unsafe never.withUnsafeBufferPointer { unsafe futimens(descriptor, $0.baseAddress) }
  }

  private func isMarked(_ descriptor: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_mtim.tv_sec == 0
  }
}

/// The time of an index that is to be made anew.
private let never = [timespec(), timespec()]

extension CaptureStore {
  /// Makes the index at `path` older than any folder.
  func markPromptIndexOutdated(_ path: String) {
    _ = unsafe never.withUnsafeBufferPointer { unsafe utimensat(AT_FDCWD, path, $0.baseAddress, 0) }
  }

  /// Runs `body` while no other process is between a prompt's files and its line, or makes the list anew; it is told
  /// whether one is even after five seconds.
  func lockingPromptIndex<Result>(
    of model: String, _ body: (_ isHeldElsewhere: Bool) throws -> Result
  ) rethrows -> Result {
    try lockingFolder(folder(of: model), patience: 5, body)
  }

  /// Whether `prompts.jsonl` of a model is missing, no file, cut off, or older than the last prompt's folder that
  /// was made or removed.
  func hasOutdatedPromptIndex(of model: String) -> Bool {
    let folder = folder(of: model)
    var (index, prompts) = (stat(), stat())
    guard unsafe stat(folder + "/prompts", &prompts) == 0 else { return false }
    guard unsafe stat(folder + "/prompts.jsonl", &index) == 0, index.st_mode & S_IFMT == S_IFREG
    else { return true }
    let (written, changed) = (index.st_mtim, prompts.st_mtim)
    return (written.tv_sec, written.tv_nsec) < (changed.tv_sec, changed.tv_nsec)
      || !endsWithLine(folder + "/prompts.jsonl", length: index.st_size)
  }

  private func endsWithLine(_ path: String, length: off_t) -> Bool {
    guard length > 0 else { return true }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var last: UInt8 = 0
    return unsafe pread(descriptor, &last, 1, length - 1) == 1 && last == UInt8(ascii: "\n")
  }
}
