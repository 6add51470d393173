internal import Files
internal import Formats
internal import Foundation
internal import Glibc

/// The folder of one part of a survey, which one process at a time works on.
struct PartFolder: ~Copyable {
  let path: String
  private let lock: FileLock

  var statePath: String { path + "/state.bin" }
  var logPath: String { path + "/scores.f32" }
  private var manifestPath: String { path + "/" + SurveyFolder.manifestName }

  /// Takes the folder at `path`, and makes it where it is missing.
  ///
  /// - Throws: `FormatError` where another process has it.
  init(_ path: String) throws {
    self.path = path
    try makeFolder(path)
    let tries = Tries(2)
    guard let lock = try FileLock(path: path + "/lock", isCancelled: { tries.isOver }) else {
      throw FormatError(path: path, problem: "another process is at this part of the survey")
    }
    self.lock = lock
  }

  /// What the last run of the part has said of itself; nil while it is not done.
  func manifest() throws -> JSON? {
    fileExists(manifestPath) ? try JSON.load(path: manifestPath) : nil
  }

  /// What was counted before; nothing where files had failed, since they may be whole now.
  func state(_ settings: SurveySettings) throws -> PartState {
    guard fileExists(statePath) else { return PartState(settings) }
    let state = try PartState(path: statePath, settings)
    return state.reading.failures.isEmpty ? state : PartState(settings)
  }

  /// Saves what is counted, whole or not at all.
  func save(_ state: inout PartState, _ settings: SurveySettings) throws {
    state.forgetUnshown()
    try writeAtomically(state.bytes(settings), to: statePath)
  }

  /// Says that the part is done.
  func finish(
    _ state: PartState, _ settings: SurveySettings, _ shard: Shard, _ files: SurveyFiles,
    version: String
  ) throws {
    let manifest: JSONObject = [
      "version": .string(version), "shard": .string(shard.description),
      "settings": .object(settings.json),
      "texts": .integer(state.texts), "windows": .integer(state.windows),
      "tokens": .integer(state.tokens), "tokens_left_out": .integer(state.lost),
      "bad_lines": .integer(state.reading.bad),
      "bad": .array(state.reading.problems.map { .string($0) }),
      "files": .array(files.paths.map { .string($0.path) }), "bytes": .integer(files.byteCount),
    ]
    try writeAtomically((JSON.object(manifest).text + "\n").utf8, to: manifestPath)
  }

  private final class Tries {
    private var left: Int
    init(_ count: Int) { left = count }
    var isOver: Bool {
      left -= 1
      return left < 0
    }
  }
}
