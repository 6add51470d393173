import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct StoreIndexTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func `indexes hold one line for each model and prompt, in order`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    for model in ["zeta", "org/alpha"] {
      try store.writeConfig(
        ["model_name": .string(model), "n_layers": .integer(1), "eps": .number(1e-5)], of: model)
      for text in ["one", "two", "three"] {
        var cache = ActivationCache()
        cache[.pattern(0)] = Tensor(zeros: [1, 1, 1])
        try store.write(cache, of: PromptRecord(text: text), model: model)
      }
    }
    for _ in 0..<2 { #expect(try store.updateIndexes().isEmpty) }
    #expect(
      try text(folder.file("models.jsonl")) == """
        {"model_name": "org-alpha", "n_layers": 1, "eps": 1e-05, "sanitized_name": "org-alpha"}
        {"model_name": "zeta", "n_layers": 1, "eps": 1e-05, "sanitized_name": "zeta"}

        """)
    let hashes = ["one", "two", "three"].map { PromptRecord.hash(of: $0) }
    let lines = try text(folder.file("zeta/prompts.jsonl")).split(separator: "\n").map {
      try JSON(parsing: String($0))
    }
    #expect(
      lines.map { $0["hash"]?.stringValue }
        == hashes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "models.jsonl", "org-alpha", "zeta",
      ])
  }

  @Test func `broken files are told and passed over`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try store.writeConfig(["model_name": .string("a")], of: "a")
    try FileManager.default.createDirectory(
      atPath: folder.file("b/prompts/x"), withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(filePath: folder.file("b/model_cfg.json")))
    try Data("[]".utf8).write(to: URL(filePath: folder.file("b/prompts/x/prompt.json")))
    #expect(
      try Set(store.updateIndexes().map(\.path)) == [
        folder.file("b/model_cfg.json"), folder.file("b/prompts/x/prompt.json"),
      ])
    #expect(
      try text(folder.file("models.jsonl"))
        == "{\"model_name\": \"a\", \"sanitized_name\": \"a\"}\n")
    #expect(try text(folder.file("b/prompts.jsonl")) == "")
  }

  @Test func `figure functions are merged by name`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try Data(
      "{\"name\": \"raw\", \"doc\": \"old\"}\n\nnonsense\n{\"name\": \"b\", \"doc\": null}\n".utf8
    )
    .write(to: URL(filePath: folder.file("figures.jsonl")))
    let problems = try store.updateFigureIndex([
      ["name": .string("raw"), "doc": .string("new")], ["name": .string("Z")],
    ])
    #expect(problems.map(\.problem) == ["line 3 is no object with a \"name\""])
    #expect(
      try text(folder.file("figures.jsonl")) == """
        {"name": "Z"}
        {"name": "b", "doc": null}
        {"name": "raw", "doc": "new"}

        """)
  }
}
