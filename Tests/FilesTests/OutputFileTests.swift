import Files
import Foundation
import Synchronization
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

  @Test(arguments: [false, true])
  func `a long write that is cancelled leaves what was there`(appends: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x")
    try writeAtomically("before".utf8, to: path)
    let pieces = (0..<4).map { [UInt8](repeating: $0, count: 700_000) }
    let asked = Mutex(0)
    let isCancelled = {
      asked.withLock {
        $0 += 1
        return $0 == 2
      }
    }
    #expect(throws: CancellationError.self) {
      try writeAtomically(pieces: pieces, to: path, appends: appends, isCancelled: isCancelled)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x"])
    try writeAtomically(pieces: pieces, to: path, appends: appends)
    let whole = (appends ? [UInt8]("before".utf8) : []) + pieces.joined()
    #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == whole)
    // What is short is written even by who tells that it was cancelled.
    try writeAtomically("after".utf8, to: path) { true }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "after")
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

  @Test func `a file that is being finished is not tidied away`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    let isDone = Flag()
    let tidier = Thread {
      while !isDone.isSet.load(ordering: .relaxed) { removeUnfinishedFiles(in: path) }
    }
    tidier.start()
    defer { isDone.isSet.store(true, ordering: .relaxed) }
    for number in 0..<1000 {
      try writeAtomically("x".utf8, to: folder.file("\(number % 10)"))
    }
  }

  private final class Flag: Sendable { let isSet = Atomic(false) }

  @Test func `a device is written to and stays a device`() throws {
    let type = { try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] }
    let before = try type() as? FileAttributeType
    try writeAtomically(Array("gone".utf8), to: "/dev/null")
    #expect(before == .typeCharacterSpecial)
    #expect(try type() as? FileAttributeType == .typeCharacterSpecial)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `what is replaced keeps its permissions and what links lead to it`() throws {
    let folder = try TemporaryFolder()
    let (path, link, chain) = (folder.file("x"), folder.file("link"), folder.file("chain"))
    try writeAtomically("first".utf8, to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "x")
    try FileManager.default.createSymbolicLink(atPath: chain, withDestinationPath: link)
    try writeAtomically("second".utf8, to: chain)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "x")
    #expect(try mode(path) == 0o640)
  }

  @Test func `a link that leads nowhere makes the file, one that leads to itself none`() throws {
    let folder = try TemporaryFolder()
    let (link, circle) = (folder.file("link"), folder.file("circle"))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "new")
    try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: "circle")
    try writeAtomically("x".utf8, to: link)
    #expect(try String(contentsOfFile: folder.file("new"), encoding: .utf8) == "x")
    #expect(throws: FormatError.self) { try writeAtomically("x".utf8, to: circle) }
  }

  @Test func `bytes are added to the end of what is there, by several writers`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log")
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for number in 0..<50 {
            try? writeAtomically("\(writer) \(number)\n".utf8, to: path, appends: true)
          }
        }
      }
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(Set(lines).count == 200)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["log"])
  }

  @Test func `a pipe is waited for, and read as it is written`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    #expect(throws: CancellationError.self) {
      try writeAtomically("x".utf8, to: path, isCancelled: { true })
    }
    #expect(throws: CancellationError.self) { try readInput(path, isCancelled: { true }) }
    let bytes = [UInt8](repeating: 7, count: 300_000)
    Thread.detachNewThread { try? writeAtomically(bytes, to: path) }
    #expect(try readInput(path) == bytes)
  }

  @Test func `what has no end, or is none to read, is refused`() throws {
    #expect(throws: FormatError(path: "/dev/zero", problem: "is a device, not a file")) {
      try readInput("/dev/zero")
    }
    #expect(throws: FormatError(path: "/", problem: "is a folder, not a file")) {
      try readInput("/")
    }
    #expect(try readInput("/dev/null") == [])
  }
}
