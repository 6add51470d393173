import Activations
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct StoreNameTests {
  @Test(arguments: [
    ("gpt2", "gpt2"), ("roneneldan/TinyStories-1M", "roneneldan-TinyStories-1M"),
    ("a b:c", "a_b_c"),
    ("v1.0_x-y", "v1.0_x-y"), ("Äπ日", "___"), ("e\u{301}", "e_"), ("../../etc", "..-..-etc"),
    (".", "_"),
    ("..", "__"), ("...", "___"), ("", "_"), ("/etc/passwd", "-etc-passwd"), ("a/../b", "a-..-b"),
    ("a\0b", "a_b"), ("~", "_"), ("a\\b", "a_b"), ("a\nb", "a_b"),
  ])
  func `a model's name becomes a folder's name`(model: String, name: String) {
    #expect(CaptureStore.sanitizedName(model) == name)
  }

  @Test func `names that are too long are cut and stay different`() {
    let long = String(repeating: "x", count: 5000)
    let names = [long, long + "y"].map { CaptureStore.sanitizedName($0) }
    #expect(names.allSatisfy { $0.utf8.count <= 240 } && names[0] != names[1])
  }

  @Test func `a model's folder is known by its name alone`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try store.writeConfig(["model_name": .string("tiny")], of: "tiny")
    try FileManager.default.createDirectory(
      atPath: folder.file("others"), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: URL(filePath: folder.file("model_cfg.json")))
    for name in ["tiny", "others", "missing", "", ".", ".."] {
      #expect(try store.hasModel(name) == store.models().contains(name), "\(name)")
    }
    #expect(store.hasModel("tiny"))
  }

  @Test(arguments: [
    "../../etc", ".", "..", "a/../b", "", "/etc", "//", "../x", "x/..", "a\0/b", "./x", "x/.",
    "tiny/..",
  ])
  func `no name leads out of the store`(model: String) throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path + "/store")
    for name in [model, String(repeating: model, count: 300)] {
      try store.writeConfig(["model_name": .string(name)], of: name)
      let path = store.folder(of: name)
      #expect(path.hasPrefix(folder.path + "/store/"))
      #expect(!path.dropFirst(folder.path.count + 7).contains("/"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["store"])
  }

  @Test(arguments: ["", ".", "..", "../x", "a/b", "/etc", "a\0", "x y", "日"])
  func `no hash leads out of its model's folder`(hash: String) throws {
    let store = CaptureStore(root: fixture("store"))
    #expect(store.promptFolder(hash, of: "tiny") == nil)
    #expect(!store.isComplete(hash, of: "tiny"))
    #expect(throws: (any Error).self) { try store.load(hash, of: "tiny") }
    #expect(throws: (any Error).self) {
      try store.pattern(hash, Head(layer: 0, index: 0), of: "tiny")
    }
  }
}
