import Files
import Foundation
import TestSupport
import Testing

/// What is read whole has an end, and is what its name promises.
@Suite struct ReadFileTests {
  @Test func `a text of more than 4 GB is refused before memory is taken`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("prompts.jsonl")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    // Nothing is on the disk but the length.
    try file.truncate(atOffset: 4 << 30 + 1 << 20)
    try file.close()
    let error = FormatError(
      path: path, problem: "has 4097 MB; texts of up to 4096 MB are read whole")
    #expect(throws: error) { try readFile(path) }
    #expect(throws: error) { try readInput(path) }
  }

  @Test(arguments: [
    ("a.lora_A.weight", ".lora_A.", true), ("aab", "ab", true), ("ab", "abc", false),
    ("abab", "bab", true), ("aaab", "b", true), ("", "a", false), ("a", "", true), ("", "", true),
    ("caf\u{E9}", "\u{E9}", true), ("cafe\u{301}", "\u{E9}", false),
  ])
  func `a text holds another byte for byte`(text: String, part: String, isHeld: Bool) {
    #expect(holds(text, part) == isHeld)
  }

  @Test func `a device without an end is refused, and nothing is empty`() throws {
    let error = FormatError(path: "/dev/zero", problem: "is a device, not a file")
    #expect(throws: error) { try readInput("/dev/zero") }
    #expect(try readInput("/dev/null").isEmpty)
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD, 4], "Zstandard"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz"), ([0x42, 0x5A, 0x68, 0x39, 0xFF], "bzip2"),
      ([0x50, 0x4B, 3, 4, 0xFF], "zip"), ([0x50, 0x41, 0x52, 0x31, 0xFF], "Parquet"),
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"),
    ] as [([UInt8], String)])
  func `what is no text is named for what it is`(bytes: [UInt8], kind: String) {
    #expect(unreadableText(bytes)?.contains(kind) == true)
  }

  @Test(arguments: ["", "BZh is a name", "PAR1 and 2", "PK", "{\"text\": \"a\"}"])
  func `texts are texts, whatever they begin with`(text: String) {
    #expect(unreadableText(Array(text.utf8)) == nil)
  }
}
