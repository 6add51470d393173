import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CaptureWriterTests {
  private let prompt = PromptRecord(text: "a test", tokens: ["a", "Ġtest"])

  private func cache(layers: Int = 3, heads: Int = 2, n: Int = 3) -> ActivationCache {
    var generator = SeededGenerator(seed: 3)
    var cache = ActivationCache()
    for layer in 0..<layers {
      cache[.pattern(layer)] = Tensor(
        shape: [heads, n, n],
        values: (0..<heads * n * n).map { _ in Float.random(in: 0...1, using: &generator) })
    }
    return cache
  }

  private func files(_ path: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return names.filter { !$0.hasSuffix(prompt.hash) && $0 != "m" && $0 != "m/prompts" }.sorted()
  }

  @Test(arguments: [
    CaptureLayout.archive(.stored), .archive(.fast), .archive(.level(6)), .stacked(layers: 3),
  ])
  func `what is written is read again`(layout: CaptureLayout) throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path + "/new")
    var cache = cache()
    if !layout.isStacked {
      cache[.outside(.finalNorm)] = Tensor(shape: [3, 4], values: (0..<12).map { Float($0) })
    }
    #expect(!store.isComplete(prompt.hash, of: "org/m", stacked: layout.isStacked))
    try store.write(cache, of: prompt, model: "org/m", as: layout)
    #expect(store.isComplete(prompt.hash, of: "org/m", stacked: layout.isStacked))
    let read = try store.load(prompt.hash, of: "org/m", text: prompt.text)
    #expect(read.points == cache.points)
    for point in cache.points { #expect(read[point] == cache[point]) }
    let head = Head(layer: 2, index: 1)
    #expect(try store.pattern(prompt.hash, head, of: "org/m") == cache.pattern(head))
    #expect(try store.prompt(prompt.hash, of: "org/m") == prompt)
    #expect(try store.models() == ["org-m"])
  }

  @Test func `arrays in files have a leading axis and the hook point's name`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try store.write(cache(), of: prompt, model: "m")
    let path = try #require(store.promptFolder(prompt.hash, of: "m"))
    let file = try NPZFile(path: path + "/activations.npz")
    #expect(file.names == (0..<3).map { "blocks.\($0).attn.hook_pattern" })
    #expect(try file.tensor("blocks.1.attn.hook_pattern").shape == [1, 2, 3, 3])
    let second = PromptRecord(text: "another")
    try store.write(cache(), of: second, model: "m", as: .stacked(layers: 3))
    let stack = try readNPY(
      path: #require(store.promptFolder(second.hash, of: "m"))
        + "/activations-blocks.-.attn.hook_pattern.npy")
    #expect(stack.shape == [1, 3, 2, 3, 3])
  }

  @Test(arguments: [CaptureLayout.archive(.fast), .stacked(layers: 3)])
  func `nothing has its name before the end, and an abandoned writer leaves nothing`(
    layout: CaptureLayout
  ) throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path + "/root")
    do {
      let writer = try store.writer(for: prompt, of: "m", as: layout)
      for (layer, point) in cache().points.enumerated() {
        try writer.append(point, #require(cache()[point]))
        #expect(!store.isComplete(prompt.hash, of: "m", stacked: layout.isStacked))
        #expect(files(store.root).allSatisfy { $0.hasSuffix(".plens-tmp") }, "\(layer)")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `an abandoned writer leaves what was there before`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try store.write(cache(), of: prompt, model: "m")
    let before = files(store.root)
    do {
      let writer = try store.writer(for: prompt, of: "m")
      try writer.append(.pattern(0), Tensor(zeros: [1, 1, 1]))
    }
    #expect(files(store.root) == before)
    #expect(try store.load(prompt.hash, of: "m").points.count == 3)
  }

  @Test func `a writer tidies up after a killed run, but not after one at work`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    let path = try #require(store.promptFolder(prompt.hash, of: "m"))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data([1]).write(to: URL(filePath: path + "/.stale.plens-tmp"))
    try Data([1]).write(to: URL(filePath: path + "/.mine"))
    let first = try store.writer(for: prompt, of: "m")
    #expect(!FileManager.default.fileExists(atPath: path + "/.stale.plens-tmp"))
    #expect(FileManager.default.fileExists(atPath: path + "/.mine"))
    let second = try store.writer(for: prompt, of: "m")
    for point in cache().points { try first.append(point, #require(cache()[point])) }
    try first.finish()
    try second.append(.pattern(0), Tensor(zeros: [1, 1, 1]))
    #expect(try store.load(prompt.hash, of: "m").points.count == 3)
    try second.finish()
    #expect(try store.load(prompt.hash, of: "m").points.count == 1)
  }

  @Test func `a stack takes the patterns of all layers in order`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    func append(_ points: [HookPoint], finish: Bool = true) throws {
      let writer = try store.writer(for: prompt, of: "m", as: .stacked(layers: 2))
      for point in points {
        try writer.append(point, Tensor(zeros: [1, point.layer == 1 ? 3 : 2, 2]))
      }
      try writer.finish()
    }
    for points in [
      [.pattern(1)], [.pattern(0)], [.pattern(0), .pattern(0)], [.pattern(0), .pattern(1)],
      [.block(.z, 0)], [],
    ] as [[HookPoint]] {
      #expect(throws: FormatError.self) { try append(points) }
    }
    #expect(files(store.root).isEmpty)
  }

  @Test func `a hook point is written once`() throws {
    let folder = try TemporaryFolder()
    let writer = try CaptureStore(root: folder.path).writer(for: prompt, of: "m")
    try writer.append(.pattern(0), Tensor(zeros: [1, 1, 1]))
    #expect(throws: FormatError.self) { try writer.append(.pattern(0), Tensor(zeros: [1, 1, 1])) }
  }

  @Test func `a folder that can't be made is named with the system's reason`() throws {
    let folder = try TemporaryFolder()
    try Data([1]).write(to: URL(filePath: folder.file("file")))
    let store = CaptureStore(root: folder.file("file/root"))
    let error = #expect(throws: FormatError.self) { try store.writer(for: prompt, of: "m") }
    #expect(error?.description.hasSuffix("the folder can't be made: Not a directory") == true)
    #expect(throws: FormatError.self) { try store.writeConfig([:], of: "m") }
    #expect(throws: FormatError.self) { try store.updateIndexes() }
    let nowhere = CaptureStore(root: "/proc/nowhere")
    #expect(throws: FormatError.self) { try nowhere.writer(for: prompt, of: "m") }
  }

  @Test func `a failure at the end is an error, and what was there stays`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    try store.write(cache(), of: prompt, model: "m")
    let path = try #require(store.promptFolder(prompt.hash, of: "m"))
    let before = try Data(contentsOf: URL(filePath: path + "/activations.npz"))
    let writer = try store.writer(for: prompt, of: "m", as: .archive(.stored))
    // A folder in its place: prompt.json can't be renamed over it.
    try FileManager.default.removeItem(atPath: path + "/prompt.json")
    try FileManager.default.createDirectory(
      atPath: path + "/prompt.json/x", withIntermediateDirectories: true)
    try writer.append(.pattern(0), Tensor(zeros: [1, 1, 1]))
    #expect(throws: FormatError.self) { try writer.finish() }
    #expect(try Data(contentsOf: URL(filePath: path + "/activations.npz")) == before)
  }

  @Test func `a new prompt is found when all of it is there`() throws {
    let folder = try TemporaryFolder()
    let store = CaptureStore(root: folder.path)
    let writer = try store.writer(for: prompt, of: "m", as: .archive(.stored))
    try writer.append(.pattern(0), Tensor(zeros: [1, 1, 1]))
    let path = try #require(store.promptFolder(prompt.hash, of: "m"))
    // A folder in the place of the activations: they can't be renamed over it, and come first.
    try FileManager.default.createDirectory(
      atPath: path + "/activations.npz/x", withIntermediateDirectories: true)
    #expect(throws: FormatError.self) { try writer.finish() }
    #expect(!FileManager.default.fileExists(atPath: path + "/prompt.json"))
  }
}
