import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Damaged files end in an error or in values, and never in a trap, a hang or memory that they don't justify.
@Suite struct HostileFileTests {
  /// How many damaged copies of each file are read; `PLENS_FUZZ` asks for more.
  static let rounds = ProcessInfo.processInfo.environment["PLENS_FUZZ"].flatMap { Int($0) } ?? 1500

  static let kinds = [
    "safetensors", "gguf", "npz stored", "npz fast", "npz level", "npz numpy", "npy", "json", "png",
    "torch", "torch legacy", "torch views",
  ]

  @Test(arguments: kinds) func `a damaged file gives an error or a value`(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = quickPath(in: folder)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = try make(kind, in: folder)
    try writeAtomically(original, to: path)
    try touch(kind, path)
    var generator = SeededGenerator(seed: UInt64(kind.utf8.reduce(0) { $0 * 31 + Int($1) }))
    var refused = 0
    for _ in 0..<Self.rounds {
      try replace(path, damaged(original, &generator))
      do {
        try touch(kind, path)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > Self.rounds / 10)
  }

  @Test(arguments: kinds) func `a file that is cut anywhere gives an error or a value`(kind: String)
    throws
  {
    let folder = try TemporaryFolder()
    let path = quickPath(in: folder)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = try make(kind, in: folder)
    try writeAtomically(original, to: path)
    let step = max(1, original.count / 700)
    for count in stride(from: 0, to: original.count, by: step) {
      try replace(path, Array(original[..<count]))
      if kind == "png" || kind == "json" {
        // What ends these files says nothing that a reader needs: an empty chunk, a line feed.
        do { try touch(kind, path) } catch is FormatError {}
      } else {
        #expect(throws: FormatError.self, "\(count) bytes") { try touch(kind, path) }
      }
    }
  }

  /// A path in memory where the system has such, since thousands of files are written there.
  private func quickPath(in folder: borrowing TemporaryFolder) -> String {
    FileManager.default.isWritableFile(atPath: "/dev/shm")
      ? "/dev/shm/plens-\(UUID().uuidString)" : folder.file("x")
  }

  /// Writes a new file: to overwrite one makes the system wait for the disk.
  private func replace(_ path: String, _ bytes: [UInt8]) throws {
    try FileManager.default.removeItem(atPath: path)
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// The bytes of a fixture.
  private func whole(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: fixture(name))))
  }

  /// A small intact file.
  private func make(_ kind: String, in folder: borrowing TemporaryFolder) throws -> [UInt8] {
    func npz(_ choice: Compression) throws -> [UInt8] {
      var writer = try NPZWriter(path: folder.file("made"))
      for (name, tensor) in NPZTests.samples[..<20] + NPZTests.samples[30..<32]
      where tensor.values.count < 4000 {
        try writer.append(
          EncodedArray(name: name, shape: tensor.shape, values: tensor.values, compression: choice))
      }
      try writer.finish()
      return try [UInt8](Data(contentsOf: URL(filePath: folder.file("made"))))
    }
    switch kind {
    case "safetensors": return SafetensorsTests.file(SafetensorsTests.good, dataCount: 24)
    case "gguf": return GGUFTests.good().bytes
    case "npz stored": return try npz(.stored)
    case "npz fast": return try npz(.fast)
    case "npz level": return try npz(.level(6))
    case "npz numpy": return try whole("formats/deflated.npz")
    case "npy": return try whole("formats/fortran.npy")
    case "png":
      let colors = (0..<40).map { IndexedImage.Color(red: $0, green: $0, blue: 9) }
      let pixels = (0..<400).map { UInt8($0 * $0 % 40) }
      return try IndexedImage(width: 20, height: 20, indices: pixels, palette: colors).pngData()
    case "torch": return try whole("torch/module.bin")
    case "torch legacy": return try whole("torch/views-legacy.pth")
    case "torch views": return try whole("torch/views.pth")
    default: return try whole("formats/json_pairs.json")
    }
  }

  /// Reads all that the file at `path` holds.
  private func touch(_ kind: String, _ path: String) throws {
    switch kind {
    case "safetensors":
      try widen(SafetensorsFile(path: path).tensors)
    case "gguf":
      let file = try GGUFFile(path: path)
      for key in file.keys {
        _ = (file.string(key), file.integer(key), file.double(key), file.bool(key))
        _ = try? file.strings(key)
        _ = try? file.byteStrings(key)
        _ = try? file.integers(key)
        _ = try? file.floats(key)
      }
      try widen(file.tensors)
    case "torch", "torch legacy", "torch views": try widen(TorchFile(path: path).tensors)
    case "npy": _ = try readNPY(path: path)
    case "png": _ = try readPNG(path: path)
    case "json":
      let value = try JSON.load(path: path)
      // No comparison of values: a NaN differs from itself.
      #expect(try JSON(parsing: value.text).text == value.text)
    default:
      let file = try NPZFile(path: path)
      for name in file.names { _ = try file.tensor(name) }
    }
  }

  private func widen(_ tensors: [String: StoredTensor]) throws {
    for tensor in tensors.values where tensor.element.isWidenable {
      let floats = try tensor.widened()
      #expect(floats.count == tensor.rows * tensor.columns)
      _ = floats.array.reduce(0, +)
    }
  }

  /// A copy with some bytes changed, inserted, removed or overwritten by a number at the edge of its range.
  private func damaged(_ original: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      // Heads and tails hold most of what can go wrong.
      let limit = Bool.random(using: &generator) ? min(bytes.count, 200) : bytes.count
      var at = Int.random(in: 0..<max(limit, 1), using: &generator)
      if Bool.random(using: &generator) { at = max(0, bytes.count - 1 - at) }
      switch Int.random(in: 0..<6, using: &generator) {
      case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: min(at, bytes.count))
      case 3 where at < bytes.count: bytes.remove(at: at)
      case 4:
        let edges: [UInt64] = [
          0, 1, 0x7F, 0xFF, 0xFFFF, 1 << 31, 0xFFFF_FFFF, 1 << 62, 1 << 63, .max, .max - 63,
        ]
        let edge = little(edges[Int.random(in: 0..<edges.count, using: &generator)])
        let count = [1, 2, 4, 8][Int.random(in: 0..<4, using: &generator)]
        for offset in 0..<count where at + offset < bytes.count {
          bytes[at + offset] = edge[offset]
        }
      default:
        let length = Int.random(in: 0...16, using: &generator)
        bytes.removeSubrange(min(at, bytes.count)..<min(at + length, bytes.count))
      }
    }
    return bytes
  }
}
