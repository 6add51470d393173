import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  /// A file with this header, padded as writers do, and this many bytes of data: 0, 1, 2, ...
  static func file(_ header: String, dataCount: Int, padding: Bool = true) -> [UInt8] {
    var text = Array(header.utf8)
    while padding && text.count % 8 != 0 { text.append(0x20) }
    return little(UInt64(text.count)) + text + (0..<dataCount).map { UInt8(truncatingIfNeeded: $0) }
  }

  private func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
    let folder = try TemporaryFolder()
    try writeAtomically(bytes, to: folder.file("x.safetensors"))
    return try SafetensorsFile(path: folder.file("x.safetensors"))
  }

  static let good = """
    {"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[8,20]},\
    "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[0,4],"data_offsets":[8,8]},\
    "s":{"dtype":"F8_E4M3","shape":[],"data_offsets":[20,21]},"u":{"dtype":"U8","shape":[3],"data_offsets":[21,24]}}
    """

  @Test(arguments: [true, false]) func `tensors have their place, shape and values`(padding: Bool)
    throws
  {
    let file = try open(Self.file(Self.good, dataCount: 24, padding: padding))
    #expect(file.metadata == ["format": "pt"])
    #expect(Set(file.tensors.keys) == ["a", "b", "e", "s", "u"])
    let a = try #require(file.tensors["a"])
    #expect(a.shape == [2] && a.rows == 1 && a.columns == 2 && a.element == .f32)
    #expect(try a.widened().array.map(\.bitPattern) == [0x0302_0100, 0x0706_0504])
    let b = try #require(file.tensors["b"])
    let halves = stride(from: 8, to: 20, by: 2).map { (low: Int) -> Float in
      Float(Float16(bitPattern: UInt16(low + 1) << 8 | UInt16(low)))
    }
    #expect(try b.widened().array == halves)
    #expect(try b.widened(rows: [1..<2]).array == Array(halves[3...]))
    let empty = try #require(file.tensors["e"])
    #expect(empty.shape == [0, 4] && empty.rows == 0)
    #expect(try empty.widened().count == 0)
    #expect(try file.tensors["u"]?.widened().array == [21, 22, 23])
    let scalar = try #require(file.tensors["s"])
    #expect(scalar.rows == 1 && scalar.columns == 1 && !scalar.element.isWidenable)
    #expect(throws: FormatError.self) { try scalar.widened() }
  }

  private static func one(_ entry: String) -> String { "{\"w\":\(entry)}" }

  static let broken: [(header: String, dataCount: Int, problem: String)] = [
    ("[]", 0, "the header is no JSON object"),
    (
      "{", 0,
      "the header is no JSON: line 1, column 9: the text ends where a key in double quotes is expected"
    ),
    (one("3"), 8, "'w' has no 'dtype'"),
    (
      one(#"{"dtype":"F32","shape":[2]}"#), 8,
      "'w' has no list of whole numbers under 'data_offsets'"
    ),
    (
      one(#"{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#), 8,
      "'w' has no list of whole numbers under 'shape'"
    ),
    (
      one(#"{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}"#), 8,
      "'w' has no list of whole numbers under 'shape'"
    ),
    (
      one(#"{"dtype":"Q4_0","shape":[32],"data_offsets":[0,18]}"#), 18,
      "'w' has the unknown type 'Q4_0'"
    ),
    (
      one(#"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#), 8,
      "'w' has data_offsets [8, 0]; a beginning and an end are expected"
    ),
    (
      one(#"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#), 8,
      "'w' has 8 bytes; F32 [3] takes 12"
    ),
    (
      one(#"{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}"#), 8,
      "'w' has the shape [4611686018427387904, 4], whose size can't be counted"
    ),
    (
      one(#"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#), 12,
      "the tensors end at byte 72, the file at 76"
    ),
    (
      one(#"{"dtype":"F32","shape":[2],"data_offsets":[4,12]}"#), 12,
      "'w' leaves a gap: it begins at byte 68, not 64"
    ),
    (
      one(#"{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}"#), 8,
      "'w' ends at byte 2^63, past the file's end at 88"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
      6,
      "'b' overlaps the tensor before it: it begins at byte 122, not 124"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
      4,
      "the header is no JSON: line 1, column 54: the key \"a\" comes twice"
    ),
    (#"{"__metadata__":{"a":1}}"#, 0, "'__metadata__' has 'a', which is no string"),
  ]

  @Test(arguments: broken)
  func `a header that breaks a rule is refused with the reason`(
    header: String, data: Int, problem: String
  ) {
    let error = #expect(throws: FormatError.self) { try open(Self.file(header, dataCount: data)) }
    #expect(error?.problem == problem)
  }

  static let headless: [([UInt8], String)] = [
    ([1, 2, 3], "has 3 bytes; a header's length takes 8"),
    (little(UInt64(100)) + [0x7B, 0x7D], "has a header of 100 bytes, past the file's end at 10"),
    (
      little(UInt64.max) + [0x7B, 0x7D],
      "has a header of 18446744073709551615 bytes; at most 100000000 are allowed"
    ),
    ([], "is empty"),
  ]

  @Test(arguments: headless)
  func `a file without a whole header is refused`(bytes: [UInt8], problem: String) {
    let error = #expect(throws: FormatError.self) { try open(bytes) }
    #expect(error?.problem == problem)
  }

  @Test func `a folder is opened through its index, and a missing shard is named`() throws {
    let folder = try TemporaryFolder()
    let neither = #expect(throws: FormatError.self) { try SafetensorsFile.openFolder(folder.path) }
    #expect(
      neither?.description
        == "\(folder.path): has neither model.safetensors nor model.safetensors.index.json")

    let header = #"{"NAME":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    func writeShard(_ file: String, _ name: String) throws {
      try writeAtomically(
        Self.file(header.replacing("NAME", with: name), dataCount: 8), to: folder.file(file))
    }
    func writeIndex(_ map: String) throws {
      try writeAtomically(
        "{\"metadata\":{},\"weight_map\":\(map)}".utf8,
        to: folder.file("model.safetensors.index.json"))
    }
    try writeShard("1.safetensors", "a")
    try writeIndex(#"{"a":"1.safetensors","b":"2.safetensors"}"#)
    let missing = #expect(throws: FormatError.self) { try SafetensorsFile.openFolder(folder.path) }
    #expect(
      missing?.description
        == "\(folder.path)/2.safetensors: cannot be opened: No such file or directory")
    try writeShard("2.safetensors", "c")
    let wrong = #expect(throws: FormatError.self) { try SafetensorsFile.openFolder(folder.path) }
    #expect(wrong?.problem == "lacks 'b', which model.safetensors.index.json puts here")
    try writeShard("2.safetensors", "b")
    #expect(Set(try SafetensorsFile.openFolder(folder.path).keys) == ["a", "b"])
    try writeIndex(#"{"a":"../1.safetensors"}"#)
    #expect(throws: FormatError.self) { try SafetensorsFile.openFolder(folder.path) }
    try writeShard("model.safetensors", "whole")
    #expect(Set(try SafetensorsFile.openFolder(folder.path).keys) == ["whole"])
  }
}
