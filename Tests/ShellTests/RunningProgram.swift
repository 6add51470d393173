import Formats
import Foundation
import TestSupport

/// What the program `plens` did with arguments and input: the real one, built beside the tests.
struct RunningProgram {
  let status: Int32
  let output: String
  let errors: String

  /// Where libraries are, and what a sanitizer is told.
  private static let inherited = ProcessInfo.processInfo.environment.filter {
    ["LD_LIBRARY_PATH", "LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS"].contains($0.key)
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - folder: The current folder; also what the user's own files are looked up under.
  ///   - variables: Added to a small environment.
  init(
    _ arguments: [String] = [], input: String = "", in folder: String,
    variables: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "plens")
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = [
      "HOME": folder, "PATH": "/usr/bin:/bin", "TERM": "dumb", "XDG_RUNTIME_DIR": folder,
    ].merging(Self.inherited) { $1 }.merging(variables) { $1 }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    // Messages are few: they fit the pipe while the output is read.
    output = String(decoding: stdout.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status =
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// The output as JSON.
  func json() throws -> JSON { try JSON(parsing: output) }
}

/// A folder of a test, in which the program is run.
struct ProgramFolder {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String { folder.path }

  func file(_ name: String) -> String { folder.file(name) }

  func run(_ arguments: String..., input: String = "") throws -> RunningProgram {
    try RunningProgram(arguments, input: input, in: folder.path)
  }

  /// Writes a file; its path.
  func write(_ text: String, to name: String) throws -> String {
    let path = folder.file(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}
