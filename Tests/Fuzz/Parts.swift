import Files
import Formats
import Foundation
import TestSupport

/// Several files in one input: each behind a line `@@ NAME`.
enum Parts {
  /// The files of an input, as far as their names are among `names`; the last of a name counts.
  static func files(
    in bytes: [UInt8], _ names: [String]
  ) -> [(name: String, bytes: [UInt8])] {
    var found: [(name: String, bytes: [UInt8])] = []
    let marks = names.map { Array("@@ \($0)\n".utf8) }
    var start = 0
    while start < bytes.count {
      guard let index = marks.firstIndex(where: { bytes[start...].starts(with: $0) }) else {
        start = next(in: bytes, from: start) ?? bytes.count
        continue
      }
      let first = start + marks[index].count
      let end = next(in: bytes, from: first) ?? bytes.count
      found.removeAll { $0.name == names[index] }
      // The line feed before a mark is the mark's.
      found.append((names[index], Array(bytes[first..<max(first, end - 1)])))
      start = end
    }
    return found
  }

  /// The files as one input.
  static func input(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    files.flatMap { Array("@@ \($0.name)\n".utf8) + $0.bytes + [0x0A] }
  }

  private static func next(in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while let end = bytes[place...].firstIndex(of: 0x0A) {
      if bytes[(end + 1)...].starts(with: [0x40, 0x40, 0x20]) { return end + 1 }
      place = end + 1
    }
    return nil
  }
}

/// The bytes of a fixture.
func whole(_ name: String) throws -> [UInt8] { try readFile(fixture(name)) }

/// The names of a folder of fixtures.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: fixture(folder)).sorted()
}

extension JSON {
  /// Every key and string in it that is short.
  var words: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let values): values.prefix(50).flatMap(\.words)
    case .object(let fields): fields.flatMap { [$0.key] + $0.value.words }
    default: []
    }
  }
}
