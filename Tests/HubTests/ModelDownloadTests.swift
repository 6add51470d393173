import Formats
import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

/// Downloads from a hub on this machine, `Fixtures/hub/server.py`.
@Suite struct ModelDownloadTests {
  /// The content of the server's large files.
  static let large = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 * $0 + $0 / 251) }

  static let commit = "0123456789abcdef0123456789abcdef01234567"

  /// The files below `path`, sorted.
  private func files(_ path: String) -> [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
      .filter { name in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path + "/" + name)) != nil
      }.sorted()
  }

  private func isWhole(_ path: String) throws -> Bool {
    try Array(Data(contentsOf: URL(filePath: path + "/model.safetensors"))) == Self.large
  }

  @Test func `a model is fetched into the layout of Hugging Face's cache`() throws {
    let hub = try LocalHub()
    let path = try hub.download("plain", token: "secret")
    #expect(path == hub.cache.folder(of: "org/plain") + "/snapshots/" + Self.commit)
    #expect(files(path) == ["config.json", "model.safetensors", "tokenizer.json"])
    #expect(try isWhole(path))
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: path + "/config.json")
    #expect(link.hasPrefix("../../blobs/") && link.count == 12 + 40)
    #expect(hub.blobs("plain").count == 3)
    #expect(hub.cache.snapshot(of: "org/plain") == path)
    let reference = hub.cache.folder(of: "org/plain") + "/refs/main"
    #expect(try String(contentsOfFile: reference, encoding: .utf8) == Self.commit)
  }

  @Test func `the token goes to the hub and to no other server`() throws {
    let hub = try LocalHub()
    try hub.download("with-token", token: "secret")
    let log = try hub.log(of: "with-token")
    for request in log {
      #expect(request[4].boolValue == (request[1].stringValue == "127.0.0.1"), "\(request)")
      #expect(request[5].stringValue == "identity")
    }
    #expect(log.contains { $0[1].stringValue == "localhost" })
  }

  @Test func `what is here is not fetched again`() throws {
    let hub = try LocalHub()
    try hub.download("again")
    let before = try hub.log(of: "again").count
    try hub.download("again")
    #expect(try hub.log(of: "again").count == before + 1)
  }

  @Test func `an index brings its shards, also from folders`() throws {
    let hub = try LocalHub()
    let path = try hub.download("sharded")
    #expect(
      files(path) == [
        "config.json", "model-1.safetensors", "model.safetensors.index.json",
        "parts/model-2.safetensors", "tokenizer.json",
      ])
    #expect(FileManager.default.fileExists(atPath: path + "/parts/model-2.safetensors"))
  }

  static let choices = [
    ("torch", ["config.json", "pytorch_model.bin", "tokenizer.json"]),
    ("toy", ["config.json", "model_final.pth", "tokenizer.json"]),
    ("gguf/a.gguf", ["a.gguf"]),
    ("renamed", ["config.json", "model.safetensors", "tokenizer.json"]),
    ("escape", ["config.json", "model.safetensors", "tokenizer.json"]),
    ("flaky", ["config.json", "model.safetensors", "tokenizer.json"]),
    ("busy", ["config.json", "model.safetensors", "tokenizer.json"]),
  ]

  @Test(arguments: choices) func `a repository gives the files that are needed`(
    name: String, expected: [String]
  ) throws {
    let hub = try LocalHub()
    let path = try hub.download(name)
    let snapshot = name.hasSuffix(".gguf") ? String(path.dropLast("/a.gguf".count)) : path
    #expect(files(snapshot) == expected)
    #expect(!FileManager.default.fileExists(atPath: hub.folder.file("evil")))
  }

  @Test func `progress grows to the whole`() throws {
    let hub = try LocalHub()
    var seen: [DownloadProgress] = []
    _ = try ModelDownload(name: "org/plain", settings: hub.settings()).run { seen.append($0) }
    let last = try #require(seen.last)
    #expect(last.filesDone == 3 && last.fileCount == 3 && last.bytesDone == last.byteCount)
    #expect(seen.map(\.bytesDone) == seen.map(\.bytesDone).sorted())
    #expect(last.byteCount == 50_000 + 49 + 2)
  }

  // MARK: Broken connections

  @Test(arguments: Array(stride(from: 1024, to: 50_000, by: 1024)))
  func `a connection cut at any kilobyte is continued or begun anew`(kilobyte: Int) throws {
    let hub = try LocalHub()
    #expect(try isWhole(hub.download("cut-\(kilobyte)")))
    #expect(try isWhole(hub.download("no-ranges-\(kilobyte)")))
  }

  @Test(arguments: ["every-kilobyte", "wrong-once"])
  func `trouble that passes leaves no trace`(kind: String) throws {
    let hub = try LocalHub()
    #expect(try isWhole(hub.download(kind)))
    #expect(hub.blobs(kind).count == 3)
  }

  @Test(arguments: [
    "refuses-ranges", "other-range", "no-ranges-3000", "left", "long-part", "damaged",
  ])
  func `what an earlier run left is continued or begun anew`(kind: String) throws {
    let hub = try LocalHub()
    var left = Array(Self.large[..<20_000])
    if kind == "long-part" { left = Self.large + [0] }
    if kind == "damaged" { left[77] ^= 1 }
    let blobs = hub.cache.folder(of: "org/" + kind) + "/blobs"
    try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    try Data(left).write(to: URL(filePath: "\(blobs)/\(Self.digest).incomplete"))
    #expect(try isWhole(hub.download(kind)))
    #expect(hub.blobs(kind).allSatisfy { !$0.hasSuffix(".incomplete") })
    let ranges = try hub.log(of: kind).compactMap { $0[3].stringValue }
    #expect(ranges.first == (kind == "long-part" ? nil : "bytes=20000-"))
  }

  private static let digest = "3617f92f74194e3095ac2a9ef686545df17f99acfa8eddbc5458c98167edcfdb"

  static let failures: [(kind: String, error: HubError.Kind, word: String)] = [
    ("wrong", .damaged, "checksum"), ("short", .network, "416"),
    ("long", .network, "more than the 50000 bytes"), ("dead", .network, "localhost"),
    ("broken", .network, "503"), ("very-busy", .network, "3600 seconds"),
    ("missing", .notFound, "there is no 'org/missing'"), ("private", .notFound, "HF_TOKEN"),
    ("gated", .notAllowed, "accept its terms at http"), ("forbidden", .notAllowed, "403"),
    ("html", .damaged, "list of files"), ("loop", .network, "ten times"),
    ("empty", .notFound, "no weights"), ("gguf", .notFound, "a.gguf, b.gguf"),
    ("bad-etag", .damaged, "no name for a file"), ("bad-index", .damaged, "weight_map"),
  ]

  @Test(arguments: failures)
  func `trouble that stays is explained and leaves nothing that looks whole`(
    kind: String, error: HubError.Kind, word: String
  ) throws {
    let hub = try LocalHub()
    let found = #expect(throws: HubError.self) { try hub.download(kind) }
    #expect(found?.kind == error && found?.description.contains(word) == true, "\(found as Any)")
    let weights =
      hub.cache.folder(of: "org/" + kind) + "/snapshots/\(Self.commit)/model.safetensors"
    #expect(!FileManager.default.fileExists(atPath: weights))
    #expect(
      !FileManager.default.fileExists(atPath: hub.cache.folder(of: "org/" + kind) + "/refs/main"))
    #expect(!FileManager.default.fileExists(atPath: hub.folder.file("evil")))
  }

  static let withToken: [(kind: String, error: HubError.Kind, word: String)] = [
    ("missing", .notFound, "that the token may read"), ("gated", .notAllowed, "no access yet"),
    ("bad-token", .notAllowed, "does not accept the token"),
  ]

  @Test(arguments: withToken) func `with a token other things help`(
    kind: String, error: HubError.Kind, word: String
  ) throws {
    let hub = try LocalHub()
    let found = #expect(throws: HubError.self) { try hub.download(kind, token: "t") }
    #expect(found?.kind == error && found?.description.contains(word) == true, "\(found as Any)")
    #expect(try isWhole(hub.download("private", token: "t")))
  }

  @Test func `a cancelled download keeps what came and goes on from there`() throws {
    let hub = try LocalHub()
    let isCancelled = Atomic(false)
    let download = try ModelDownload(name: "org/slow", settings: hub.settings())
    let error = #expect(throws: HubError.self) {
      try download.run { progress in
        if progress.bytesDone > 10_000 { isCancelled.store(true, ordering: .relaxed) }
      } isCancelled: {
        isCancelled.load(ordering: .relaxed)
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(hub.cache.hasPartialDownload(of: "org/slow"))
    #expect(hub.cache.snapshot(of: "org/slow", revision: "other") == nil)
    #expect(try isWhole(download.run()))
    #expect(try hub.log(of: "slow").contains { $0[3].stringValue?.hasPrefix("bytes=") == true })
  }

  @Test func `revisions have references of their own`() throws {
    let hub = try LocalHub()
    let path = try hub.download("plain", revision: "refs/pr/1")
    #expect(hub.cache.snapshot(of: "org/plain", revision: "refs/pr/1") == path)
    #expect(throws: HubError(.notFound, "'org/plain' has no such revision")) {
      try hub.download("plain", revision: "other")
    }
    #expect(throws: HubError.self) { try hub.download("plain", revision: "../x") }
  }

  @Test func `a cache that can't be written is named, with the system's reason`() throws {
    var settings = try LocalHub().settings()
    settings.cacheFolder = "/dev/null/hub"
    let error = #expect(throws: (any Error).self) {
      try ModelDownload(name: "org/plain", settings: settings).run()
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("/dev/null/hub"), "\(text)")
    #expect(text.contains("the folder can't be made: Not a directory"), "\(text)")
  }

  @Test func `nothing is asked for what can't be had`() throws {
    var settings = HubSettings(environment: [
      "HOME": "/nowhere", "HF_ENDPOINT": "http://127.0.0.1:9",
    ])
    settings.retryDelay = 0.001
    // A server that refuses is no slow one: it is not waited for.
    settings.timeout = 3600
    for name in [
      "", "/", "a/", "a b", "../x", "org/..", "org/x/../y", "a--b", "hubert-base", "llama-7b",
      "gpt3",
    ] {
      let error = #expect(throws: HubError.self, "\(name)") {
        try ModelDownload(name: name, settings: settings)
      }
      #expect(error?.kind == .notFound)
    }
    let unreachable = #expect(throws: HubError.self) {
      try ModelDownload(name: "gpt2-small", settings: settings).run()
    }
    #expect(unreachable?.kind == .unreachable, "\(unreachable as Any)")
    settings.isOffline = true
    let offline = #expect(throws: HubError.self) {
      try ModelDownload(name: "gpt2", settings: settings)
    }
    #expect(offline?.kind == .offline)
  }

  /// Runs where `PLENS_HUB_PYTHON` names a Python that has huggingface_hub.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["PLENS_HUB_PYTHON"] != nil))
  func `huggingface_hub finds what was fetched`() throws {
    let hub = try LocalHub()
    try hub.download("plain")
    try hub.download("sharded")
    let script = """
      import sys
      from huggingface_hub import snapshot_download, try_to_load_from_cache, scan_cache_dir
      cache = sys.argv[1]
      assert try_to_load_from_cache("org/plain", "model.safetensors", cache_dir=cache) is not None
      path = snapshot_download("org/sharded", cache_dir=cache, local_files_only=True)
      assert open(path + "/parts/model-2.safetensors", "rb").read()
      info = scan_cache_dir(cache)
      assert len(info.repos) == 2 and not info.warnings, info
      """
    let process = Process()
    process.executableURL = URL(
      filePath: ProcessInfo.processInfo.environment["PLENS_HUB_PYTHON"] ?? "")
    process.arguments = ["-c", script, hub.cache.folder]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
