import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Checkpoints that `scripts/make-torch-fixtures.py` wrote with PyTorch, and pickles that none should.
@Suite struct TorchFileTests {
  static let files = [
    "types.bin", "types-legacy.bin", "types-protocol4.bin", "views.pth", "views-legacy.pth",
    "module.bin", "checkpoint.pt", "lightning.pt",
  ]

  @Test(arguments: files) func `a file gives PyTorch's values`(name: String) throws {
    try check(TorchFile(path: fixture("torch/" + name)).tensors, against: name)
  }

  @Test func `a folder of shards gives PyTorch's values`() throws {
    try check(Checkpoint.openFolder(fixture("torch/sharded")), against: "sharded")
  }

  @Test func `numbers are mapped in place unless they have to be put in order`() throws {
    let tensors = try TorchFile(path: fixture("torch/views.pth")).tensors
    let base = try #require(tensors["base"])
    #expect(tensors["tied"]?.bytes == base.bytes)
    #expect(tensors["rows"]?.bytes.lowerBound == base.bytes.lowerBound + 48)
    for (name, tensor) in tensors {
      let isCopied = ["transposed", "columns", "steps", "permuted"].contains(name)
      #expect((tensor.file !== base.file) == isCopied, "\(name)")
    }
  }

  static let refusals = [
    ("refuse-import.bin", "refuses to import 'posix.getcwd'"),
    ("refuse-module.bin", "refuses to import 'torch.nn.modules.linear.Linear'"),
    ("refuse-set.bin", "refuses the pickle instruction EMPTY_SET"),
    ("refuse-expanded.bin", "'weight' is a view of shape [1000, 1000] that repeats its numbers"),
  ]

  @Test(arguments: refusals) func `what is more than tensors is refused by name`(
    file: String, problem: String
  ) {
    let path = fixture("torch/" + file)
    let error = #expect(throws: FormatError.self) { try TorchFile(path: path) }
    #expect(error?.description.hasPrefix("\(path): \(problem)") == true, "\(error as Any)")
  }

  @Test func `safetensors come before a PyTorch file and that before others`() throws {
    let folder = try TemporaryFolder()
    let none = #expect(throws: FormatError.self) { try Checkpoint.openFolder(folder.path) }
    #expect(none?.problem.hasPrefix("has no weights") == true)
    #expect(FileManager.default.createFile(atPath: folder.file("tf_model.h5"), contents: nil))
    let other = #expect(throws: FormatError.self) { try Checkpoint.openFolder(folder.path) }
    #expect(other?.problem.hasSuffix("('tf_model.h5' is of TensorFlow)") == true)
    func copy(_ name: String, to target: String) throws {
      try FileManager.default.copyItem(atPath: fixture(name), toPath: folder.file(target))
    }
    try copy("torch/views.pth", to: "a.pth")
    #expect(try Checkpoint.openFolder(folder.path)["base"] != nil)
    try copy("torch/views.pth", to: "b.pt")
    let several = #expect(throws: FormatError.self) { try Checkpoint.openFolder(folder.path) }
    #expect(several?.problem.contains("a.pth, b.pt") == true)
    try copy("torch/types.bin", to: "pytorch_model.bin")
    #expect(try Checkpoint.openFolder(folder.path)["int8"] != nil)
    try copy("checkpoints/gpt2/model.safetensors", to: "model.safetensors")
    #expect(try Checkpoint.openFolder(folder.path)["int8"] == nil)
  }

  private func check(_ tensors: [String: StoredTensor], against name: String) throws {
    let expected = try #require(Self.expected[name]?.objectValue)
    let readable = tensors.filter { $0.value.element.isWidenable }
    #expect(Set(readable.keys) == Set(expected.map(\.key)))
    for (key, value) in expected {
      let tensor = try #require(tensors[key])
      #expect(tensor.name == key)
      let shape = try #require(value["shape"]?.arrayValue).compactMap { $0.integerValue }
      #expect(tensor.shape == shape, "\(key)")
      let numbers = try #require(value["values"]?.arrayValue).compactMap { $0.doubleValue }
      #expect(try tensor.widened().array == numbers.map { Float($0) }, "\(key)")
    }
  }

  private static let expected =
    (try? JSON.load(path: fixture("torch/expected.json")).objectValue) ?? JSONObject()
}
