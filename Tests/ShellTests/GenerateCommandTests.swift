import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// `generate` and `--chat` as they are typed.
@Suite struct GenerateCommandTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  /// The model inside the program with other files beside it.
  private func model(_ name: String, config: String? = nil, tokenizer: String = "{}") throws
    -> String
  {
    let source = fixture("../../Sources/CDemoModel/Model")
    let path = folder.file(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
      try FileManager.default.copyItem(atPath: source + "/" + file, toPath: path + "/" + file)
    }
    _ = try folder.write(tokenizer, to: name + "/tokenizer_config.json")
    if let config { _ = try folder.write(config, to: name + "/generation_config.json") }
    return path
  }

  /// Greedy tokens of the first prompt of the fixtures, and its text.
  private func expected() throws -> (ids: [Int], text: String) {
    let arrays = try NPZFile(path: fixture("causal/demo/p0/arrays.npz"))
    let meta = try JSON.load(path: fixture("causal/demo/p0/meta.json"))
    return (
      try arrays.tensor("gen_ids").values.map { Int($0) },
      try #require(meta["text"]?.stringValue)
    )
  }

  @Test func `text comes as the oracle's tokens, also in a pipe, and its patterns are there`()
    throws
  {
    let (ids, text) = try expected()
    let result = try folder.run(
      "-c",
      """
      load demo > /dev/null
      generate '\(text)' -n 20 --past-end
      time show p1 L*H* > patterns.npy
      tokens p1 --mode jsonl
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix(text))
    #expect(result.errors.contains("20 tokens added"))
    #expect(result.errors.contains(", 0 passes through a model"), "\(result.errors)")
    let rows = result.output.split(separator: "\n").filter { $0.hasPrefix("{\"place\"") }
    let tokens = try rows.map { try JSON(parsing: String($0))["id"]?.integerValue ?? -1 }
    #expect(tokens.suffix(20) == ids[...])
    // Every head's rows of the answer, those of the oracle.
    let patterns = try readNPY(path: folder.file("patterns.npy"))
    let rowsOfAnswer = try NPZFile(path: fixture("causal/demo/p0/arrays.npz")).tensor("gen_rows")
    let n = tokens.count
    #expect(patterns.shape == [24, n, n])
    for head in 0..<24 {
      for row in 0..<20 {
        let start: Int = (head * n + n - 20 + row) * n
        let own = patterns.values[start..<start + n]
        let other = rowsOfAnswer.values[(head * 20 + row) * n..<(head * 20 + row + 1) * n]
        #expect(worstDifference(Array(own), Array(other)) < 1e-5)
      }
    }
  }

  @Test func `a pipe to another command has no text in it`() throws {
    let result = try folder.run(
      "-c", "load demo > /dev/null\ngenerate 'The old man said' -n 3 | count")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "1\n", "\(result.output)")
    let named = try folder.run(
      "-c", "load demo > /dev/null\nlet x = generate 'The old man said' -n 3")
    #expect(named.output.isEmpty, "\(named.output)")
  }

  @Test func `a token that the model's files name ends the text`() throws {
    let (ids, text) = try expected()
    let stop = ids[3]
    let first = try #require(ids.firstIndex(of: stop))
    let path = try model("ending", config: "{\"eos_token_id\": [7, \(stop)]}")
    let result = try folder.run("generate", "-m", path, text, "-n", "20")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("ends the text"), "\(result.errors)")
    #expect(result.errors.contains("\(first) tokens added"), "\(result.errors)")
    let whole = try folder.run("generate", "-m", path, text, "-n", "20", "--past-end")
    #expect(whole.errors.contains("20 tokens added"), "\(whole.errors)")
    #expect(whole.output.hasPrefix(String(result.output.dropLast())))
  }

  @Test func `seeds choose the same again`() throws {
    func text(_ seed: String) throws -> String {
      try folder.run(
        "generate", "The old man said", "-n", "12", "--temperature", "1.5", "--top-k", "50",
        "--top-p", "0.95", "--seed", seed
      ).output
    }
    #expect(try text("3") == text("3"))
    #expect(try text("3") != text("4"))
  }

  @Test func `a question is put by the model's own template, with one BOS`() throws {
    // A template that writes the BOS, and one that does not: Hugging Face's apply_chat_template gives these tokens.
    for (name, bos) in [("with", "{{ bos_token }}"), ("without", "")] {
      let template =
        "\(bos){% for m in messages %}[{{ m['role'] }}] {{ m['content'] }}{% endfor %} [assistant]"
      let config = JSON.object([
        "bos_token": .string("<|endoftext|>"), "eos_token": .string("<|endoftext|>"),
        "chat_template": .string(template),
      ])
      let path = try model(name, tokenizer: config.text)
      let text = [
        59, 290, 262, 61, 602, 72, 79, 350, 1588, 31, 221, 59, 451, 358, 368, 61,
      ]
      let expected = bos.isEmpty ? text : [0] + text
      for command in ["capture", "generate"] {
        let more = command == "generate" ? "-n 1" : ""
        let result = try folder.run(
          "-c",
          "load '\(path)' > /dev/null\n\(command) --chat 'Who is there?' \(more) > /dev/null\ntokens p0 --mode jsonl"
        )
        #expect(result.status == 0, "\(result.errors)")
        let ids = try result.output.split(separator: "\n").map {
          try JSON(parsing: String($0))["id"]?.integerValue ?? -1
        }
        #expect(ids == expected, "\(name) \(command)")
      }
      let predicted = try folder.run("predict", "-m", path, "--chat", "Who is there?")
      #expect(predicted.status == 0, "\(predicted.errors)")
    }
  }

  @Test func `a template that can't be used says why`() throws {
    let none = try folder.run("generate", "--chat", "Hi")
    #expect(none.status != 0 && none.errors.contains("has no chat template"), "\(none.errors)")
    for (template, words) in [
      ("{% include 'x' %}", "uses {% include %}, which is not supported"),
      ("{{ raise_exception('no') }}", "says: no"), ("{{ 'open }}", "the chat template"),
    ] {
      let config = JSON.object(["chat_template": .string(template)])
      let path = try model("t\(words.count)", tokenizer: config.text)
      let result = try folder.run("capture", "-m", path, "--chat", "Hi")
      #expect(result.status != 0)
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
  }
}
