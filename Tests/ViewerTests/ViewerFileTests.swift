import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing
import Viewer

@Suite struct ViewerFileTests {
  private let viewer: ViewerFixture

  init() throws { viewer = try ViewerFixture() }

  @Test func `files come as they are on disk`() async throws {
    #expect(try viewer.store.updateIndexes().isEmpty)
    let folder = try #require(viewer.store.promptFolder(viewer.prompt.hash, of: "m"))
    let head = folder + "/L0/H0"
    try FileManager.default.createDirectory(atPath: head, withIntermediateDirectories: true)
    try Data("<svg/>".utf8).write(to: URL(filePath: head + "/f.svg"))
    try Data("own".utf8).write(to: URL(filePath: head + "/raw.png"))
    try Data("%PDF-".utf8).write(to: URL(filePath: head + "/p.pdf"))
    try Data([0xFF, 0xD8, 0xFF]).write(to: URL(filePath: head + "/p.jpg"))
    for (path, type) in [
      ("/models.jsonl", "application/jsonl; charset=utf-8"),
      ("/m/prompts.jsonl", "application/jsonl; charset=utf-8"),
      ("/m/model_cfg.json", "application/json"),
      (viewer.place + "/prompt.json", "application/json"),
      (viewer.place + "/activations.npz", "application/octet-stream"),
      (viewer.place + "/L0/H0/f.svg", "image/svg+xml"),
      (viewer.place + "/L0/H0/raw.png", "image/png"),
      (viewer.place + "/L0/H0/p.pdf", "application/pdf"),
      (viewer.place + "/L0/H0/p.jpg", "image/jpeg"),
    ] {
      let answer = try await viewer.ask(path)
      #expect(answer.status == .ok, "\(path)")
      #expect(answer.headers[.contentType] == type, "\(path)")
      let file = try Data(contentsOf: URL(filePath: viewer.store.root + path))
      #expect(answer.bytes == [UInt8](file), "\(path)")
    }
  }

  @Test func `numbers that JSON has not are null for a page, and all else as it is`() async throws {
    let hash = PromptRecord.hash(of: "x")
    let folder = viewer.store.root + "/m/prompts/" + hash
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let line =
      #"{"text":"x", "meta": {"a": [1.5, NaN, -Infinity], "b": "NaN"}, "hash": "\#(hash)"}"#
    try Data(line.utf8).write(to: URL(filePath: folder + "/prompt.json"))
    let shown =
      #"{"text": "x", "meta": {"a": [1.5, null, null], "b": "NaN"}, "hash": "\#(hash)"}"#
    let answer = try await viewer.ask("/m/prompts/\(hash)/prompt.json")
    #expect(answer.text == shown)
    // Of a list only the lines that need it are written anew, also where it is large and one is torn.
    let plain = "{\"text\":\"NaN\",  \"meta\":{}}"
    let many = Array(repeating: plain, count: 20_000)
    let list = (many + [line, "{\"text\": NaN"]).joined(separator: "\n")
    try Data(list.utf8).write(to: URL(filePath: viewer.store.root + "/m/prompts.jsonl"))
    let lines = try await viewer.ask("/m/prompts.jsonl").text
    #expect(lines == (many + [shown, "{\"text\": NaN"]).joined(separator: "\n"))
    try Data(many.joined(separator: "\n").utf8)
      .write(to: URL(filePath: viewer.store.root + "/m/prompts.jsonl"))
    #expect(try await viewer.ask("/m/prompts.jsonl").text == many.joined(separator: "\n"))
  }

  @Test func `a large file comes whole, in parts, and its head alone where that is asked`()
    async throws
  {
    let folder = try #require(viewer.store.promptFolder(viewer.prompt.hash, of: "m"))
    let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let name = "activations-blocks.-.attn.hook_pattern.npy"
    try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    let answer = try await viewer.ask(viewer.place + "/" + name)
    #expect(answer.status == .ok && answer.bytes == bytes)
    #expect(answer.headers[.contentLength] == "1000003")
    let head = try await viewer.ask(viewer.place + "/" + name, method: .head)
    #expect(head.bytes.isEmpty && head.headers[.contentLength] == "1000003")
    var fields = HTTPFields()
    fields[.ifNoneMatch] = answer.headers[.eTag]
    let known = try await viewer.ask(viewer.place + "/" + name, headers: fields)
    #expect(known.status == .notModified && known.bytes.isEmpty)
  }

  /// pattern_lens's page asks for `.//models.jsonl` and so on, beside itself.
  @Test func `a folder's own page is below pattern_lens, with the folder's files`() async throws {
    #expect(try viewer.store.updateIndexes().isEmpty)
    let missing = try await viewer.ask("/pattern_lens/")
    #expect(missing.status == .notFound)
    #expect(try missing.problem == "the folder has no index.html; this viewer's own page is at /")
    for (name, text) in [
      ("index.html", "<p>their index"), ("single.html", "<p>their single"), ("pl_cfg.json", "{}"),
      ("sg_cfg.json", "{\"a\": 1}"), ("secret.html", "no"),
    ] {
      try Data(text.utf8).write(to: URL(filePath: viewer.store.root + "/" + name))
    }
    #expect(try await viewer.ask("/pattern_lens/").text == "<p>their index")
    #expect(try await viewer.ask("/pattern_lens/index.html").text == "<p>their index")
    let single = try await viewer.ask("/pattern_lens/single.html?prompt=x")
    #expect(single.text == "<p>their single")
    let policy = single.header("Content-Security-Policy") ?? ""
    #expect(policy.hasPrefix("default-src 'none'; script-src 'self' 'unsafe-inline'"))
    #expect(policy.contains("connect-src 'self'; "))
    for path in [
      "/models.jsonl", "/pl_cfg.json", "/sg_cfg.json", "/m/prompts.jsonl",
      viewer.place + "/prompt.json",
    ] {
      let below = try await viewer.ask("/pattern_lens/" + path)
      #expect(below.status == .ok, "\(path)")
      #expect(try await below.bytes == viewer.ask(path).bytes, "\(path)")
    }
    #expect(try await viewer.ask("/index.html").text.contains("<p>their") == false)
    for path in ["secret.html", "../prompt.json", "%2e%2e/prompt.json", "notes.txt"] {
      let answer = try await viewer.ask("/pattern_lens/" + path)
      #expect([.notFound, .badRequest].contains(answer.status), "\(path)")
    }
  }

  @Test func `a folder without a configuration is shown with what its patterns tell`() async throws
  {
    try FileManager.default.removeItem(atPath: viewer.store.root + "/m/model_cfg.json")
    let models = try #require(try await viewer.ask("/api/models").json.arrayValue)
    #expect(models[0]["n_layers"] == .integer(2) && models[0]["n_heads"] == .integer(2))
    #expect(try await viewer.ask("/api/scores?model=m").status == .ok)
  }

  @Test func `indexes that were not written are made from memory`() async throws {
    let models = try await viewer.ask("/models.jsonl").text
    let prompts = try await viewer.ask("/m/prompts.jsonl").text
    let figures = try await viewer.ask("/figures.jsonl").text
    #expect(figures.contains("\"figure_save_fmt\": \"png\""))
    #expect(try viewer.store.updateIndexes().isEmpty)
    #expect(try await viewer.ask("/models.jsonl").text == models)
    #expect(try await viewer.ask("/m/prompts.jsonl").text == prompts)
  }

  @Test(arguments: [
    "/../prompt.json", "/%2e%2e/prompt.json", "/m/../../prompt.json", "/m/%2E%2E/models.jsonl",
    "/..%2fprompt.json", "/m/prompts/..%2f..%2fmodel_cfg.json/prompt.json", "/%2fetc%2fpasswd",
    "//etc/passwd", "/etc/passwd", "/m//model_cfg.json", "/m/./model_cfg.json",
    "/m/%00/model_cfg.json", "/m%5c..%5cmodel_cfg.json", "/%252e%252e/prompt.json", "/%", "/%ff",
    "/api/pattern/../../prompt.json/0/0", "/api/tile/%2e%2e/m/0/0/raw.png",
    "/m/prompts/../prompt.json",
    "/api/pattern/m/%2e%2e/0/0", "/.git/config", "/m/", "/notes.txt", "/m/prompts/",
  ])
  func `no path leads out or to other files`(path: String) async throws {
    let answer = try await viewer.ask(path)
    #expect([.notFound, .badRequest].contains(answer.status), "\(path)")
    #expect(!answer.text.contains("secret"))
    #expect(!answer.text.contains(viewer.folder.path))
  }

  @Test func `a link that leads out of the folder is not followed`() async throws {
    let inside = viewer.store.root + "/m/prompts"
    try FileManager.default.createDirectory(
      atPath: inside + "/link", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: inside + "/link/prompt.json", withDestinationPath: viewer.folder.path + "/prompt.json"
    )
    #expect(try await viewer.ask("/m/prompts/link/prompt.json").status == .notFound)
    let outside = CaptureStore(root: viewer.folder.path + "/outside")
    try outside.write(viewer.cache, of: viewer.prompt, model: "o")
    try FileManager.default.createSymbolicLink(
      atPath: viewer.store.root + "/o", withDestinationPath: outside.root + "/o")
    for path in [
      "/api/pattern/o/\(viewer.prompt.hash)/0/0", "/o/prompts/\(viewer.prompt.hash)/prompt.json",
    ] {
      #expect(try await viewer.ask(path).status == .notFound)
    }
    #expect(try await viewer.ask("/api/prompts?model=o").text.contains("\"prompts\": []"))
  }
}
