import Files
import Foundation
import TestSupport
import Testing

@Suite struct OutputFolderTests {
  private let folder: TemporaryFolder
  private let output: OutputFolder

  init() throws {
    folder = try TemporaryFolder()
    output = try #require(OutputFolder(path: folder.path))
    try #require(output.makeFolder("H0"))
  }

  private func names(_ path: String = "H0") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(path)).sorted()
  }

  private func permissions(_ name: String) throws -> NSNumber? {
    try FileManager.default.attributesOfItem(atPath: folder.file(name))[.posixPermissions]
      as? NSNumber
  }

  @Test(arguments: [0, 1, 5000, 300_000])
  func `a new file is there whole, and alone`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(!output.contains("H0/raw.png"))
    // Where the file system has no files without a name, nothing is written.
    guard output.writeNew(bytes, to: "raw.png", in: "H0") else {
      #expect(try names().isEmpty)
      return
    }
    #expect(output.contains("H0/raw.png"))
    #expect(try Data(contentsOf: URL(filePath: folder.file("H0/raw.png"))) == Data(bytes))
    #expect(try names() == ["raw.png"])
    try writeAtomically(bytes, to: folder.file("H0/other.png"))
    #expect(try permissions("H0/raw.png") == permissions("H0/other.png"))
  }

  @Test func `what has the name stays, and nothing is left beside it`() throws {
    try writeAtomically("mine".utf8, to: folder.file("H0/raw.png"))
    try FileManager.default.createDirectory(
      atPath: folder.file("H0/folder"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("H0/link"), withDestinationPath: folder.file("H0/nowhere"))
    for name in ["raw.png", "folder", "link"] {
      #expect(!output.writeNew([1, 2, 3], to: name, in: "H0"))
    }
    #expect(try String(contentsOfFile: folder.file("H0/raw.png"), encoding: .utf8) == "mine")
    #expect(try names() == ["folder", "link", "raw.png"])
    #expect(try names("H0/folder").isEmpty)
  }

  @Test func `what can't be made is left undone`() throws {
    #expect(OutputFolder(path: folder.file("absent")) == nil)
    #expect(!output.makeFolder("H0"))
    #expect(!output.makeFolder("absent/H0"))
    #expect(!output.writeNew([1], to: "raw.png", in: "absent"))
    #expect(!output.writeNew([1], to: "absent/raw.png", in: "H0"))
    #expect(try names("") == ["H0"] && names().isEmpty)
    // A file system whose files come from the kernel alone.
    let system = try #require(OutputFolder(path: "/proc"))
    #expect(!system.writeNew([1], to: "raw.png", in: "self"))
    #expect(!system.makeFolder("H0"))
  }
}
