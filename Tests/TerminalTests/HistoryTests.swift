import Foundation
import Terminal
import TestSupport
import Testing

@Suite struct HistoryTests {
  private func make(_ text: String, status: Int = 0) -> HistoryEntry {
    HistoryEntry(
      time: Date(timeIntervalSince1970: 1_700_000_000), cwd: "/a/b", status: status, ms: 12,
      text: text)
  }

  @Test func `each command is one line of JSON that only its owner reads`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("state/plens/history.jsonl")
    let history = History(path: path)
    history.record(make("show \"a\"\n\t日本", status: 3))
    let expected =
      #"{"cwd":"/a/b","ms":12,"status":3,"text":"show \"a\"\n\t日本","time":"2023-11-14T22:13:20Z"}"#
    #expect(try String(contentsOfFile: path, encoding: .utf8) == expected + "\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(History(path: path).earlier() == [make("show \"a\"\n\t日本", status: 3)])
  }

  @Test func `a later session recalls what earlier ones ran, each text once`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let first = History(path: path)
    for text in ["a", "b", "a"] { first.record(make(text)) }
    try "no JSON\n{\"text\":1}\n".append(to: path)
    first.record(make("c"))
    let second = History(path: path)
    second.record(make("d"))
    second.load()
    #expect(second.recall.entries == ["b", "a", "c", "d"])
    #expect(second.session.map(\.text) == ["d"])
    #expect(second.earlier().map(\.text) == ["a", "b", "a", "c", "d"])
  }

  @Test func `a link to nowhere keeps nothing, and stays`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
    for place in [path, "/dev/null"] {
      let history = History(path: place)
      history.begin(make("a"))
      history.record(make("a"))
      history.record(make("b"))
      #expect(history.takeProblem() == nil)
      #expect(try history.forget { $0 == "a" } == 1)
      #expect(history.session.map(\.text) == ["b"])
      #expect(history.takeProblem() == nil)
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func `a link to a file stays one when commands are forgotten`() throws {
    let folder = try TemporaryFolder()
    let (path, real) = (folder.file("history.jsonl"), folder.file("real.jsonl"))
    try Data().write(to: URL(filePath: real))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "real.jsonl")
    let history = History(path: path)
    for text in ["a", "b"] { history.record(make(text)) }
    #expect(try history.forget { $0 == "a" } == 1)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "real.jsonl")
    #expect(History(path: real).earlier().map(\.text) == ["b"])
  }

  @Test func `only the end of a long file is read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let history = History(path: path)
    for number in 0..<100 { history.record(make("command \(number)")) }
    let later = History(path: path)
    later.load(limit: 1000)
    #expect(later.recall.entries.last == "command 99")
    #expect((5...15).contains(later.recall.entries.count))
  }

  @Test func `what is very long hides nothing that is older`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let history = History(path: path)
    history.record(make("older"))
    history.record(make(String(repeating: "x", count: 100_000)))
    let later = History(path: path)
    later.load(limit: 1000)
    #expect(later.recall.entries.contains("older"))
  }

  @Test func `a line that was cut short takes no other with it`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    try #"{"cwd": "/", "text": "cu"#.write(toFile: path, atomically: true, encoding: .utf8)
    History(path: path).record(make("new"))
    #expect(History(path: path).earlier().map(\.text) == ["new"])
  }

  @Test(arguments: ["A,", "A,A", "[A]", "A]", ",A"])
  func `a line that is more than an entry is none, whatever stands beside it`(line: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let entry = String(
      decoding: try JSONSerialization.data(withJSONObject: [
        "cwd": "/", "ms": 5, "status": 0, "text": "b", "time": "2026-01-01T00:00:00Z",
      ]), as: UTF8.self)
    try line.replacing("A", with: entry).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(History(path: path).earlier().isEmpty)
    History(path: path).record(make("c"))
    #expect(History(path: path).earlier().map(\.text) == ["c"])
    let later = History(path: path)
    later.load()
    #expect(later.recall.entries == ["c"])
  }

  @Test func `what is to be forgotten goes from the file and from what is offered`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let history = History(path: path)
    for text in ["token hf_1", "a", "token hf_2", "b"] { history.record(make(text)) }
    #expect(try history.forget { $0.contains("hf_") } == 2)
    history.record(make("history delete hf_"))  // names it itself
    history.record(make("c"))
    #expect(history.recall.entries == ["a", "b", "c"])
    #expect(history.session.map(\.text) == ["a", "b", "c"])
    #expect(History(path: path).earlier().map(\.text) == ["a", "b", "c"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a command is in the file while it runs, and once`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    let history = History(path: path)
    history.record(make("first"))
    history.begin(make("capture p*", status: HistoryEntry.unfinished))
    // As after a SIGKILL: another process finds it.
    let found = History(path: path).earlier()
    #expect(found.map(\.text) == ["first", "capture p*"])
    #expect(found.map(\.status) == [0, -1])
    // Another session may write meanwhile.
    History(path: path).record(make("beside"))
    var ended = make("capture p*", status: 130)
    ended.ms = 1_234_567
    history.record(ended)
    #expect(History(path: path).earlier() == [make("first"), ended, make("beside")])
    for text in [" secret", "history delete x"] {
      history.begin(make(text))
      #expect(History(path: path).earlier().count == 3)
    }
    history.begin(make("gone"))
    try FileManager.default.removeItem(atPath: path)
    history.record(make("gone", status: 1))
    #expect(History(path: path).earlier() == [make("gone", status: 1)])
  }

  @Test func `a leading space keeps a line out`() {
    let history = History(path: nil)
    for text in [" secret", "", " \n", "kept"] { history.record(make(text)) }
    #expect(history.recall.entries == ["kept"])
  }

  @Test func `where nothing can be written it is kept in memory and said once`() {
    let history = History(path: "/proc/nowhere/plens/history.jsonl")
    history.record(make("a"))
    history.record(make("b"))
    #expect(history.recall.entries == ["a", "b"])
    #expect(history.takeProblem()?.hasPrefix("history is kept in memory only: ") == true)
    #expect(history.takeProblem() == nil)
    #expect(history.earlier() == [])
  }

  @Test func `sessions side by side keep all lines whole`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("history.jsonl")
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<4 {
        group.addTask {
          let history = History(path: path)
          for number in 0..<200 {
            history.record(
              HistoryEntry(
                time: .now, cwd: "/", status: 0, ms: 0,
                text: "\(session) \(number) " + String(repeating: "x", count: number * 10)))
          }
        }
      }
    }
    let entries = History(path: path).earlier()
    #expect(Set(entries.map(\.text)).count == 800)
  }
}

extension String {
  fileprivate func append(to path: String) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(utf8))
    try file.close()
  }
}
