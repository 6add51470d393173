import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct NPYTests {
  @Test(arguments: ["c.npy", "fortran.npy", "version2.npy", "version3.npy"])
  func `every version and order of NumPy's gives the same array`(file: String) throws {
    let tensor = try readNPY(path: fixture("formats/\(file)"))
    #expect(tensor == Tensor(shape: [2, 3, 4], values: (0..<24).map { Float($0) / 4 - 2 }))
  }

  @Test(arguments: [
    ("complex.npy", "has numbers of type '<c16'; floats, integers and booleans can be read"),
    ("structured.npy", "has a header whose 'descr' is none that can be read"),
    ("json_pairs.json", "is no npy file"),
  ])
  func `what can't become floats is refused by name`(file: String, problem: String) {
    let path = fixture("formats/\(file)")
    #expect(throws: FormatError(path: path, problem: problem)) { try readNPY(path: path) }
  }

  @Test func `headers are NumPy's byte for byte`() throws {
    let folder = try TemporaryFolder()
    for entry in try #require(try JSON.load(path: fixture("formats/npy_headers.json")).arrayValue) {
      let shape = try #require(entry["shape"]?.arrayValue).compactMap(\.integerValue)
      let expected = bytes(hex: try #require(entry["hex"]?.stringValue))
      let writer = try NPYWriter(path: folder.file("x.npy"), shape: shape)
      let temporary = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.path).first)
      #expect(temporary.hasPrefix(".") && temporary.hasSuffix(".plens-tmp"))
      #expect(try [UInt8](Data(contentsOf: URL(filePath: folder.file(temporary)))) == expected)
      #expect(writer.output.path == folder.file("x.npy"))
      _ = consume writer
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test(arguments: [[], [0], [1], [3, 0, 2], [2, 3, 4], [1, 2, 5, 5]])
  func `what is written is read back`(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let count = shape.reduce(1, *)
    let tensor = Tensor(shape: shape, values: (0..<count).map { 1 / Float($0 + 1) })
    try writeNPY(path: folder.file("x.npy"), tensor)
    #expect(try readNPY(path: folder.file("x.npy")) == tensor)
  }

  @Test(arguments: [
    "(0, 4611686018427387904, 4)", "(4, 4611686018427387904, 0)", "(4, 4611686018427387904)",
  ])
  func `a shape that can't be counted is refused in either order`(shape: String) throws {
    let folder = try TemporaryFolder()
    for order in ["True", "False"] {
      var text = "{'descr': '<f4', 'fortran_order': \(order), 'shape': \(shape), }"
      text += String(repeating: " ", count: 117 - text.utf8.count) + "\n"
      let file = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
      try writeAtomically(file, to: folder.file("x.npy"))
      let tensor = try? readNPY(path: folder.file("x.npy"))
      #expect(tensor?.shape == (shape.hasPrefix("(0") ? [0, 1 << 62, 4] : nil))
    }
  }

  @Test func `a file is written in parts, and not with too few`() throws {
    let folder = try TemporaryFolder()
    var writer = try NPYWriter(path: folder.file("x.npy"), shape: [2, 2])
    try writer.append([1, 2])
    try writer.append([3, 4])
    try writer.finish()
    #expect(
      try readNPY(path: folder.file("x.npy")) == Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
    #expect(throws: FormatError.self) {
      var short = try NPYWriter(path: folder.file("y.npy"), shape: [2, 2])
      try short.append([1, 2])
      try short.finish()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.npy"])
  }
}
