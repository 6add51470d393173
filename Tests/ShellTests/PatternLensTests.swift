import Files
import Formats
import Foundation
import Glibc
import Tensors
import TestSupport
import Testing

/// What users of pattern_lens have and type.
@Suite struct PatternLensTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func prompts(_ lines: String..., to name: String = "p.jsonl") throws {
    _ = try folder.write(lines.map { $0 + "\n" }.joined(), to: name)
  }

  private func captured(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(path)).sorted()
  }

  private func lines(_ path: String) throws -> [JSON] {
    try String(contentsOfFile: folder.file(path), encoding: .utf8).split(separator: "\n")
      .map { try JSON(parsing: String($0)) }
  }

  // MARK: One hash, two texts

  @Test(arguments: [
    "capture h1.jsonl; capture h2.jsonl; export p0 L0H0 -o out.json",
    "prompts add h1.jsonl; prompts add h2.jsonl; export p0 L0H0 -o out.json",
    "capture h1.jsonl h2.jsonl; export p0 L0H0 -o out.json",
    "capture h1.jsonl -o d; prompts clear; capture h2.jsonl -o d; export p0 L0H0 -o out.json",
    "capture h1.jsonl -o d; prompts clear; capture -f h2.jsonl -o d; export p0 L0H0 -o out.json",
    "capture h1.jsonl -o d; prompts clear; capture h2.jsonl; fig raw p0 L0H0 -o d; echo x > out.json",
    "capture h1.jsonl -o d; prompts clear; capture h2.jsonl; load d; echo x > out.json",
    "capture h1.jsonl -o d; load d; prompts clear; prompts add h2.jsonl; export p0 L0H0 -o out.json",
  ])
  func `a hash that came with two texts is an error`(script: String) throws {
    try prompts(#"{"text": "The first text.", "hash": "h1"}"#, to: "h1.jsonl")
    try prompts(#"{"text": "Quite another text here.", "hash": "h1"}"#, to: "h2.jsonl")
    let result = try folder.run("-c", script)
    #expect(result.status == 4, "\(result.errors)")
    #expect(result.errors.contains("the hash 'h1' is that of another prompt there:"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out.json")))
  }

  @Test func `what a cleared prompt left is not its successor's`() throws {
    try prompts(#"{"text": "The first text.", "hash": "h1"}"#, to: "h1.jsonl")
    try prompts(#"{"text": "Quite another text here.", "hash": "h1"}"#, to: "h2.jsonl")
    let both = try folder.run(
      "-c", "capture h1.jsonl; prompts clear; prompts add h2.jsonl; export p0 L0H0 -o both.json")
    let alone = try folder.run("-c", "prompts add h2.jsonl; export p0 L0H0 -o alone.json")
    #expect(both.status == 0 && alone.status == 0, "\(both.errors)\(alone.errors)")
    #expect(
      try JSON.load(path: folder.file("both.json"))["pattern"]
        == JSON.load(path: folder.file("alone.json"))["pattern"])
  }

  // MARK: Folders

  @Test func `a model of two names is found in a folder in a folder, and in one`() throws {
    #expect(try folder.run("capture", "a b a b", "-o", "d").status == 0)
    try FileManager.default.createDirectory(
      atPath: folder.file("n/org"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder.file("d/demo"), toPath: folder.file("n/org/nested"))
    try FileManager.default.copyItem(
      atPath: folder.file("d/demo"), toPath: folder.file("n/org-flat"))
    let wanted = try folder.run("rank", "--from", "d", "--top", "3").output
    for model in ["org/nested", "org-nested", "org/flat", "org-flat"] {
      let found = try folder.run("rank", "--from", "n", "-m", model, "--top", "3")
      #expect(found.status == 0 && found.output == wanted, "\(model): \(found.errors)")
    }
    let missing = try folder.run("rank", "--from", "n", "-m", "org/other")
    #expect(missing.status == 3)
    #expect(
      missing.errors.contains("n has no model 'org/other': give -m with org/nested or org-flat"))
    // What the message says is what `load` takes.
    let several = try folder.run("-c", "load n")
    #expect(several.errors.contains("n has several models: name one, such as n/org/nested, or"))
    #expect(try folder.run("-c", "load n/org/nested; show p0 L0H0[-1]").status == 0)
  }

  @Test func `a folder is the model's as it was asked for`() throws {
    let models = folder.file("models")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: fixture("models/gpt2"), toPath: models + "/gpt2")
    for (name, wanted) in [("gpt2-small", "gpt2-small"), ("gpt2", "gpt2"), ("GPT2", "gpt2")] {
      let result = try RunningProgram(
        ["capture", "-m", name, "--ids", "5 17 3", "-o", "d-" + name], in: folder.path,
        variables: ["PLENS_MODELS": models])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try captured("d-" + name) == [wanted, "models.jsonl"])
    }
  }

  @Test func `a folder without a configuration can be read, and one whose numbers lie is refused`()
    throws
  {
    #expect(try folder.run("capture", "a b a b", "-o", "d").status == 0)
    let wanted = try folder.run("rank", "--from", "d").output
    let path = folder.file("d/demo/model_cfg.json")
    let config = try String(contentsOfFile: path, encoding: .utf8)
    try FileManager.default.removeItem(atPath: path)
    #expect(try folder.run("rank", "--from", "d").output == wanted)
    for layers in ["-1", "100000000", "9007199254740992", "9223372036854775807"] {
      _ = try folder.write(
        config.replacing("\"n_layers\": 4", with: "\"n_layers\": \(layers)"),
        to: "d/demo/model_cfg.json")
      for arguments in [
        ["rank", "--from", "d"], ["-c", "load d; show p0 L0H0"], ["fig", "raw", "--from", "d"],
      ] {
        let result = try RunningProgram(arguments, in: folder.path)
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains("n_layers \(layers) and n_heads 6 are no model's"))
      }
      let site = try folder.run("site", "s", "--from", "d")
      #expect(site.status == 0 && site.errors.contains("are no model's"), "\(site.errors)")
    }
  }

  @Test func `a folder can be opened while it is written, and after a kill`() throws {
    try prompts(#"{"text": "a b a b"}"#)
    #expect(try folder.run("capture", "p.jsonl", "-o", "d").status == 0)
    // As it is when the second prompt's files are there, and nothing more was written.
    try FileManager.default.removeItem(atPath: folder.file("d/models.jsonl"))
    let hash = try #require(try captured("d/demo/prompts").first)
    try FileManager.default.removeItem(
      atPath: folder.file("d/demo/prompts/\(hash)/activations.npz"))
    try prompts(#"{"text": "a b a b"}"#, #"{"text": "c d c d"}"#)
    #expect(try folder.run("capture", "p.jsonl", "-o", "d").status == 0)
    #expect(try lines("d/demo/prompts.jsonl").count == 2)
    #expect(try lines("d/models.jsonl").count == 1)
  }

  @Test func `typed prompts have the field that pattern_lens's page reads`() throws {
    #expect(try folder.run("capture", "a b", "-o", "d").status == 0)
    #expect(try lines("d/demo/prompts.jsonl").map { $0["meta"] } == [.object([:])])
  }

  @Test func `empty texts are captured as a BOS alone`() throws {
    try prompts(#"{"text": "a"}"#, #"{"text": ""}"#, #"{"text": "b"}"#)
    let result = try folder.run("capture", "p.jsonl", "-o", "d")
    #expect(result.status == 0, "\(result.errors)")
    // MD5 of nothing.
    let file = try NPZFile(
      path: folder.file("d/demo/prompts/1B2M2Y8AsgTpgAmY7PhCfg/activations.npz"))
    #expect(try file.tensor("blocks.3.attn.hook_pattern").shape == [1, 6, 1, 1])
    #expect(try file.tensor("blocks.3.attn.hook_pattern").values == [1, 1, 1, 1, 1, 1])
    #expect(try captured("d/demo/prompts").count == 3)
  }

  // MARK: Commands

  @Test func `pattern_lens's command lines are understood`() throws {
    try prompts(#"{"text": "When Mary and John went to the store"}"#, #"{"text": "a b a b"}"#)
    let activations = try folder.run(
      "activations", "--model", "demo", "--prompts", "p.jsonl", "--save-path", "d", "--raw-prompts",
      "--min-chars", "5", "--max-chars", "1000", "--device", "cpu", "--batch-size", "32",
      "--no-index-html")
    #expect(activations.status == 0, "\(activations.errors)")
    #expect(try captured("d/demo/prompts").count == 2)
    let stacked = try folder.run(
      "activations", "-m", "demo", "-p", "p.jsonl", "-s", "e", "-n", "1", "--stacked-heads")
    #expect(stacked.status == 0, "\(stacked.errors)")
    let hash = try #require(try captured("e/demo/prompts").first)
    #expect(
      try captured("e/demo/prompts/\(hash)")
        == ["activations-blocks.-.attn.hook_pattern.npy", "prompt.json"])
    let figures = try folder.run(
      "figures", "--model", "demo", "--save-path", "d", "--figure-funcs", "raw", "-n", "1",
      "--force", "True")
    #expect(figures.status == 0, "\(figures.errors)")
    #expect(figures.output.contains("24 figures") && figures.output.contains("-> d/demo"))
    let forced = try folder.run("capture", "-m", "demo", "p.jsonl", "--force", "True", "-o", "f")
    #expect(forced.status == 0 && forced.output.contains("demo: 2 prompts"), "\(forced.output)")
    let cuda = try folder.run("capture", "a b", "--device", "cuda", "-o", "x")
    #expect(cuda.status == 2 && cuda.errors.contains("'cuda' for '--device': expected cpu"))
  }

  @Test(arguments: [
    ("save-path", "capture --output"), ("activations", "capture"), ("device", "capture --device"),
    ("stacked", "capture --stack-heads"), ("figure-funcs", "fig FUNCTIONS"),
    ("rewrite-index", "serve --rewrite-index"), ("raw-prompts", "capture --raw"),
  ])
  func `its words are found`(word: String, name: String) throws {
    let names = try folder.run("apropos", word, "--mode", "json").json().arrayValue ?? []
    #expect(names.contains { $0["name"]?.stringValue == name })
  }

  @Test func `figures are drawn of several models, of all functions, and of the first prompts`()
    throws
  {
    try prompts(#"{"text": "a b a b"}"#, #"{"text": "c d c d"}"#)
    #expect(try folder.run("capture", "p.jsonl", "-o", "d").status == 0)
    try FileManager.default.copyItem(
      atPath: folder.file("d/demo"), toPath: folder.file("d/second"))
    let both = try folder.run("fig", "raw", "-m", "demo,second", "--from", "d", "-n", "1")
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.output.split(separator: "\n").count == 2)
    for model in ["demo", "second"] {
      let drawn = try captured("d/\(model)/prompts").filter {
        FileManager.default.fileExists(
          atPath: folder.file("d/\(model)/prompts/\($0)/L0/H0/raw.png"))
      }
      #expect(drawn.count == 1)
    }
    let listed = try folder.run("figs", "--mode", "json").json().arrayValue ?? []
    for arguments in [
      ["fig", "--from", "d", "-m", "demo", "-o", "all"],
      ["fig", "None", "--from", "d", "-m", "demo", "-o", "none"],
    ] {
      let all = try RunningProgram(arguments, in: folder.path)
      #expect(all.status == 0, "\(all.errors)")
      #expect(all.output.contains("\(2 * 24 * listed.count) figures"), "\(all.output)")
    }
    let typo = try folder.run("fig", "rwa", "--from", "d", "-m", "demo")
    #expect(typo.status == 3 && typo.errors.contains("did you mean 'raw'?"))
  }

  @Test(arguments: [
    "(.|.)*b", "(.*)*x", #"(.*)*\1q"#, "((.{1,999}){1,999}){1,999}b", "a)(b", "blocks",
  ])
  func `an expression for hooks is judged in time`(expression: String) throws {
    let result = try folder.run("hooks", expression)
    #expect(result.status == 3 && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.contains("'\(expression)' "))
  }

  @Test func `an expression means whole names`() throws {
    let all = try folder.run("hooks", ".*", "--mode", "json").json().arrayValue ?? []
    let block =
      try folder.run("hooks", #"blocks\.0\..*|hook_embed"#, "--mode", "json").json().arrayValue
      ?? []
    let names = all.compactMap { $0["hook"]?.stringValue }
    #expect(
      block.compactMap { $0["hook"]?.stringValue }
        == names.filter { $0.hasPrefix("blocks.0.") || $0 == "hook_embed" })
  }

  @Test func `a port that is in use is an error where it was asked for`() throws {
    let descriptor = try FileHandle.listening()
    defer { descriptor.handle.closeFile() }
    try FileManager.default.createDirectory(
      atPath: folder.file("d"), withIntermediateDirectories: true)
    let result = try folder.run("serve", "d", "--port", "\(descriptor.port)")
    #expect(result.status == 1)
    #expect(result.errors.contains("port \(descriptor.port) of 127.0.0.1 is in use"))
  }

  // MARK: Models

  @Test func `a model whose files have changed is opened again, and what it left is forgotten`()
    throws
  {
    let model = folder.file("m")
    try FileManager.default.copyItem(atPath: fixture("models/gpt2"), toPath: model)
    let weights = fixture("models/gpt2/model.safetensors")
    #expect(FileManager.default.fileExists(atPath: weights))
    let before = try folder.run(
      "-c", "load m; capture --ids '5 17 3'; export p0 L1H0 -o before.json")
    #expect(before.status == 0, "\(before.errors)")
    // Other weights of the same shapes: the numbers of the last ones are others.
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: weights)))
    for place in bytes.count / 2..<bytes.count where place % 4 == 2 { bytes[place] ^= 0x15 }
    try Data(bytes).write(to: URL(filePath: folder.file("other.safetensors")))
    let script = """
      load m
      capture --ids '5 17 3'
      !cp other.safetensors m/model.safetensors.new && mv m/model.safetensors.new m/model.safetensors
      export p0 L1H0 -o after.json
      """
    let result = try folder.run("-c", script)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("has changed since it was opened: m is opened again"))
    #expect(result.errors.contains("what m left of 1 prompt is forgotten"))
    let fresh = try folder.run("-c", "load m; capture --ids '5 17 3'; export p0 L1H0 -o fresh.json")
    #expect(fresh.status == 0, "\(fresh.errors)")
    let values = try ["before", "after", "fresh"].map {
      try JSON.load(path: folder.file($0 + ".json"))["pattern"]
    }
    #expect(values[1] == values[2] && values[0] != values[1])
  }

  @Test func `two models of one name are told apart`() throws {
    for place in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(place), withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(atPath: fixture("models/gpt2"), toPath: folder.file("a/m"))
    try FileManager.default.copyItem(atPath: fixture("models/gpt_neox"), toPath: folder.file("b/m"))
    let result = try folder.run(
      "-c", "capture --ids '5 17 3' -m a/m; export p0 L0H0 -m b/m -o both.json")
    let alone = try folder.run(
      "-c", "capture --ids '5 17 3' -m b/m; export p0 L0H0 -m b/m -o alone.json")
    #expect(result.status == 0 && alone.status == 0, "\(result.errors)\(alone.errors)")
    #expect(result.errors.contains("it was of another model of that name, in a/m"))
    #expect(
      try JSON.load(path: folder.file("both.json"))["pattern"]
        == JSON.load(path: folder.file("alone.json"))["pattern"])
  }
}

extension FileHandle {
  /// A socket that holds a port of this machine's loopback address.
  fileprivate static func listening() throws -> (handle: FileHandle, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    #expect(isBound)
    return (FileHandle(fileDescriptor: descriptor), Int(UInt16(bigEndian: address.sin_port)))
  }
}
