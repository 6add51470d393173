import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Pickles written by hand, each in a zip file as PyTorch lays it out.
@Suite struct PickleTests {
  static let header: [UInt8] = [0x80, 2]
  static let stop: [UInt8] = [0x2E]

  static func text(_ text: String) -> [UInt8] {
    [0x58] + little(UInt64(text.utf8.count))[..<4] + Array(text.utf8)
  }

  static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  /// Pickles and what is wrong with them.
  static let bad: [(String, [UInt8], String)] = [
    ("runs a command", global("os", "system") + text("true") + [0x85, 0x52], "'os.system'"),
    ("imports eval", global("builtins", "eval"), "'builtins.eval'"),
    ("imports by the stack", text("os") + text("system") + [0x93], "'os.system'"),
    ("imports another thing of torch", global("torch", "load"), "'torch.load'"),
    ("makes an instance", Array("(ios\nsystem\n".utf8), "INST"),
    ("makes an object", Array("(o".utf8), "OBJ"),
    ("makes a new object", global("collections", "OrderedDict") + [0x29, 0x81], "NEWOBJ"),
    ("uses a registered extension", [0x82, 1], "EXT1"),
    ("has bytes", [0x43, 1, 65], "SHORT_BINBYTES"),
    ("is of protocol 0", Array("I1\n".utf8), "INT"),
    ("is of protocol 9", [0x80, 9], "protocol 9"),
    ("has an unknown instruction", [0xFF], "255"),
    ("takes from an empty stack", [0x52], "more values than it has"),
    ("takes past a mark", [0x4B, 1, 0x28, 0x85], "more values than it has"),
    ("lacks a mark", [0x74], "misses a mark"),
    ("recalls what is not there", [0x68, 9], "recalls value 9"),
    ("appends to a number", [0x4B, 1, 0x4B, 1, 0x61], "no list"),
    ("sets items of a list", [0x5D, 0x4B, 1, 0x4B, 1, 0x73], "no dictionary"),
    ("has a key alone", [0x7D, 0x28, 0x4B, 1, 0x75], "without a value"),
    ("calls a number", [0x4B, 1, 0x29, 0x52], "did not import"),
    ("calls a storage", global("torch", "FloatStorage") + [0x29, 0x52], "made by a call"),
    ("sets a list's state", [0x5D, 0x7D, 0x62], "set the state"),
    ("has a long text", [0x58, 255, 255, 255, 255], "4294967295 bytes"),
    ("has a text that is not UTF-8", [0x58, 1, 0, 0, 0, 0xFF], "not UTF-8"),
    ("has a huge integer", [0x8A, 9] + [UInt8](repeating: 1, count: 9), "holds no dictionary"),
    ("has a persistent id of text", text("x") + [0x51], "no tuple"),
    ("has a persistent id of another kind", [0x29, 0x51], "no storage's"),
    (
      "has a parameter of nothing", global("torch._utils", "_rebuild_parameter") + [0x29, 0x52],
      "parameter"
    ),
    (
      "has a tensor of nothing", global("torch._utils", "_rebuild_tensor_v2") + [0x29, 0x52],
      "not made of"
    ),
    ("is a number", [0x4B, 1], "no dictionary"),
    ("is an empty dictionary", [0x7D], "no tensors by name"),
    (
      "is a Counter", global("collections", "Counter") + [0x7D, 0x85, 0x52], "no tensors by name"
    ),
  ]

  @Test(arguments: bad) func `a bad pickle is named`(what: String, body: [UInt8], problem: String)
    throws
  {
    let error = try refusal(Self.header + body + Self.stop)
    #expect(error?.problem.contains(problem) == true, "\(what): \(error as Any)")
  }

  @Test func `a dictionary in itself ends in an error`() throws {
    // {} kept as 0; under "model" itself
    let body: [UInt8] = [0x7D, 0x71, 0] + Self.text("model") + [0x68, 0, 0x73]
    #expect(try refusal(Self.header + body + Self.stop)?.problem.contains("no tensors") == true)
  }

  @Test func `a deep pickle ends in an error`() throws {
    let depth = 1_000_000
    let lists = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
    #expect(try refusal(Self.header + lists + Self.stop)?.problem.contains("no dictionary") == true)
    let marks = [UInt8](repeating: 0x28, count: depth)
    #expect(try refusal(Self.header + marks)?.problem.contains("ends inside") == true)
  }

  @Test func `a pickle that doubles a list again and again ends in an error`() throws {
    // a list of pairs, and ordered dictionaries of it without end
    var body: [UInt8] = [0x5D, 0x71, 0, 0x28]
    for _ in 0..<2000 { body += [0x4B, 1, 0x4B, 2, 0x86] }
    body += [0x65] + Self.global("collections", "OrderedDict") + [0x71, 1]
    for _ in 0..<2000 { body += [0x68, 1, 0x68, 0, 0x85, 0x52] }
    let error = try refusal(Self.header + body + Self.stop)
    #expect(error?.problem.contains("more than that many elements") == true, "\(error as Any)")
  }

  @Test func `an oversized pickle is refused before it is read`() throws {
    let error = try refusal([UInt8](repeating: 0x7D, count: 33 << 20))
    #expect(error?.problem.contains("at most 33554432 are read") == true, "\(error as Any)")
  }

  /// Sizes and strides of a tensor of 4 floats, and whether they are refused.
  static let layouts: [(offset: Int, shape: [Int], strides: [Int], isGood: Bool)] = [
    (0, [4], [1], true), (0, [2, 2], [2, 1], true), (3, [1], [1], true), (0, [], [], true),
    (0, [0, 5], [5, 1], true), (4, [0], [1], true), (0, [2, 2], [1, 2], true),
    (0, [1, 4], [9, 1], true),
    (1, [4], [1], false), (4, [], [], false), (0, [5], [1], false), (0, [2, 2], [3, 1], false),
    (-1, [2], [1], false), (3, [2], [-1], false), (0, [-1], [1], false), (0, [2], [1, 1], false),
    (0, [2, 2], [0, 1], true), (0, [100], [0], false),
    (0, [1 << 31, 1 << 31], [1, 1], false), (0, [2, 2], [1 << 62, 1 << 62], false),
    (Int.max, [2], [1], false), (0, [1 << 62, 8, 0], [1, 1, 1], false),
  ]

  @Test(arguments: layouts) func `a tensor lies in its storage or is refused`(
    layout: (offset: Int, shape: [Int], strides: [Int], isGood: Bool)
  ) throws {
    func tuple(_ numbers: [Int]) -> [UInt8] { [0x28] + numbers.flatMap(Self.integer) + [0x74] }
    let id =
      Self.text("storage") + Self.global("torch", "FloatStorage") + Self.text("0")
      + Self.text("cpu")
    let storage = [0x28] + id + Self.integer(4) + [0x74, 0x51]
    let arguments =
      storage + Self.integer(layout.offset) + tuple(layout.shape) + tuple(layout.strides)
    let tensor =
      Self.global("torch._utils", "_rebuild_tensor_v2") + [0x28] + arguments + [
        0x89, 0x4E, 0x74, 0x52,
      ]
    let pickle = Self.header + [0x7D] + Self.text("w") + tensor + [0x73] + Self.stop
    let folder = try TemporaryFolder()
    let path = folder.file("x.bin")
    let data = [UInt8](repeating: 0, count: 16)
    try writeAtomically(storedZip([("x/data.pkl", pickle), ("x/data/0", data)]), to: path)
    if layout.isGood {
      let tensor = try #require(try TorchFile(path: path).tensors["w"])
      #expect(try tensor.widened().count == layout.shape.reduce(1, *))
    } else {
      #expect(throws: FormatError.self) { try TorchFile(path: path) }
    }
  }

  private static func integer(_ number: Int) -> [UInt8] {
    [0x8A, 8] + little(UInt64(bitPattern: Int64(number)))
  }

  /// What a checkpoint with this pickle is refused for.
  private func refusal(_ pickle: [UInt8]) throws -> FormatError? {
    let folder = try TemporaryFolder()
    let path = folder.file("x.bin")
    try writeAtomically(storedZip([("x/data.pkl", pickle)]), to: path)
    return #expect(throws: FormatError.self) { try TorchFile(path: path) }
  }
}

/// A zip file of members that are not compressed.
func storedZip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
  func short(_ number: Int) -> [UInt8] { Array(little(UInt64(number))[..<2]) }
  func long(_ number: Int) -> [UInt8] { Array(little(UInt64(number))[..<4]) }
  var file: [UInt8] = []
  var directory: [UInt8] = []
  for (name, bytes) in members {
    let fields =
      short(20) + short(0) + short(0) + long(0) + long(0) + long(bytes.count) + long(bytes.count)
    let common = fields + short(name.utf8.count) + short(0)
    directory += long(0x0201_4B50) + short(20) + common + short(0) + short(0) + short(0) + long(0)
    directory += long(file.count) + Array(name.utf8)
    file += long(0x0403_4B50) + common + Array(name.utf8) + bytes
  }
  let end = long(0x0605_4B50) + short(0) + short(0) + short(members.count) + short(members.count)
  return file + directory + end + long(directory.count) + long(file.count) + short(0)
}
