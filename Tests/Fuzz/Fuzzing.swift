import Activations
import Causal
import ChatTemplates
import Files
import Formats
import Foundation
import Language
import Pictures
import Scripts
import Transformers

@testable import Figures
@testable import Shell
@testable import Tokenizers
@testable import Viewer
@testable import Workspace

/// What all targets share: the one that runs, a folder for its files, and what an error must be like.
enum Fuzzing {
  /// The target that runs.
  nonisolated(unsafe) static var current: FuzzTarget?  // safe: set once, before anything runs

  /// How many parts of inputs were read, and how many errors others were refused with.
  nonisolated(unsafe) static var counts = (read: 0, refused: 0)  // safe: inputs are read one by one

  /// A folder in memory, where the system has such, which scripts/fuzz names and removes.
  static let folder: String = {
    let named = ProcessInfo.processInfo.environment["PLENS_FUZZ_FOLDER"]
    let path = named ?? NSTemporaryDirectory() + "plens-fuzz"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }()

  /// Reads an input.
  static func run(_ bytes: [UInt8]) {
    do {
      try unsafe current?.read(bytes)
    } catch {
      check(error)
    }
  }

  /// Ends the program where an error is none that a person is told in a few lines.
  static func check(_ error: any Error) {
    unsafe counts.refused += 1
    let isKnown =
      error is FormatError || error is JSONError || error is ModelError || error is TokenizerError
      || error is ChatTemplateError || error is CausalError || error is ScriptError
      || error is FigureError || error is ShellError || error is LanguageError
      || error is PromptError || error is SelectionError || error is CaptureSetError
      || error is CommandFailure || error is RequestProblem || error is RegularExpressionError
    let text = "\(error)"
    guard isKnown else { fatalError("an error that is nobody's: \(type(of: error)) \(text)") }
    // The shell shortens the others where it writes them.
    let isWrittenAsItIs =
      error is FormatError || error is ModelError || error is TokenizerError
      || error is RequestProblem
    guard !text.isEmpty || error is CommandFailure, !isWrittenAsItIs || text.count < 80 * 24 else {
      fatalError("an error of \(text.count) characters: \(text.prefix(400))")
    }
  }

  /// Calls `body`, whose errors are as an input's own.
  static func tells(_ body: () throws -> Void) {
    do {
      try body()
      unsafe counts.read += 1
    } catch {
      check(error)
    }
  }

  /// Ends the program where `holds` is false.
  static func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError(what()) }
  }

  /// Writes `bytes` to a file of the folder, over what was there, and says where that is.
  ///
  /// - Parameter zeros: So many more bytes, all zero.
  static func file(_ name: String, _ bytes: [UInt8], zeros: Int = 0) -> String {
    let path = folder + "/" + name
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { fatalError("\(path) can't be written") }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { fatalError("\(path) can't be written") }
      written += count
    }
    if zeros > 0 { _ = ftruncate(descriptor, off_t(bytes.count + zeros)) }
    return path
  }

  /// A folder of `files` alone.
  static func folder(_ name: String, _ files: [(name: String, bytes: [UInt8])]) -> String {
    let path = folder + "/" + name
    try? FileManager.default.removeItem(atPath: path)
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (file, bytes) in files {
      if let slash = file.lastIndex(of: "/") {
        try? FileManager.default.createDirectory(
          atPath: path + "/" + file[..<slash], withIntermediateDirectories: true)
      }
      _ = Self.file(name + "/" + file, bytes)
    }
    return path
  }

  /// Waits for what is asynchronous.
  static func wait<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result? {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result?  // safe: written before the signal, read behind it
    Task.detached {
      unsafe result = await body()
      done.signal()
    }
    done.wait()
    return unsafe result
  }
}
