import Files
import Formats
import Foundation
import Surveys
import TestSupport
import Testing

@Suite struct TextStreamTests {
  @Test func textsOfJSONLinesWithTheirLines() throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}{\"text\": \"a\"}\r\n\r\n{\"text\": \"b c\", \"id\": 3}\r{\"text\": \"d\"}"
    let path = try folder.write(Array(text.utf8), "x.jsonl")
    #expect(try texts(path) == ["1 a", "3 b c", "4 d"])
  }

  @Test(arguments: [
    (TextUnit.file, ["1 one\ntwo\n\nthree"]), (.line, ["1 one", "2 two", "4 three"]),
    (.paragraph, ["1 one\ntwo", "4 three"]),
  ])
  func plainText(_ unit: TextUnit, _ right: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("one\ntwo\n\nthree\n".utf8), "x.txt")
    #expect(try texts(path, unit) == right)
  }

  @Test func compressedTexts() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<5000).map { #"{"text": "text number \#($0)"}"# }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let half = bytes.count / 2
    // Two members behind one another are one file (RFC 1952, 2.2).
    let path = try folder.write(
      gzip(Array(bytes[..<half])) + gzip(Array(bytes[half...])), "x.jsonl.gz")
    let read = try texts(path)
    #expect(read.count == 5000)
    #expect(read.last == "5000 text number 4999")
  }

  @Test func zstandard() throws {
    let folder = try TemporaryFolder()
    // What `printf '{"text": "a b"}\n' | zstd` gives.
    let frame: [UInt8] = [
      0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58, 0x81, 0x00, 0x00, 0x7B, 0x22, 0x74, 0x65, 0x78, 0x74,
      0x22,
      0x3A, 0x20, 0x22, 0x61, 0x20, 0x62, 0x22, 0x7D, 0x0A, 0xD2, 0xC5, 0x26, 0xA5,
    ]
    let path = try folder.write(frame, "x.jsonl.zst")
    #expect(try texts(path) == ["1 a b"])
    let cut = try folder.write(Array(frame.dropLast(8)), "cut.jsonl.zst")
    #expect(throws: FormatError(path: cut, problem: "ends inside its compressed data")) {
      try texts(cut)
    }
  }

  @Test func whatWasBeforeACutCounts() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<20_000).map { #"{"text": "text number \#($0 * 7919 % 20011)"}"# }
    let whole = gzip(Array((lines.joined(separator: "\n") + "\n").utf8))
    let path = try folder.write(Array(whole.prefix(whole.count / 2)), "x.jsonl.gz")
    var stream = TextStream(try SurveyFiles([path]))
    var count = 0
    let error = #expect(throws: FormatError.self) {
      while try stream.next() != nil { count += 1 }
    }
    #expect(error?.problem == "ends inside its compressed data")
    #expect(count > 5000)
    #expect(try stream.next() == nil)
  }

  @Test func foldersAndPatterns() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/d/e", withIntermediateDirectories: true)
    for name in ["d/b.jsonl", "d/e/a.txt", "d/c.bin", "d/a.jsonl"] {
      _ = try folder.write(Array("x".utf8), name)
    }
    let files = try SurveyFiles([folder.path + "/d", folder.path + "/d/*.jsonl"])
    #expect(
      files.paths.map { $0.path.dropFirst(folder.path.count + 3) }
        == ["a.jsonl", "b.jsonl", "e/a.txt"])
    #expect(throws: FormatError.self) { try SurveyFiles([folder.path + "/nothing*"]) }
    #expect(throws: FormatError.self) { try SurveyFiles([folder.path + "/missing"]) }
  }

  private func texts(_ path: String, _ unit: TextUnit = .file) throws -> [String] {
    var stream = TextStream(try SurveyFiles([path]), unit: unit)
    var texts: [String] = []
    while let item = try stream.next() {
      switch item {
      case .text(let text): texts.append("\(text.line) \(text.text)")
      case .bad(let problem): texts.append("\(problem)")
      }
    }
    return texts
  }
}

extension TemporaryFolder {
  /// Writes a file.
  ///
  /// - Returns: Its path.
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }
}
