import Foundation

/// A reader of bytes from anywhere, which must take all of them with a value or an error for a person.
struct FuzzTarget: Sendable {
  /// How an input is changed.
  enum Form: Sendable {
    /// As libFuzzer does by itself.
    case bytes
    /// Field by field too, where the input is JSON.
    case json
  }

  /// What scripts/fuzz calls it.
  let name: String
  var form = Form.bytes
  /// Most bytes of an input.
  var longest = 1 << 16
  /// Inputs to begin with.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Words that inputs are made of.
  var words: @Sendable () throws -> [String] = { [] }
  /// Reads an input; what it throws is looked at by `Fuzzing.check`.
  let read: @Sendable ([UInt8]) throws -> Void

  /// All targets.
  static let all: [FuzzTarget] =
    formats + models + vocabularies + texts + figures + folders + indexes + sessions

  /// Writes an input a file, and the words in libFuzzer's form beside the folder.
  func writeSeeds(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, seed) in try seeds().enumerated() where seed.count <= longest {
      try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(number)"))
    }
    let quoted = Set(try words()).filter { !$0.isEmpty && $0.utf8.count <= 60 }.sorted().map {
      "\"" + $0.utf8.map { String(format: "\\x%02x", $0) }.joined() + "\""
    }
    try Data((quoted.joined(separator: "\n") + "\n").utf8).write(
      to: URL(filePath: folder + ".dict"))
  }
}
