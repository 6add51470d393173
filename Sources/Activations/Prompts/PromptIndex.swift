internal import Files
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
  private var descriptor: Int32 = -1
  private var isOutdated = false

  /// Opens the index of `model`, and writes it anew if it is older than the prompts' folders.
  ///
  /// - Throws: `FormatError` where it can't be written.
  public init(of model: String, in store: CaptureStore) throws {
    (self.store, self.model) = (store, model)
    let folder = store.folder(of: model)
    path = folder + "/prompts.jsonl"
    try makeFolder(folder)
    if store.hasOutdatedPromptIndex(of: model) { try store.updatePromptIndex(of: model) }
    descriptor = unsafe open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      throw FormatError(
        path: path, problem: systemProblem("can't be written"), isAboutWriting: true)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a finished prompt.
  ///
  /// - Parameter isNew: Whether it can't have a line yet.
  public func add(_ prompt: PromptRecord, isNew: Bool) {
    guard isNew else {
      // Of the lines that it may have, the old one stays until the end; a run that is killed before leaves a file
      // that is older than the folders, so that the next makes it anew.
      isOutdated = true
      let never = [timespec(), timespec()]
      _ = unsafe never.withUnsafeBufferPointer { unsafe futimens(descriptor, $0.baseAddress) }
      return
    }
    let line = Array((prompt.fileText + "\n").utf8)
    // In one call, so that lines of several processes stay apart.
    let written = unsafe line.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if written != line.count { isOutdated = true }
  }

  /// Writes the file anew if it does not agree with the prompts' folders.
  ///
  /// - Throws: `FormatError` where it can't be written.
  public func finish() throws {
    // Another process may have made it anew, perhaps without what was added here.
    var (own, standing) = (stat(), stat())
    let isSame =
      unsafe fstat(descriptor, &own) == 0 && stat(path, &standing) == 0
      && own.st_ino == standing.st_ino
    guard isOutdated || !isSame || store.hasOutdatedPromptIndex(of: model) else { return }
    try store.updatePromptIndex(of: model)
  }
}

extension CaptureStore {
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
