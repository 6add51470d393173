import Formats
import Foundation
import TestSupport
import Testing

/// Commands over files of texts, as they are typed.
@Suite struct CorpusCommandTests {
  private func folder() throws -> ProgramFolder {
    let folder = try ProgramFolder()
    let texts = [
      "a b a b", "When Mary and John went home", "the cat and the dog", "Mary gave John a book",
    ]
    _ = try folder.write(
      texts.map { "{\"text\": \"\($0)\"}\n" }.joined(), to: "texts.jsonl")
    return folder
  }

  @Test func `one text in a file diverges as it does alone`() throws {
    let folder = try folder()
    _ = try folder.write("{\"text\": \"When Mary and John went home\"}\n", to: "one.jsonl")
    let command = "edit silent = L1H2.z: 0; diff"
    let alone = try folder.run(
      "-c", "\(command) 'When Mary and John went home' -m demo,demo+silent L2- --table --mode json")
    let file = try folder.run(
      "-c", "\(command) one.jsonl -m demo,demo+silent L2- --mode json")
    #expect(alone.status == 0 && file.status == 0, "\(alone.errors)\(file.errors)")
    let rows = try #require(try file.json().arrayValue)
    #expect(rows.count == 12)
    for (right, found) in zip(try #require(try alone.json().arrayValue), rows) {
      for name in ["delta", "divergence"] {
        let (right, found) = (right[name]?.doubleValue ?? -1, found[name]?.doubleValue ?? -2)
        #expect(abs(right - found) < 1e-6, "\(name)")
      }
      #expect(found["windows"] == .integer(1))
    }
    let four = try folder.run("-c", "\(command) texts.jsonl -m demo,demo L0H0 --mode json")
    #expect(try four.json().arrayValue?.first?["divergence_max"]?.doubleValue == 0)
    #expect(try four.json().arrayValue?.first?["windows"] == .integer(4))
  }

  @Test func `a file is searched as its prompts are`() throws {
    let folder = try folder()
    let condition = "--where 'A > 0.4'"
    let file = try folder.run("-c", "find texts.jsonl L1 \(condition) --mode json")
    let prompts = try folder.run(
      "-c", "prompts add texts.jsonl > /dev/null; find p* L1 \(condition) --mode json")
    #expect(file.status == 0 && prompts.status == 0, "\(file.errors)\(prompts.errors)")
    let (found, right) = (try file.json().arrayValue ?? [], try prompts.json().arrayValue ?? [])
    #expect(found.count > 4)
    func keys(_ rows: [JSON]) -> Set<String> {
      Set(
        rows.map { row in
          ["prompt", "head", "query", "key"].map { row[$0]?.text ?? "" }.joined(separator: " ")
        })
    }
    #expect(keys(found) == keys(right))
    let few = try folder.run("-c", "find texts.jsonl L1 \(condition) --limit 3 --mode json")
    #expect(try few.json().arrayValue?.count == 3)
    #expect(few.errors.contains("the search stopped at 3 cells (--limit)"))
  }

  @Test func `curves have a row for each model and head, and equal weights are told`() throws {
    let folder = try folder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/run", withIntermediateDirectories: true)
    for step in [2, 10] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/run/step\(step)",
        withDestinationPath: fixture("../../Sources/CDemoModel/Model"))
    }
    let result = try folder.run(
      "-c", "curve texts.jsonl -m 'run/step*' --by previous --heads L0H0 --mode json")
    #expect(result.status == 0, "\(result.errors)")
    let rows = try #require(try result.json().arrayValue)
    #expect(rows.map { $0["step"]?.doubleValue } == [2, 10], "in the order of numbers")
    #expect(rows[0]["previous"] == rows[1]["previous"])
    #expect(result.errors.contains("hold equal weights"))
    // Another byte that no sample of either has: the last of a weight's mantissa.
    let copy = folder.path + "/run/step30"
    try FileManager.default.copyItem(
      atPath: fixture("../../Sources/CDemoModel/Model"), toPath: copy)
    let weights = copy + "/model.safetensors"
    var bytes = try Data(contentsOf: URL(filePath: weights))
    let place = bytes.count / 66 * 30 + 4096 + 4000
    bytes[place / 4 * 4] ^= 1
    try bytes.write(to: URL(filePath: weights))
    let three = try folder.run(
      "-c", "curve texts.jsonl -m 'run/step*' --by previous --heads L0H0 --mode json")
    #expect(three.status == 0, "\(three.errors)")
    #expect(three.errors.contains("step2 and step10 hold equal weights"))
    #expect(!three.errors.contains("step30 hold equal weights"), "\(three.errors)")
    let none = try folder.run("-c", "curve texts.jsonl -m 'nowhere/step*'")
    #expect(none.status == 3 && none.errors.contains("no model is called like 'nowhere/step*'"))
  }

  @Test func `prompts are found by their words, in the session and in a folder`() throws {
    let folder = try folder()
    let session = try folder.run(
      "-c", "prompts add texts.jsonl > /dev/null; prompts search 'mary NEAR john' --mode json")
    #expect(session.status == 0, "\(session.errors)")
    #expect(try session.json().arrayValue?.map { $0["place"]?.stringValue } == ["p1", "p3"])
    // Tokens are counted as the list of prompts counts them, by the model that is open.
    let counted = try folder.run(
      "-c",
      "load demo > /dev/null; prompts add texts.jsonl > /dev/null; prompts search 'mary NEAR john' --mode json\nprompts --mode json"
    )
    let lists = try counted.output.split(separator: "\n[").map {
      try JSON(parsing: Array(($0.hasPrefix("[") ? $0 : "[" + $0).utf8)).arrayValue ?? []
    }
    let tokens = { (row: JSON) in row["tokens"]?.integerValue }
    #expect(lists.count == 2 && lists[0].map(tokens) == [lists[1][1], lists[1][3]].map(tokens))
    #expect(lists[0].compactMap(tokens).count == 2)
    _ = try folder.run("-c", "capture texts.jsonl -o data")
    let saved = try folder.run("-c", "prompts search '\"the dog\" OR b*' --from data --mode json")
    #expect(saved.status == 0, "\(saved.errors)")
    #expect(
      Set(try saved.json().arrayValue?.compactMap { $0["text"]?.stringValue } ?? []) == [
        "a b a b", "the cat and the dog", "Mary gave John a book",
      ])
    let wrong = try folder.run("-c", "prompts search '(mary'")
    #expect(wrong.status == 2 && wrong.errors.contains("a ) is missing"), "\(wrong.errors)")
  }
}
