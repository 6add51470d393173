import Foundation
import Shell
import Testing

@Suite struct FailingStreamTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test(arguments: [
    (["-m", "nosuch", "-c", "echo a"], 3), (["-f", "missing.plens"], 3),
    (["run", "missing.plens"], 3), (["-m", "broken", "-c", "echo a"], 4),
  ])
  func `what is not there has the status that is documented`(
    arguments: [String], status: Int
  ) throws {
    try "no model".write(toFile: folder.file("broken"), atomically: true, encoding: .utf8)
    let program = try RunningProgram(arguments, in: folder.path)
    #expect(Int(program.status) == status, "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count == 1)
  }

  @Test func `what is no number is null in JSON`() throws {
    let program = try folder.run("-c", "show 'a b' L3H4 | map 'log(A)' --mode json")
    #expect(program.status == 0)
    // Foundation's reader knows no NaN and no Infinity.
    let read = try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any]
    let pattern = read?["pattern"] as? [[Any]]
    #expect(pattern?.first?.last is NSNull)
    #expect((pattern?.first?.first as? Double)?.isFinite == true)
  }

  @Test func `many patterns are one array in JSON`() throws {
    let program = try folder.run("-c", "show 'a b' L0-1H* --mode json")
    let read = try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [Any]
    #expect(read?.count == 12)
  }

  @Test func `an error that quotes a file is short and one line`() throws {
    let name = String(repeating: "x", count: 60_000)
    let program = try folder.run("-c", "models | sort \(name)")
    #expect(program.status != 0)
    #expect(program.errors.utf8.count < 5000, "\(program.errors.utf8.count)")
  }

  @Test func `verbs that run one another in a circle are refused in words that are true`() throws {
    let program = try folder.run("-c", "def f() = g\ndef g() = f\nf")
    #expect(program.status == 1)
    #expect(program.errors.contains("verbs run one another 32 deep"), "\(program.errors)")
  }
}
