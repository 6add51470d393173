import Foundation
import Terminal
import Testing

@Suite struct StandardOutputTests {
  @Test func `what is written arrives in order`() throws {
    let pipe = Pipe()
    let output = StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    try output.write("a")
    try output.write(bytes: [98, 10])
    try output.flush()
    try pipe.fileHandleForWriting.close()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data("ab\n".utf8))
  }

  @Test func `a reader who has gone is no failure but ends the output`() throws {
    Interrupt.installHandlers(interactive: false)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let output = StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    #expect(throws: OutputError.closed) {
      for _ in 0..<100_000 { try output.write("some text\n") }
    }
    #expect(output.isClosed)
    #expect(throws: OutputError.closed) { try output.write("more") }
    #expect(throws: OutputError.closed) { try output.flush() }
  }

  @Test func `a full disk is a failure`() throws {
    let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let output = StandardOutput(descriptor: full.fileDescriptor)
    try output.write("text")
    #expect(throws: OutputError.failed("No space left on device")) { try output.flush() }
  }
}
