import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct GGUFTests {
  /// A file with metadata of every kind and three tensors.
  static func good(version: UInt32 = 3, alignment: Int = 32) -> GGUFBuilder {
    var file = GGUFBuilder()
    file.version = version
    file.alignment = alignment
    file.add("general.alignment", type: 4, little(UInt32(alignment)))
    file.add("text", type: 8, file.string("Größe"))
    file.add("u8", type: 0, [200])
    file.add("i8", type: 1, [200])
    file.add("u16", type: 2, little(UInt16(60_000)))
    file.add("i16", type: 3, little(Int16(-300)))
    file.add("u32", type: 4, little(UInt32(4_000_000_000)))
    file.add("i32", type: 5, little(Int32(-5)))
    file.add("f32", type: 6, little(Float(1.5).bitPattern))
    file.add("yes", type: 7, [1])
    file.add("u64", type: 10, little(UInt64.max))
    file.add("i64", type: 11, little(Int64(-7)))
    file.add("f64", type: 12, little(Double(0.1).bitPattern))
    file.add("words", strings: ["a", "", "日本", "Ġthe"])
    file.add("raw", arrayOf: 8, count: 2, file.string("x") + little(UInt64(2)) + [0xFF, 0xFE])
    file.add(
      "numbers", arrayOf: 5, count: 3, little(Int32(1)) + little(Int32(-2)) + little(Int32(3)))
    file.add(
      "scores", arrayOf: 6, count: 2, little(Float(0.5).bitPattern) + little(Float(-2).bitPattern))
    file.add("flags", arrayOf: 7, count: 3, [1, 0, 1])
    file.add("none", arrayOf: 6, count: 0, [])
    file.addTensor("a", [2, 3], type: 0, (0..<6).flatMap { little(Float($0).bitPattern) })
    file.addTensor("b.weight", [2, 1, 4], type: 1, [UInt8](repeating: 0x3C, count: 16))
    file.addTensor(
      "q", [1, 32], type: 8, little(Float16(0.5).bitPattern) + [UInt8](repeating: 255, count: 32))
    return file
  }

  private func open(_ bytes: [UInt8]) throws -> GGUFFile {
    let folder = try TemporaryFolder()
    try writeAtomically(bytes, to: folder.file("x.gguf"))
    return try GGUFFile(path: folder.file("x.gguf"))
  }

  @Test(arguments: [2, 3] as [UInt32], [1, 8, 32, 4096]) func `tensors and metadata are read`(
    version: UInt32, alignment: Int
  ) throws {
    let file = try open(Self.good(version: version, alignment: alignment).bytes)
    #expect(file.version == Int(version) && file.keys.count == 19)
    #expect(file.string("text") == "Größe")
    #expect(
      ["u8", "i8", "u16", "i16", "u32", "i32", "i64"].map(file.integer) == [
        200, -56, 60_000, -300, 4_000_000_000, -5, -7,
      ])
    #expect(file.integer("u64") == nil && file.double("u64") == Double(UInt64.max))
    #expect(file.double("f32") == 1.5 && file.double("f64") == 0.1 && file.double("i16") == -300)
    #expect(file.bool("yes") == true && file.bool("u8") == nil && file.integer("yes") == nil)
    #expect(
      file.string("u8") == nil && file.string("absent") == nil && file.integer("words") == nil)
    #expect(try file.strings("words") == ["a", "", "日本", "Ġthe"])
    #expect(try file.byteStrings("raw") == [[0x78], [0xFF, 0xFE]])
    #expect(throws: FormatError.self) { try file.strings("raw") }
    #expect(throws: FormatError.self) { try file.strings("numbers") }
    #expect(throws: FormatError.self) { try file.strings("text") }
    #expect(try file.strings("absent") == nil && file.integers("absent") == nil)
    #expect(try file.integers("numbers") == [1, -2, 3])
    #expect(try file.integers("flags") == [1, 0, 1])
    #expect(throws: FormatError.self) { try file.integers("scores") }
    #expect(try file.floats("scores") == [0.5, -2])
    #expect(try file.floats("numbers") == [1, -2, 3])
    #expect(try file.floats("none") == [])
    let a = try #require(file.tensors["a"])
    #expect(a.shape == [2, 3])
    #expect(try a.widened().array == [0, 1, 2, 3, 4, 5])
    let b = try #require(file.tensors["b.weight"])
    #expect(b.shape == [2, 1, 4] && b.rows == 2 && b.columns == 4 && b.element == .f16)
    #expect(try file.tensors["q"]?.widened().array == [Float](repeating: -0.5, count: 32))
  }

  static let others: [([UInt8], String)] = [
    ([UInt8]("GGML".utf8), "does not begin with 'GGUF'"),
    ("GGUF".utf8 + little(UInt32(1)), "is GGUF version 1; versions 2 and 3 are supported"),
    ("GGUF".utf8 + [0, 0, 0, 3], "is a big-endian GGUF file; only little-endian is supported"),
    ("GGUF".utf8 + [3, 0], "ends at byte 6, inside the version"),
    (
      "GGUF".utf8 + little(UInt32(3)) + little(UInt64.max),
      "the number of tensors is 18446744073709551615, more than the file's 16 bytes can hold"
    ),
  ]

  @Test(arguments: others)
  func `another kind of file is refused by name`(bytes: [UInt8], problem: String) {
    let error = #expect(throws: FormatError.self) { try open(bytes) }
    #expect(error?.problem == problem)
  }

  static let damages: [(String, @Sendable (inout GGUFBuilder) -> Void)] = [
    (
      "the key 'k' comes twice",
      { file in
        file.add("k", type: 0, [1])
        file.add("k", type: 0, [1])
      }
    ),
    ("the tensor 'a' comes twice", { file in file.addTensor("a", [1], type: 24, [1]) }),
    ("'k' has type 13; types are 0-12", { file in file.add("k", type: 13, [1]) }),
    ("'k' is an array of arrays", { file in file.add("k", arrayOf: 9, count: 1, [0]) }),
    (
      "the length of 'k' is 1000000, more than the file's",
      { file in
        file.add("k", arrayOf: 6, count: 1_000_000, [])
      }
    ),
    (
      "'general.alignment' is 12, which is no power of two",
      { file in
        file.add("general.alignment", type: 4, little(UInt32(12)))
      }
    ),
    (
      "'general.alignment' is no whole number of 32 or 64 bits",
      { file in file.add("general.alignment", type: 0, [32]) }
    ),
    (
      "'w' has 5 axes; 1 to 4 are allowed",
      { file in file.addTensor("w", [1, 1, 1, 1, 1], type: 24, [1]) }
    ),
    ("'w' has 0 axes; 1 to 4 are allowed", { file in file.addTensor("w", [], type: 24, [1]) }),
    (
      "'w' has the type of number 4, which is not read",
      { file in file.addTensor("w", [32], type: 4, [1]) }
    ),
    (
      "'w' is Q8_0 [2, 33], whose last axis is no multiple of 32",
      { file in
        file.addTensor("w", [2, 33], type: 8, [1])
      }
    ),
    (
      "'w' is F32 [4294967296, 4294967296], whose size overflows",
      { file in
        file.addTensor("w", [1 << 32, 1 << 32], type: 0, [1])
      }
    ),
    ("past the file's end at", { file in file.addTensor("w", [1000], type: 0, [1]) }),
  ]

  @Test(arguments: damages)
  func `a file that breaks a rule is refused with the reason`(
    problem: String, damage: @Sendable (inout GGUFBuilder) -> Void
  ) {
    var file = GGUFBuilder()
    file.addTensor("a", [4], type: 24, [1, 2, 3, 4])
    damage(&file)
    let error = #expect(throws: FormatError.self) { try open(file.bytes) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func `an offset that is not the next is refused`() throws {
    var bytes = Self.good().bytes
    let name = try #require(bytes.firstRange(of: "b.weight".utf8)).upperBound
    bytes[name + 4 + 3 * 8 + 4] += 32
    let error = #expect(throws: FormatError.self) { try open(bytes) }
    #expect(error?.problem == "'b.weight' is at offset 64 of the data, not 32")
  }
}
