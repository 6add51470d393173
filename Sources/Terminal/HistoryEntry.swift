public import Foundation

/// One command that was run: a line of the history file.
public struct HistoryEntry: Equatable, Sendable, Codable {
  /// When it began, UTC, to the second.
  public var time: Date
  /// The folder it ran in.
  public var cwd: String
  /// The status of a command that runs, or whose shell ended before it did.
  public static let unfinished = -1

  /// Its exit status.
  public var status: Int
  /// How many milliseconds it took.
  public var ms: Int
  /// What was typed, newlines and all.
  public var text: String
  /// The command as a script can run it, where that differs from what was typed, as with shortened
  /// names.
  public var script: String?

  /// An entry with these fields.
  public init(
    time: Date, cwd: String, status: Int, ms: Int, text: String, script: String? = nil
  ) {
    self.time = time
    self.cwd = cwd
    self.status = status
    self.ms = ms
    self.text = text
    self.script = script
  }

  /// The entry as one JSON object with its newline.
  ///
  /// - Parameter leavesRoom: Whether it is as long as it will be with any other status and time.
  func line(leavesRoom: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let digits = "\(status)\(ms)".utf8.count
    let space = [UInt8](
      repeating: UInt8(ascii: " "), count: leavesRoom ? max(0, 16 - digits) : 0)
    return Array(try encoder.encode(self)) + space + [UInt8(ascii: "\n")]
  }

  /// The entries of a history file's bytes; lines that are no entries are passed over.
  static func entries(in bytes: Data) -> [HistoryEntry] {
    decoded(HistoryEntry.self, from: bytes)
  }

  /// The texts alone of a history file's bytes: several times faster.
  static func texts(in bytes: Data) -> [String] {
    decoded(TextOnly.self, from: bytes).map(\.text)
  }

  private struct TextOnly: Decodable {
    let text: String
  }

  private static func decoded<Line: Decodable>(_ type: Line.Type, from bytes: Data) -> [Line] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    // All lines as one array are decoded in a third of the time, if there is no bad one: each is to be one object, since
    // `{}, {}` and a comma at the end are no entries by themselves.
    let array = Data("[".utf8) + lines.joined(separator: Data(",".utf8)) + Data("]".utf8)
    if lines.allSatisfy(isBraced), let all = try? decoder.decode([Line].self, from: array),
      all.count == lines.count
    {
      return all
    }
    return lines.compactMap { try? decoder.decode(Line.self, from: $0) }
  }

  private static func isBraced(_ line: Data) -> Bool {
    line.first == UInt8(ascii: "{")
      && line.last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") } == UInt8(ascii: "}")
  }
}
