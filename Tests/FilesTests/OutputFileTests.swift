import Files
import Foundation
import TestSupport
import Testing

@Suite struct OutputFileTests {
  @Test func `a file is replaced as a whole`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x")
    try writeAtomically("first".utf8, to: path)
    try writeAtomically([UInt8]("second".utf8), to: path)
    try writeAtomically("third".utf8.lazy.map { $0 }, to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "third")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x"])
  }

  @Test func `a failure names the path and the reason`() throws {
    let folder = try TemporaryFolder()
    let absent = folder.file("no/x")
    #expect(
      throws: FormatError(
        path: absent, problem: "cannot be written: No such file or directory", isAboutWriting: true)
    ) {
      try writeAtomically("x".utf8, to: absent)
    }
    #expect(
      throws: FormatError(
        path: folder.path, problem: "cannot be written: Is a directory", isAboutWriting: true)
    ) {
      try writeAtomically("x".utf8, to: folder.path)
    }
    let parent = URL(filePath: folder.path).deletingLastPathComponent().path
    let left = try FileManager.default.contentsOfDirectory(atPath: parent)
    #expect(!left.contains { $0.hasSuffix(".plens-tmp") && $0.hasPrefix(".") })
  }

  @Test func `a full disk leaves nothing behind and what was there as it was`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x")
    try writeAtomically("before".utf8, to: path)
    let problem = "cannot be written: No space left on device"
    func fill() throws {
      var output = try OutputFile(path: path)
      // From here on the temporary file is the device that is always full.
      let full = unsafe open("/dev/full", O_WRONLY)
      dup2(full, output.descriptor)
      close(full)
      try output.write([1, 2, 3])
      try output.finish()
    }
    #expect(throws: FormatError(path: path, problem: problem, isAboutWriting: true)) { try fill() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x"])
  }

  @Test func `a device is written to and stays a device`() throws {
    let type = { try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] }
    let before = try type() as? FileAttributeType
    try writeAtomically(Array("gone".utf8), to: "/dev/null")
    #expect(before == .typeCharacterSpecial)
    #expect(try type() as? FileAttributeType == .typeCharacterSpecial)
  }
}
