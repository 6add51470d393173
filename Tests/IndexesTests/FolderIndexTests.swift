import Activations
import Files
import Foundation
import Indexes
import TestSupport
import Testing

struct FolderIndexTests {
  private let folder: TemporaryFolder
  private let store: CaptureStore
  private let cache: String

  init() throws {
    folder = try TemporaryFolder()
    store = CaptureStore(root: folder.path + "/data")
    cache = folder.path + "/cache"
  }

  private static let texts = [
    "Paris is the capital of France", "The capital, they say, was once Rouen and not Paris at all",
    "Of Madrid and its capital letters", "a b a b", "PARIS", "Île-de-France 100%",
  ]

  private func write(_ texts: [String], of model: String = "m") throws {
    for text in texts {
      try store.writePrompt(PromptRecord(text: text, tokens: ["x", "y"]), of: model)
    }
  }

  private func index() throws -> FolderIndex {
    let index = try FolderIndex(of: store.root, in: cache)
    try index.update(from: store)
    return index
  }

  private func texts(_ index: FolderIndex, _ query: PromptQuery) throws -> Set<String> {
    Set(try index.prompts(query).map(\.text))
  }

  @Test func `prompts come, change and go as in the folder`() throws {
    try write(Self.texts)
    let index = try index()
    let all = PromptQuery(models: ["m"])
    #expect(try texts(index, all) == Set(Self.texts))
    #expect(try index.count(all) == 6)
    #expect(try index.prompts(all).map(\.tokens) == [2, 2, 2, 2, 2, 2])
    try FileManager.default.removeItem(
      atPath: try #require(store.promptFolder(PromptRecord(text: "PARIS").hash, of: "m")))
    try write(["late"])
    try index.update(from: store)
    #expect(try texts(index, all) == Set(Self.texts).subtracting(["PARIS"]).union(["late"]))
    #expect(try index.prompts(all, limit: 1).map(\.text) == ["late"], "the newest comes first")
    let word = PromptQuery(models: ["m"], search: try SearchQuery("paris"))
    #expect(try texts(index, word) == Set(Self.texts.prefix(2)), "what is gone is not found")
    try FileManager.default.removeItem(atPath: store.folder(of: "m"))
    try index.update(from: store)
    #expect(try index.count(all) == 0)
  }

  @Test func `values of the scores that were computed last are kept, of whatever many`() throws {
    try write(["a"])
    let index = try index()
    func keep(_ score: Int) {
      index.keep(
        [.init(hash: "h", score: "A[\(score)]", tag: "t", values: [Double(score)])], of: "m")
    }
    func kept(_ score: Int) -> [Double]? {
      index.scores("A[\(score)]", of: "h", model: "m", tag: "t")
    }
    for score in 0..<20 { keep(score) }
    keep(0)
    for score in 20..<51 { keep(score) }
    #expect(kept(0) == [0], "it was computed after those that went")
    #expect((1..<20).allSatisfy { kept($0) == nil })
    #expect((20..<51).allSatisfy { kept($0) == [Double($0)] })
  }

  @Test func `a folder without its text yet is looked at again`() throws {
    try write(["a"])
    let late = PromptRecord(text: "late")
    let place = try #require(store.promptFolder(late.hash, of: "m"))
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let index = try index()
    let all = PromptQuery(models: ["m"])
    #expect(try index.count(all) == 1)
    try late.fileText.write(toFile: place + "/prompt.json", atomically: false, encoding: .utf8)
    try index.update(from: store)
    #expect(try index.count(all) == 2)
  }

  @Test func `what was copied with an old date takes its place`() throws {
    try write(["new"])
    let index = try index()
    try write(["old"])
    let place = try #require(store.promptFolder(PromptRecord(text: "old").hash, of: "m"))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: place)
    try index.update(from: store)
    #expect(try index.prompts(PromptQuery(models: ["m"])).map(\.text) == ["new", "old"])
  }

  @Test(arguments: ["aris", "FRANCE", "of", "capital the", "%", "_", "î", "\"", "letters madrid"])
  func `words are found anywhere in a text, whatever their case`(search: String) throws {
    try write(Self.texts)
    let index = try index()
    let words = search.lowercased().split(separator: " ").map(String.init)
    // The definition itself, text by text; two letters are compared by A to Z alone.
    let wanted = Self.texts.filter { text in
      words.allSatisfy { word in
        let known = text + "\n" + PromptRecord(text: text).hash
        return (word.count > 2 ? known.lowercased() : asciiSmall(known)).contains(word)
      }
    }
    #expect(try texts(index, PromptQuery(models: ["m"], words: words)) == Set(wanted))
  }

  /// Parts of words are taken in when they are looked for, or some before: what comes and goes in between changes nothing.
  @Test(arguments: [0, 1, 2, 3, 5, 100])
  func `parts of words are found however many were taken in before`(most: Int) throws {
    func remove(_ text: String) throws {
      try FileManager.default.removeItem(
        atPath: try #require(store.promptFolder(PromptRecord(text: text).hash, of: "m")))
    }
    var there = Self.texts
    try write(there)
    let index = try index()
    #expect(try index.addParts(atMost: most) == (most < 6))
    // First ones go, then last ones, whose ids come again; between them others come.
    for (gone, new) in [
      (there[0], "apart is"), (there[5], "paris once more"), ("paris once more", "parisian"),
    ] {
      try remove(gone)
      there.removeAll { $0 == gone }
      try index.update(from: store)
      try write([new])
      there.append(new)
      try index.update(from: store)
      #expect(
        try texts(index, PromptQuery(models: ["m"], words: ["aris"]))
          == Set(there.filter { $0.lowercased().contains("aris") }))
      #expect(
        try texts(index, PromptQuery(models: ["m"], words: ["part"]))
          == Set(there.filter { $0.lowercased().contains("part") }))
    }
    #expect(try !index.addParts(atMost: most))
    for text in there { try remove(text) }
    try write(["apart"])
    // Another process finds what this one has left.
    let other = try self.index()
    #expect(try texts(other, PromptQuery(models: ["m"], words: ["part"])) == ["apart"])
    #expect(try texts(other, PromptQuery(models: ["m"], words: ["aris"])).isEmpty)
  }

  private func asciiSmall(_ text: String) -> String {
    String(text.map { $0.isASCII ? Character($0.lowercased()) : $0 })
  }

  @Test(arguments: [
    ("paris", [0, 1, 4]), ("paris NEAR capital", [0, 1]), ("paris NEAR/2 capital", [0]),
    ("paris NEAR/1 capital", []), ("capital NEAR/6 paris", [0]), ("capital NEAR/7 paris", [0, 1]),
    ("\"the capital\"", [0, 1]),
    ("capital NOT paris", [2]), ("madrid OR rouen", [1, 2]), ("(madrid OR rouen) paris", [1]),
    ("let* AND capital", [2]), ("île", [5]), ("ile", [5]), ("ari", []), ("de-france", [5]),
    ("\"capital let\"*", [2]), ("capital NOT paris letters", [2]),
    ("capital letters NOT paris", [2]), ("capital NOT paris NOT letters", []),
    ("madrid OR rouen paris", [1, 2]), ("capital NOT (paris OR letters)", []),
    (String(repeating: "paris ", count: 150), [0, 1, 4]),
  ])
  func `a question finds texts by their words`(question: String, wanted: [Int]) throws {
    try write(Self.texts)
    let index = try index()
    let query = PromptQuery(models: ["m"], search: try SearchQuery(question))
    #expect(try texts(index, query) == Set(wanted.map { Self.texts[$0] }), "\(question)")
  }

  @Test(arguments: [
    ("", "a word is missing at the end"), ("a OR", "a word is missing at the end"),
    ("NOT a", "a word is expected, and not 'NOT'"), ("(a", "a ) is missing"),
    ("a)", "')' closes nothing"), ("\"a", "a \" is missing at the end"),
    ("a NEAR/x b", "'NEAR/x': NEAR/5 allows 5 words between two, at most 1000"),
    ("...", "'...' has no letter or digit to look for"),
    ("a NEAR (b c)", "a word is expected, and not '('"),
    ("(a b) NEAR c", "NEAR stands between words or texts in quotes"),
    (String(repeating: "(", count: 33), "parentheses stand in one another 32 deep at most"),
  ])
  func `a question that is none is refused`(question: String, problem: String) {
    #expect { try SearchQuery(question) } throws: { "\($0)" == problem }
  }

  @Test func `a prompt of two models comes once, with both`() throws {
    try write(["both", "mine"], of: "m")
    try write(["both", "other"], of: "n")
    let index = try index()
    let found = try index.prompts(PromptQuery(models: ["n", "m"]))
    #expect(found.count == 3)
    #expect(found.first { $0.text == "both" }?.models == [0, 1])
    #expect(found.first { $0.text == "mine" }?.models == [1])
    #expect(try index.count(PromptQuery(models: ["n", "m"])) == 3)
    #expect(try index.hashes(PromptQuery(models: ["m"])).count == 2)
    #expect(try texts(index, PromptQuery(models: ["m"], words: ["oth"])) == ["both"])
  }

  @Test func `lists are in the order that is asked for, and in parts`() throws {
    for (place, text) in ["bb", "A", "c", "a2"].enumerated() {
      let tokens = Array(repeating: "t", count: [3, 1, 2, 5][place])
      try store.writePrompt(PromptRecord(text: text, tokens: tokens), of: "m")
    }
    let index = try index()
    var query = PromptQuery(models: ["m"])
    query.order = .text
    #expect(try index.prompts(query).map(\.text) == ["A", "a2", "bb", "c"])
    query.order = .tokens
    query.isDown = true
    #expect(try index.prompts(query).map(\.tokens) == [5, 3, 2, 1])
    #expect(try index.prompts(query, from: 1, limit: 2).map(\.tokens) == [3, 2])
    query.hidden = [PromptRecord(text: "a2").hash]
    #expect(try index.count(query) == 3)
  }

  @Test func `a file that is damaged is made anew, and the folder stays as it is`() throws {
    try write(Self.texts)
    _ = try index()
    let folder = cache + "/indexes"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".sqlite") })
    for damage in [Data("no database at all, but text".utf8), Data(count: 100_000)] {
      try damage.write(to: URL(filePath: folder + "/" + name))
      #expect(try index().count(PromptQuery(models: ["m"])) == 6)
    }
    try FileManager.default.removeItem(atPath: folder)
    #expect(try index().count(PromptQuery(models: ["m"])) == 6, "thrown away at will")
    try FileManager.default.removeItem(atPath: cache)
    try Data().write(to: URL(filePath: cache))
    #expect(try index().count(PromptQuery(models: ["m"])) == 6, "where it can't be kept")
  }

  /// The index's file, of which there is one.
  private func indexFile() throws -> String {
    let folder = cache + "/indexes"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return folder + "/" + (try #require(names.first { $0.hasSuffix(".sqlite") }))
  }

  @Test func `a file that another process writes is left as it is`() throws {
    try write(Self.texts)
    try index().keep([.init(hash: "h", score: "induction", tag: "1", values: [0.25])], of: "m")
    let path = try indexFile()
    let inode = FolderIndex.stamp(path).split(separator: " ")[0]
    // Python's SQLite holds it, and says when, until its input ends.
    let holder = Process()
    let (input, output) = (Pipe(), Pipe())
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      holder = sqlite3.connect(sys.argv[1], isolation_level=None)
      holder.execute("BEGIN EXCLUSIVE")
      print("held", flush=True)
      sys.stdin.read()
      """, path,
    ]
    (holder.standardInput, holder.standardOutput) = (input, output)
    try holder.run()
    #expect(output.fileHandleForReading.availableData.starts(with: "held".utf8))
    let other = try FolderIndex(of: store.root, in: cache, patience: .milliseconds(50))
    try other.update(from: store)
    #expect(try other.count(PromptQuery(models: ["m"])) == 6, "one of its own has all")
    try input.fileHandleForWriting.close()
    holder.waitUntilExit()
    #expect(holder.terminationStatus == 0)
    #expect(FolderIndex.stamp(path).split(separator: " ")[0] == inode)
    let again = try FolderIndex(of: store.root, in: cache)
    #expect(again.scores("induction", of: "h", model: "m", tag: "1") == [0.25])
  }

  @Test func `damage that is found late is gone with the next opening`() throws {
    try write((0..<500).map { "text \($0)" })
    _ = try index()
    let path = try indexFile()
    var bytes = try Data(contentsOf: URL(filePath: path))
    // The header, which says what the file is, stays; page 1 has 4,096 bytes.
    bytes.replaceSubrange(4096..., with: Data(repeating: 0x5A, count: bytes.count - 4096))
    try bytes.write(to: URL(filePath: path))
    try write(["late"])
    #expect(throws: FormatError.self) { try index() }
    #expect(try index().count(PromptQuery(models: ["m"])) == 501)
  }

  @Test func `indexes of folders that are gone leave nothing behind`() throws {
    try write(["a"])
    _ = try index()
    let path = try indexFile()
    try FileManager.default.removeItem(atPath: store.root)
    for name in ["other.sqlite-journal", "other.sqlite-wal", "notes.txt"] {
      try Data("x".utf8).write(to: URL(filePath: cache + "/indexes/" + name))
    }
    for ending in ["-wal", "-shm"] { try Data().write(to: URL(filePath: path + ending)) }
    let elsewhere = folder.path + "/elsewhere"
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
    _ = try FolderIndex(of: elsewhere, in: cache)
    let left = try FileManager.default.contentsOfDirectory(atPath: cache + "/indexes")
    #expect(left.count == 2 && left.contains("notes.txt"), "\(left)")
    #expect(left.contains { $0.hasPrefix("elsewhere-") && $0.hasSuffix(".sqlite") })
  }

  @Test func `scores are kept for the patterns that they are of`() throws {
    let index = try index()
    let values = [0.25, .nan, -1e300]
    index.keep([.init(hash: "h", score: "induction", tag: "1", values: values)], of: "m")
    let known = try #require(index.scores("induction", of: "h", model: "m", tag: "1"))
    #expect(known.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(index.scores("induction", of: "h", model: "m", tag: "2") == nil)
    #expect(index.scores("previous", of: "h", model: "m", tag: "1") == nil)
    let again = try FolderIndex(of: store.root, in: cache)
    #expect(again.scores("induction", of: "h", model: "m", tag: "1")?.first == 0.25)
  }

  @Test func `a table is read again where its file has changed`() throws {
    let path = folder.path + "/heads.csv"
    let index = try index()
    var reads = 0
    func lines(_ key: String?) throws -> [[String]] {
      try index.lines("heads", at: path, key: key) {
        reads += 1
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
          .map { $0.split(separator: ",").map(String.init) }
        return .init(columns: rows[0], rows: Array(rows.dropFirst()))
      }.rows
    }
    try "head,x\nL0H0,1\nL0H1,2\nL0H0,3\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try lines("L0H0") == [["L0H0", "1"], ["L0H0", "3"]])
    #expect(try lines(nil) == [["L0H0", "1"], ["L0H1", "2"], ["L0H0", "3"]])
    #expect(reads == 1)
    try "head,x\nL0H0,5\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try lines("L0H0") == [["L0H0", "5"]])
    #expect(reads == 2)
  }
}
