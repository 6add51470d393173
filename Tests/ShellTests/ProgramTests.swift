import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// The program as its users run it: arguments, pipes, scripts, exit statuses.
@Suite struct ProgramTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  // MARK: Tokens

  @Test func `tokens are printed as JSON, special tokens as the model gets them`() throws {
    let result = try folder.run("tokens", "--mode", "json", "The cat sat")
    #expect(result.status == 0)
    #expect(
      try result.json()
        == .object([
          "ids": .array([0, 448, 269, 266, 263, 266].map { .integer($0) }),
          "tokens": .array(
            ["<|endoftext|>", "The", "\u{120}c", "at", "\u{120}s", "at"].map { .string($0) }),
        ]))
    let rows = try folder.run("tokens", "--mode", "jsonl", "The")
    #expect(
      rows.output == """
        {"place": 0, "id": 0, "token": "<|endoftext|>"}
        {"place": 1, "id": 448, "token": "The"}

        """)
  }

  @Test func `a model without a tokenizer takes ids and puts nothing before them`() throws {
    let model = fixture("models/llama")
    let tokens = try folder.run("tokens", "-m", model, "--mode", "json", "5 17 3")
    #expect(try tokens.json()["ids"]?.arrayValue?.map(\.integerValue) == [5, 17, 3])
    let capture = try folder.run("capture", "-m", model, "--ids", "5 17 3", "-o", "out")
    #expect(capture.status == 0, "\(capture.errors)")
    let prompts = folder.file("out/llama/prompts")
    let hash = try #require(try FileManager.default.contentsOfDirectory(atPath: prompts).first)
    let prompt = try JSON.load(path: "\(prompts)/\(hash)/prompt.json")
    #expect(prompt["text"]?.stringValue == "5 17 3")
    #expect(prompt["n_tokens"]?.integerValue == 3)
    let file = try NPZFile(path: "\(prompts)/\(hash)/activations.npz")
    #expect(try file.tensor("blocks.0.attn.hook_pattern").shape == [1, 4, 3, 3])
    let wrong = try folder.run("capture", "-m", model, "--ids", "5 96", "-o", "out")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("'96' is no token id of llama: ids are 0-95"))
  }

  @Test func `a tokenizer with more tokens than the model is named`() throws {
    let model = folder.file("gpt2")
    try FileManager.default.copyItem(atPath: fixture("models/gpt2"), toPath: model)
    try FileManager.default.copyItem(
      atPath: fixture("tokenizers/bytelevel-gpt2/tokenizer.json"), toPath: model + "/tokenizer.json"
    )
    let result = try folder.run("capture", "-m", model, "hello", "-o", "out")
    #expect(result.status == 1)
    #expect(
      result.errors.contains("gpt2/tokenizer.json: the token")
        && result.errors.contains("gpt2 has ids 0-95 alone: the tokenizer is another model's"),
      "\(result.errors)")
  }

  // MARK: Capture

  @Test func `a file of prompts becomes the folders that pattern_lens reads`() throws {
    let prompts = try folder.write(
      #"{"text": "The cat sat on the mat.", "meta": {"pile_set_name": "x"}}"# + "\n"
        + #"{"text": "naïve 日本"}"# + "\n", to: "prompts.jsonl")
    let result = try folder.run("capture", prompts, "-o", "data")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("demo: 2 prompts, "))
    #expect(result.errors.isEmpty, "\(result.errors)")
    let base = folder.file("data/demo/prompts/L3g8olJtMI4sYwhyrTopBQ")
    let file = try NPZFile(path: base + "/activations.npz")
    #expect(file.names == (0..<4).map { "blocks.\($0).attn.hook_pattern" })
    let pattern = try file.tensor("blocks.3.attn.hook_pattern")
    #expect(pattern.shape[..<2] == [1, 6])
    for row in 0..<pattern.rows {
      let sum = pattern.values[row * pattern.columns..<(row + 1) * pattern.columns].reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
    }
    for name in ["models.jsonl", "demo/model_cfg.json", "demo/prompts.jsonl"] {
      #expect(FileManager.default.fileExists(atPath: folder.file("data/\(name)")), "\(name)")
    }
    let again = try folder.run("capture", prompts, "-o", "data")
    #expect(again.output.contains("2 skipped: already there"))
    let forced = try folder.run("capture", prompts, "-o", "data", "--force")
    #expect(forced.output.contains("demo: 2 prompts, "))
    // Other hook points than those that are there are captured, not skipped.
    let more = try folder.run(
      "capture", prompts, "-o", "data", "--hooks", #"blocks\.0\.attn\.hook_(pattern|z)"#)
    #expect(more.output.contains("demo: 2 prompts, "))
  }

  @Test func `stacked heads are one array of all layers`() throws {
    let result = try folder.run("capture", "The cat sat", "-o", "data", "--stack-heads")
    #expect(result.status == 0, "\(result.errors)")
    let prompts = folder.file("data/demo/prompts")
    let hash = try #require(try FileManager.default.contentsOfDirectory(atPath: prompts).first)
    let stack = try readNPY(
      path: "\(prompts)/\(hash)/activations-blocks.-.attn.hook_pattern.npy")
    #expect(stack.shape == [1, 4, 6, 6, 6])
  }

  @Test func `several models are captured one after another`() throws {
    let models = [fixture("models/llama"), fixture("models/gpt2")]
    let result = try folder.run(
      "capture", "-m", models.joined(separator: ","), "--ids", "1 2 3", "-o", "data")
    #expect(result.status == 0, "\(result.errors)")
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.file("data"))
    #expect(Set(folders) == ["gpt2", "llama", "models.jsonl"])
  }

  @Test func `a text longer than the context is cut with a notice`() throws {
    let result = try folder.run("capture", String(repeating: "word ", count: 400), "-o", "data")
    #expect(result.status == 0)
    #expect(result.errors.contains("longer than the context of 256 lost"), "\(result.errors)")
  }

  @Test func `plain text from standard input or a file is one prompt`() throws {
    _ = try folder.write("Two lines\nof text.\n", to: "essay.txt")
    for path in ["-", "essay.txt"] {
      let result = try folder.run(
        "-c", "capture \(path); prompts --mode json", input: "Two lines\nof text.\n")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains(#""text": "Two lines\nof text.""#), "\(result.output)")
    }
  }

  @Test func `standard input is a file of prompts`() throws {
    let result = try folder.run("capture", "-", "-o", "data", input: #"{"text": "abc"}"# + "\n")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("demo: 1 prompt, "))
  }

  @Test func `raw prompts are cut and filtered by code points`() throws {
    let text = String(repeating: "é", count: 25)
    let prompts = try folder.write(
      #"{"text": "\#(text)"}"# + "\n" + #"{"text": "short"}"# + "\n", to: "p.jsonl")
    let result = try folder.run(
      "capture", "--raw", "--min-chars", "6", "--max-chars", "10", prompts, "-o", "data")
    #expect(result.status == 0, "\(result.errors)")
    let file = try String(contentsOfFile: folder.file("data/demo/prompts.jsonl"), encoding: .utf8)
    let texts = try file.split(separator: "\n").compactMap {
      try JSON(parsing: String($0))["text"]?.stringValue
    }
    // Twenty-five letters are two pieces of ten, the same text, and a rest of five, which is too short.
    #expect(texts == [String(repeating: "é", count: 10)])
  }

  // MARK: Show

  @Test func `numbers that are shown are those that are saved`() throws {
    _ = try folder.run("capture", "The cat sat on the mat", "-o", "data")
    let fromModel = try folder.run("show", "The cat sat on the mat", "L2H3", "--mode", "json")
      .json()
    let fromFolder = try folder.run("show", "--from", "data", "p0", "L2H3", "--mode", "json").json()
    #expect(fromModel["pattern"] == fromFolder["pattern"])
    #expect(fromModel["pattern"]?.arrayValue?.count == 9)
    let slice = try folder.run("show", "The cat sat on the mat", "L2H3[-1,:2]", "--mode", "json")
      .json()
    let last = fromModel["pattern"]?.arrayValue?.last?.arrayValue?.prefix(2)
    #expect(slice["pattern"]?.arrayValue?.first?.arrayValue == last.map { Array($0) })
  }

  @Test func `off a terminal there is no escape sequence`() throws {
    for arguments in [["show", "abc abc", "L0H0"], ["models"], ["help"], ["help", "capture"]] {
      let result = try RunningProgram(arguments, in: folder.path)
      #expect(result.status == 0)
      #expect(!result.output.contains("\u{1B}"), "\(arguments)")
    }
  }

  // MARK: Bad input

  @Test(arguments: [
    (["show", "abc", "L9H9"], 3, "'L9H9' is outside this model: layers are 0-3, heads 0-5"),
    (["show", "abc", "L0H0[99]"], 3, "99"),
    (["capture", "missing.jsonl"], 4, "missing.jsonl"),
    (["capture", "-m", "nowhere", "abc"], 3, "there is no model 'nowhere'"),
    (["capture"], 2, "needs a prompt"),
    (["capture", "abc", "--hooks", "("], 3, "can't be used"),
    (["capture", "abc", "--compress", "11"], 2, "11"),
    (["capture", "abc", "-o", "/proc/nowhere"], 1, "/proc/nowhere"),
    (
      ["export", "abc", "L0H0", "--format", "npy", "-o", "/dev/full"], 1, "No space left on device"
    ),
    (["-c", "tokens abc > /dev/full"], 1, "No space left on device"),
    (["captrue", "abc"], 2, "did you mean 'capture'?"),
    (["show", "--from", "nothing", "p0", "L0H0"], 3, "nothing has no model"),
    (["site", "public", "--from", "nothing"], 3, "nothing has no model"),
    (["tokens", "--mode", "xml", "abc"], 2, "expected auto, picture, table"),
    (["--nonsense"], 2, "'plens' has no option '--nonsense'"),
    (["run", "missing.plens"], 3, "missing.plens"),
  ])
  func `what is wrong gives one message and a status`(
    arguments: [String], status: Int, message: String
  ) throws {
    let result = try RunningProgram(arguments, in: folder.path)
    #expect(result.status == Int32(status), "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [
    ("{\"text\": \"a\"}\nnonsense\n", "line 2"), ("{\"txt\": \"a\"}\n", "there is no \"text\""),
    ("{\"text\": 5}\n", "\"text\" is not a string"),
    ("[1]\n", "a prompt is an object"),
  ])
  func `a broken prompts file names its line, and nothing is written`(
    text: String, message: String
  ) throws {
    let path = try folder.write(text, to: "broken.jsonl")
    let result = try folder.run("capture", path, "-o", "data")
    #expect(result.status == 4)
    #expect(result.errors.contains("broken.jsonl: line"), "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("data")))
  }

  @Test func `saved prompts that can't be read are told, and captured again`() throws {
    let prompts = try folder.write(
      (0..<4).map { #"{"text": "prompt number \#($0)"}"# + "\n" }.joined(), to: "four.jsonl")
    _ = try folder.run("capture", prompts, "-b", "1", "-o", "data")
    let whole = try folder.run("rank", "--by", "entropy", "--from", "data").output
    let places = folder.file("data/demo/prompts")
    let hashes = try FileManager.default.contentsOfDirectory(atPath: places).sorted()
    for hash in hashes.prefix(2) {
      _ = try folder.write("{", to: "data/demo/prompts/\(hash)/prompt.json")
    }

    let told = "data/demo/prompts/\(hashes[0])/prompt.json: line 1, column 2: "
    for result in [
      try folder.run("rank", "--by", "entropy", "--from", "data"),
      try folder.run("-c", "load data; rank --by entropy"),
    ] {
      #expect(result.status == 0 && result.output != whole)
      #expect(result.errors.hasPrefix(told), "\(result.errors)")
      #expect(result.errors.hasSuffix("; it and 1 more are passed over\n"), "\(result.errors)")
    }
    let again = try folder.run("capture", prompts, "-b", "1", "-o", "data")
    #expect(
      again.output.contains("2 prompts") && again.output.contains("2 skipped"), "\(again.output)")
    let mended = try folder.run("rank", "--by", "entropy", "--from", "data")
    #expect(mended.output == whole && mended.errors.isEmpty, "\(mended.errors)")
  }

  @Test func `a file that is not a model is refused by name`() throws {
    let path = try folder.write("GGUF but not really", to: "fake.gguf")
    let result = try folder.run("capture", "-m", path, "abc")
    #expect(result.status == 4)
    #expect(result.errors.contains("fake.gguf"), "\(result.errors)")
  }

  @Test func `prompts are numbered in a session and captured from memory`() throws {
    let prompts = try folder.write(
      (0..<5).map { #"{"text": "prompt number \#($0)"}"# + "\n" }.joined(), to: "five.jsonl")
    let result = try folder.run(
      "-c", "prompts add \(prompts); capture p1-3; cache; capture p*; show p4 L0H0 --mode tsv")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.hasPrefix("5 prompts added: p0-p4\ndemo: 3 prompts, "), "\(result.output)")
    #expect(result.errors.contains("3 prompts, "))
    #expect(
      result.output.contains("prompt\thead\tquery\tkey\tquery_token\tkey_token\tattention\n@"))
  }

  @Test func `the cache lets the least recently used prompts go and says so`() throws {
    let result = try folder.run(
      "-c",
      "set cache.max 20K; capture 'The cat sat on the mat'; capture 'The dog lay on the rug today'; capture 'And more'; cache"
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("the cache is full"), "\(result.errors)")
  }
}
