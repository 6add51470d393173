import Foundation
import Terminal
import Testing

@Suite struct PlainReaderTests {
  private func read(_ bytes: [UInt8]) throws -> [LineInput] {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
    try pipe.fileHandleForWriting.close()
    let reader = PlainReader(
      input: pipe.fileHandleForReading.fileDescriptor, output: -1, showsPrompt: false)
    var lines: [LineInput] = []
    repeat { lines.append(reader.readLine(prompt: "> ")) } while lines.last != .end
    return lines
  }

  @Test(
    arguments: [
      ("", [.end]),
      ("a\nb\n", [.line("a"), .line("b"), .end]),
      ("a\r\n\nb", [.line("a"), .line(""), .line("b"), .end]),
      ("日本\n", [.line("日本"), .end]),
    ] as [(String, [LineInput])])
  func `lines end with a newline or with the input`(text: String, lines: [LineInput]) throws {
    #expect(try read(Array(text.utf8)) == lines)
  }

  @Test func `bytes that are no text are marked`() throws {
    #expect(try read([0x61, 0xFF, 0x62, 0x0A]) == [.line("a\u{FFFD}b"), .end])
  }

  @Test func `a command goes on until it is whole or the input ends`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("a\\\nb\nc\\\n".utf8))
    try pipe.fileHandleForWriting.close()
    let reader = PlainReader(
      input: pipe.fileHandleForReading.fileDescriptor, output: -1, showsPrompt: false)
    func next() -> LineInput {
      reader.readCommand(prompt: "", continuation: { $0.hasSuffix("\\") ? "" : nil })
    }
    #expect(next() == .line("a\\\nb"))
    #expect(next() == .line("c\\"))
    #expect(next() == .end)
  }
}
