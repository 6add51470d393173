import Activations
import Files
import Formats
import Foundation
import Glibc
import Tensors
import TestSupport
import Testing

/// Folders that killed runs, other programs and mistakes leave.
@Suite struct FolderFaultTests {
  private let folder: TemporaryFolder
  private let store: CaptureStore

  init() throws {
    folder = try TemporaryFolder()
    store = CaptureStore(root: folder.path)
  }

  private func prompt(_ text: String, hash: String) throws -> PromptRecord {
    try PromptRecord(fields: ["text": .string(text), "hash": .string(hash)])
  }

  private func write(_ prompt: PromptRecord, layers: Int = 2, stacked: Bool = false) throws {
    var cache = ActivationCache()
    for layer in 0..<layers { cache[.pattern(layer)] = Tensor(zeros: [3, 4, 4]) }
    try store.write(
      cache, of: prompt, model: "m", as: stacked ? .stacked(layers: layers) : .archive(.fast))
  }

  private func index() throws -> [String] {
    try String(contentsOfFile: folder.file("m/prompts.jsonl"), encoding: .utf8)
      .split(separator: "\n").map { try JSON(parsing: String($0))["hash"]?.stringValue ?? "" }
  }

  // MARK: One hash, two texts

  @Test func `another text under a hash that is there is refused, and what is there stays`() throws
  {
    let (first, second) = (
      try prompt("The first text.", hash: "h1"), try prompt("Quite another text here.", hash: "h1")
    )
    try write(first)
    let error = #expect(throws: ActivationsMismatchError.self) { try write(second) }
    #expect(
      error?.description
        == "\(folder.file("m")): the hash 'h1' is that of another prompt there: 'The first text.', "
        + "not 'Quite another text here.'; give one of them another hash")
    #expect(throws: ActivationsMismatchError.self) { try store.writePrompt(second, of: "m") }
    #expect(throws: ActivationsMismatchError.self) {
      try store.load("h1", of: "m", text: second.text)
    }
    #expect(try store.prompt("h1", of: "m") == first)
    try store.check(first, of: "m")
    try store.check(try prompt("Elsewhere.", hash: "h2"), of: "m")
  }

  @Test func `texts that Swift calls equal and whose bytes differ are two`() throws {
    try write(try prompt("caf\u{E9}", hash: "h"))
    #expect(throws: ActivationsMismatchError.self) {
      try store.check(try prompt("cafe\u{301}", hash: "h"), of: "m")
    }
  }

  // MARK: Numbers of layers and heads

  @Test(arguments: [
    ("-1", "6"), ("0", "6"), ("6", "0"), ("100000000", "6"), ("9007199254740992", "1"),
    ("9223372036854775807", "9223372036854775807"), ("18446744073709551615", "1"), ("2.5", "6"),
    ("\"4\"", "6"), ("4", "null"), ("100000", "2"),
  ])
  func `a configuration whose numbers are no model's is refused`(layers: String, heads: String)
    throws
  {
    try write(PromptRecord(text: "a"))
    try Data("{\"n_layers\": \(layers), \"n_heads\": \(heads)}".utf8)
      .write(to: URL(filePath: folder.file("m/model_cfg.json")))
    let error = #expect(throws: FormatError.self) { try store.size(of: "m") }
    #expect(error?.problem.contains("are no model's") == true, "\(error?.problem ?? "")")
  }

  @Test(arguments: [false, true])
  func `a folder without a configuration has what its patterns have`(stacked: Bool) throws {
    try write(PromptRecord(text: "a"), layers: 5, stacked: stacked)
    #expect(try store.size(of: "m") == ModelSize(layers: 5, heads: 3))
    #expect(throws: FormatError.self) { try store.size(of: "elsewhere") }
    try store.writeConfig(["n_layers": .integer(7), "n_heads": .integer(2)], of: "m")
    #expect(try store.size(of: "m") == ModelSize(layers: 7, heads: 2))
  }

  // MARK: The list of prompts

  @Test func `each prompt is in the list as it is finished, and a killed run leaves it whole`()
    throws
  {
    let index = try PromptIndex(of: "m", in: CaptureStore(root: folder.path + "/."))
    #expect(try self.index().isEmpty)
    for name in ["b", "a"] {
      let record = try prompt(name, hash: name)
      try index.add(record, isNew: true) { try write(record) }
    }
    // Nothing was finished.
    #expect(try self.index() == ["b", "a"])
    let before = try self.index()
    let later = try PromptIndex(of: "m", in: store)
    #expect(try later.finish().isEmpty)
    #expect(try self.index() == before, "what is right stays as it is")
  }

  @Test func `a prompt that another run has finished meanwhile has one line`() throws {
    let names = ["a", "b", "c"]
    let slow = try PromptIndex(of: "m", in: store)
    let quick = try PromptIndex(of: "m", in: store)
    // The slow run has begun with all of them, and made their folders; the quick one finds these, and is done first.
    for name in names {
      let record = try prompt(name, hash: name)
      try quick.add(record, isNew: false) { try write(record) }
    }
    #expect(try quick.finish().isEmpty)
    #expect(try index() == names)
    for name in names {
      let record = try prompt(name, hash: name)
      try slow.add(record, isNew: true) { try write(record) }
    }
    #expect(try slow.finish().isEmpty)
    #expect(try index() == names)
  }

  @Test func `a list that can't be right is made anew`() throws {
    for name in ["a", "b", "c"] { try write(try prompt(name, hash: name)) }
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    #expect(try index() == ["a", "b", "c"], "missing")
    let path = folder.file("m/prompts.jsonl")
    let text = try Data(contentsOf: URL(filePath: path))
    try text.dropLast(5).write(to: URL(filePath: path))
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    #expect(try Data(contentsOf: URL(filePath: path)) == text, "cut off")
    try FileManager.default.removeItem(atPath: folder.file("m/prompts/b"))
    try backdate(path)
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    #expect(try index() == ["a", "c"], "older than the folder")
    let record = try prompt("c", hash: "c")
    let open = try PromptIndex(of: "m", in: store)
    try open.add(record, isNew: false) {}
    #expect(try open.finish().isEmpty)
    #expect(try index() == ["a", "c"], "a prompt twice")
  }

  @Test func `prompts that are captured again have one line, however often they are killed`() throws
  {
    let path = folder.file("m/prompts.jsonl")
    for name in ["a", "b"] { try write(try prompt(name, hash: name)) }
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    for _ in 0..<3 {
      let killed = try PromptIndex(of: "m", in: store)
      for name in ["b", "a", "b"] { try killed.add(try prompt(name, hash: name), isNew: false) {} }
      #expect(try index() == ["a", "b"])
    }
    // A kill leaves what was written over in the folders alone.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: "\"a\"", with: "\"x\"")
      .write(toFile: path, atomically: false, encoding: .utf8)
    try PromptIndex(of: "m", in: store).add(try prompt("b", hash: "b"), isNew: false) {}
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    #expect(try index() == ["a", "b"])
  }

  @Test func `a run that is killed between a prompt's files and its line leaves an old list`()
    throws
  {
    for name in ["a", "b"] { try write(try prompt(name, hash: name)) }
    let path = folder.file("m/prompts.jsonl")
    let index = try PromptIndex(of: "m", in: store)
    let third = try prompt("c", hash: "c")
    try FileManager.default.createDirectory(
      atPath: folder.file("m/prompts/c"), withIntermediateDirectories: true)
    // As a line of a prompt before it, whose folder was made with this one's, leaves it.
    try date(path, Date())
    #expect(try !isListOlder())
    // What is there in the middle is what a kill would leave.
    var isOlder = false
    try index.add(third, isNew: true) {
      try write(third)
      isOlder = try isListOlder()
    }
    #expect(isOlder)
    #expect(try !isListOlder())
    // Files that cannot get their names get no line.
    #expect(throws: FormatError.self) {
      try index.add(try prompt("d", hash: "d"), isNew: true) {
        throw FormatError(path: "d", problem: "is full")
      }
    }
    #expect(try index.finish().isEmpty)
    #expect(try self.index() == ["a", "b", "c"])

    // Two runs, of which one was killed there: the other does not make its mark go away.
    let other = try PromptIndex(of: "m", in: store)
    try write(try prompt("e", hash: "e"))
    try date(path, Date(timeIntervalSince1970: 0))
    let last = try prompt("f", hash: "f")
    try write(last)
    try other.add(last, isNew: true) {}
    #expect(try isListOlder())
    #expect(try other.finish().isEmpty)
    #expect(try self.index() == ["a", "b", "c", "e", "f"])
  }

  @Test func `a list that another process has made anew gets what was added meanwhile`() throws {
    try write(try prompt("a", hash: "a"))
    let first = try PromptIndex(of: "m", in: store)
    let record = try prompt("b", hash: "b")
    // The other process looked before this prompt was there.
    #expect(try store.updatePromptIndex(of: "m").isEmpty)
    try write(record)
    try first.add(record, isNew: true) {}
    #expect(try first.finish().isEmpty)
    #expect(try index() == ["a", "b"])
  }

  /// A link to itself is what the system says of it: no file, and not that there is none.
  private func makeUnreadable(_ path: String) throws {
    try FileManager.default.moveItem(atPath: path, toPath: path + ".kept")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
  }

  private func makeReadable(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + ".kept", toPath: path)
  }

  @Test func `a prompt that can't be read is told, and is in the list as soon as it can be`() throws
  {
    for name in ["a", "b"] { try write(try prompt(name, hash: name)) }
    let path = folder.file("m/prompts/b/prompt.json")
    try makeUnreadable(path)
    for _ in 0..<2 {
      #expect(try store.updateIndexes(onlyOutdated: true).map(\.path) == [path])
      #expect(try index() == ["a"])
      #expect(store.listing(of: "m").prompts.map(\.hash) == ["a"])
      #expect(store.listing(of: "m").problems.map(\.path) == [path])
      #expect(!store.isComplete("b", of: "m"))
    }
    try makeReadable(path)
    #expect(try store.updateIndexes(onlyOutdated: true).isEmpty)
    #expect(try index() == ["a", "b"])
    #expect(store.listing(of: "m").problems.isEmpty)
  }

  @Test func `a run tells which prompts its list lacks`() throws {
    for name in ["a", "b"] { try write(try prompt(name, hash: name)) }
    let path = folder.file("m/prompts/b/prompt.json")
    try makeUnreadable(path)
    let index = try PromptIndex(of: "m", in: store)
    let record = try prompt("c", hash: "c")
    try index.add(record, isNew: true) { try write(record) }
    #expect(try index.finish().map(\.path) == [path])
    #expect(try self.index() == ["a", "c"])
    // Read by now, and the mark that the last run left is still there.
    try makeReadable(path)
    #expect(try PromptIndex(of: "m", in: store).finish().isEmpty)
    #expect(try self.index() == ["a", "b", "c"])
  }

  @Test func `where prompts can't be listed, the list stays as it was`() throws {
    try write(try prompt("a", hash: "a"))
    #expect(try store.updateIndexes().isEmpty)
    let path = folder.file("m/prompts")
    try makeUnreadable(path)
    let error = #expect(throws: FormatError.self) { try store.updatePromptIndex(of: "m") }
    #expect(error?.path == path && error?.problem.hasPrefix("cannot be listed: ") == true)
    #expect(store.prompts(of: "m").problems.map(\.path) == [path])
    #expect(throws: FormatError.self) { try store.promptDates(of: "m") }
    #expect(try index() == ["a"])
    let root = folder.file("loop")
    try FileManager.default.createSymbolicLink(atPath: root, withDestinationPath: root)
    #expect(throws: FormatError.self) { try CaptureStore(root: root).models() }
  }

  @Test func `only lists that are older than their folders are made anew`() throws {
    try write(try prompt("a", hash: "a"))
    #expect(try store.updateIndexes().isEmpty)
    let path = folder.file("m/prompts.jsonl")
    try Data("{\"hash\": \"mine\"}\n".utf8).write(to: URL(filePath: path))
    #expect(try store.updateIndexes(onlyOutdated: true).isEmpty)
    #expect(try index() == ["mine"])
    try backdate(path)
    #expect(try store.updateIndexes(onlyOutdated: true).isEmpty)
    #expect(try index() == ["a"])
  }

  private func backdate(_ path: String) throws {
    try date(path, Date(timeIntervalSince1970: 1_000_000))
  }

  /// Whether the list is older than the folder of prompts, so that the next run makes it anew.
  private func isListOlder() throws -> Bool {
    func changed(_ name: String) throws -> Date {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
      return try #require(attributes[.modificationDate] as? Date)
    }
    return try changed("m/prompts.jsonl") < changed("m/prompts")
  }

  private func date(_ path: String, _ date: Date) throws {
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
  }

  // MARK: What killed runs leave

  @Test
  func `temporary files go with the next file that is written beside them, unless they are held`()
    throws
  {
    func file(_ name: String) -> String { folder.file(name) }
    for name in [".killed.plens-tmp", ".held.plens-tmp", ".mine", "x.plens-tmp"] {
      try Data([1]).write(to: URL(filePath: file(name)))
    }
    let descriptor = unsafe open(file(".held.plens-tmp"), O_RDONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    try writeAtomically([1], to: file("new"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == [".held.plens-tmp", ".mine", "new", "x.plens-tmp"])
    flock(descriptor, LOCK_UN)
    removeUnfinishedFiles(in: folder.path)
    #expect(!FileManager.default.fileExists(atPath: file(".held.plens-tmp")))
  }

  @Test func `what a killed run left of prompts that nobody asks for goes with the next list`()
    throws
  {
    try write(try prompt("a", hash: "a"))
    let left = folder.file("m/prompts/b/.killed.plens-tmp")
    try FileManager.default.createDirectory(
      atPath: folder.file("m/prompts/b"), withIntermediateDirectories: true)
    try Data([1]).write(to: URL(filePath: left))
    #expect(try store.updatePromptIndex(of: "m").isEmpty)
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(try index() == ["a"])
  }

  // MARK: Texts

  @Test func `an empty text is a prompt without tokens`() throws {
    let prompts = try PromptFile(bytes: Array(#"{"text": ""}"#.utf8), path: "p").prompts()
    // MD5 of nothing.
    #expect(prompts.map(\.hash) == ["1B2M2Y8AsgTpgAmY7PhCfg"])
    #expect(
      prompts[0].adding(tokens: []).fileText
        == #"{"text": "", "hash": "1B2M2Y8AsgTpgAmY7PhCfg", "n_tokens": 0, "tokens": []}"#)
    let raw = try PromptFile(bytes: Array("{\"text\": \"\"}\n{\"text\": \"ab\"}".utf8), path: "p")
    #expect(try raw.rawPrompts(RawPromptOptions(minimumLength: 0)).map(\.text) == ["", "ab"])
    #expect(try raw.rawPrompts(RawPromptOptions(minimumLength: 1)).map(\.text) == ["ab"])
  }

  @Test func `a typed prompt has the field that pattern_lens's page reads, and large numbers stay`()
    throws
  {
    #expect(
      PromptRecord(text: "a").fileText
        == #"{"text": "a", "meta": {}, "hash": "DMF1ucDxtqgxw5niaXcmYQ"}"#)
    let line = #"{"text": "a", "meta": {"n": 18446744073709551615}}"#
    let record = try PromptFile(bytes: Array(line.utf8), path: "p").prompts()[0]
    #expect(record.fileText.contains(#"{"n": 18446744073709551615}"#))
  }
}
