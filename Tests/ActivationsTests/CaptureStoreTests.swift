import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Reading a folder that pattern_lens and NumPy wrote: `scripts/make-store-fixtures.py`.
@Suite struct CaptureStoreTests {
  private let store = CaptureStore(root: fixture("store"))
  private let hello = "bNNVbesNpUvKBgtMOUeYOQ"
  private let stacked = "L3g8olJtMI4sYwhyrTopBQ"

  /// The pattern that the script put at this place.
  private func expected(_ head: Head, n: Int) -> Tensor {
    Tensor(
      shape: [n, n],
      values: (0..<n * n).map { at in
        let (q, k) = (at / n, at % n)
        return k <= q ? Float(1 + head.layer + 2 * head.index + 3 * q + 5 * k) / 64 : 0
      })
  }

  @Test func `models are found, nested ones too`() throws {
    #expect(try store.models() == ["org/nested", "tiny"])
    #expect(try store.config(of: "tiny")["n_heads"] == .integer(3))
    #expect(try store.config(of: "org/nested")["model_name"] == .string("org/nested"))
    #expect(try CaptureStore(root: "/nowhere").models().isEmpty)
  }

  @Test func `prompts are listed, and broken ones told`() throws {
    let listing = store.prompts(of: "tiny")
    #expect(
      listing.prompts.map(\.text)
        == ["naïve 日本", "other types", "Hello, world!"].sorted {
          PromptRecord.hash(of: $0) < PromptRecord.hash(of: $1)
        })
    #expect(listing.problems.map(\.path) == [fixture("store/tiny/prompts/broken/prompt.json")])
    let record = try store.prompt(hello, of: "tiny")
    #expect(record.tokens == ["Hello", ",", "Ġworld", "!"])
    let file = try String(
      contentsOfFile: fixture("store/tiny/prompts/\(hello)/prompt.json"), encoding: .utf8)
    #expect(record.fileText == file)
  }

  @Test func `a prompt is complete with its own files`() {
    #expect(
      store.isComplete(hello, of: "tiny") && !store.isComplete(hello, of: "tiny", stacked: true))
    #expect(
      !store.isComplete(stacked, of: "tiny") && store.isComplete(stacked, of: "tiny", stacked: true)
    )
    for hash in ["broken", "empty", "missing"] { #expect(!store.isComplete(hash, of: "tiny")) }
    #expect(!store.isComplete(hello, of: "other"))
  }

  @Test(arguments: ["bNNVbesNpUvKBgtMOUeYOQ", "L3g8olJtMI4sYwhyrTopBQ", "other types", "nested"])
  func `all patterns are read, from archive and stack`(name: String) throws {
    let hash = name.count == 22 ? name : PromptRecord.hash(of: name)
    let model = name == "nested" ? "org/nested" : "tiny"
    let n = try store.prompt(hash, of: model).tokens.count + 1
    let cache = try store.load(hash, of: model)
    #expect(Array(cache.points.prefix(2)) == [.pattern(0), .pattern(1)])
    for layer in 0..<2 {
      for index in 0..<3 {
        let head = Head(layer: layer, index: index)
        #expect(try store.pattern(hash, head, of: model) == expected(head, n: n))
        #expect(cache.pattern(head) == expected(head, n: n))
      }
    }
    if name == "other types" {
      #expect(cache.points.count == 3)
      #expect(cache[.outside(.tokens)] == Tensor(shape: [3], values: [0, 1, 2]))
    }
  }

  @Test func `text and hash are verified`() throws {
    #expect(try store.load(hello, of: "tiny", text: "Hello, world!").points.count == 2)
    #expect(throws: ActivationsMismatchError.self) {
      try store.load(hello, of: "tiny", text: "Hello!")
    }
    let folder = try TemporaryFolder()
    let copy = folder.file("tiny/prompts/elsewhere")
    try FileManager.default.createDirectory(
      atPath: folder.file("tiny/prompts"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: fixture("store/tiny/prompts/\(hello)"), toPath: copy)
    let moved = CaptureStore(root: folder.path)
    let error = #expect(throws: FormatError.self) { try moved.load("elsewhere", of: "tiny") }
    #expect(error?.problem == "its hash is '\(hello)', but its folder's 'elsewhere'")
    #expect(moved.prompts(of: "tiny").problems.count == 1)
  }

  @Test func `what is missing is told`() throws {
    func problem(_ hash: String, _ head: Head) -> String? {
      #expect(throws: FormatError.self) { try store.pattern(hash, head, of: "tiny") }?.problem
    }
    #expect(
      problem(hello, Head(layer: 2, index: 0)) == "has no pattern of layer 2; it has layers 0-1")
    #expect(
      problem(stacked, Head(layer: 2, index: 0)) == "has no pattern of layer 2; it has layers 0-1")
    #expect(
      problem(hello, Head(layer: -1, index: 0)) == "has no pattern of layer -1; it has layers 0-1")
    #expect(
      problem(hello, Head(layer: 1, index: 3))
        == "has no head L1H3: the pattern of layer 1 has shape [3, 5, 5]")
    #expect(problem("missing", Head(layer: 0, index: 0)) == "has no prompt 'missing'")
  }

  @Test func `damaged activations are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("tiny/prompts/\(hello)")
    try FileManager.default.createDirectory(
      atPath: folder.file("tiny/prompts"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: fixture("store/tiny/prompts/\(hello)"), toPath: path)
    let whole = try Data(contentsOf: URL(filePath: path + "/activations.npz"))
    let copy = CaptureStore(root: folder.path)
    for length in stride(from: 0, to: whole.count, by: 37) {
      try whole.prefix(length).write(to: URL(filePath: path + "/activations.npz"))
      #expect(throws: FormatError.self) { try copy.load(hello, of: "tiny") }
      #expect(throws: FormatError.self) {
        try copy.pattern(hello, Head(layer: 0, index: 0), of: "tiny")
      }
    }
  }
}
