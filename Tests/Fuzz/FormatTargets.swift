import ChatTemplates
import Files
import Foundation
import Tensors
import TestSupport
import Tokenizers

@testable import Formats

// Files of numbers: what they hold is widened, so that every byte of it is read.

extension FuzzTarget {
  static let formats: [FuzzTarget] = [
    FuzzTarget(
      name: "json", longest: 1 << 12,
      seeds: {
        try [whole("formats/json_pairs.json"), Array(#"{"a":[1,-2.5e3,"\u00e9",null]}"#.utf8)]
      },
      words: {
        [
          "\\u", "\\ud800", "\\udc00", "NaN", "Infinity", "-Infinity", "true", "false", "null",
          "1e308",
        ]
      },
      read: { bytes in
        let value = try JSON(parsing: bytes)
        let text = value.text
        // A second reading gives the same text; values can't be compared, since a NaN differs from itself.
        Fuzzing.expect(try JSON(parsing: text).text == text, "JSON changes when it is read again")
      }),
    FuzzTarget(
      name: "safetensors", longest: 1 << 13,
      seeds: {
        try ["checkpoints/gpt2", "variants/fp8-tensor", "toys/attn-only"].map(safetensorsSeed)
      },
      words: {
        [
          "dtype", "shape", "data_offsets", "__metadata__", "F32", "F16", "BF16", "F8_E4M3", "I64",
          "U8", "BOOL",
        ]
      },
      read: { bytes in
        // Bytes of tensors that the header speaks of are zeros; every fourth input has none.
        let length = bytes.count < 8 ? 0 : Int(bytes[0]) | Int(bytes[1]) << 8
        let zeros = digest(bytes) & 3 == 0 ? 0 : max(0, 8 + length - bytes.count) + named(in: bytes)
        let path = Fuzzing.file("model.safetensors", bytes, zeros: zeros)
        try widen(SafetensorsFile(path: path).tensors)
      }),
    FuzzTarget(
      name: "gguf", longest: 1 << 16, seeds: ggufSeeds,
      words: {
        [
          "GGUF", "general.architecture", "general.alignment", "split.count",
          "tokenizer.ggml.model",
        ]
      },
      read: { bytes in
        let file = try GGUFFile(path: Fuzzing.file("file.gguf", bytes, zeros: ggufZeros(bytes)))
        for key in file.keys {
          _ = (file.string(key), file.integer(key), file.double(key), file.bool(key))
          Fuzzing.tells { _ = try file.strings(key) }
          Fuzzing.tells { _ = try file.byteStrings(key) }
          Fuzzing.tells { _ = try file.integers(key) }
          Fuzzing.tells { _ = try file.floats(key) }
        }
        try widen(file.tensors)
      }),
    FuzzTarget(
      name: "pickle", longest: 1 << 12,
      seeds: {
        let pickles = try ["module.bin", "types.bin", "views.pth", "types-protocol4.bin"]
          .compactMap { try pickle(of: "torch/" + $0) }
        return try pickles
          + ["views-legacy.pth", "types-legacy.bin"].map { try whole("torch/" + $0) }
      },
      words: {
        [
          "collections", "OrderedDict", "torch._utils", "_rebuild_tensor_v2", "_rebuild_parameter",
          "torch",
          "FloatStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "storage", "cpu",
          "state_dict", "Size",
        ]
      },
      read: { bytes in
        let storages = (0..<6).map { ("archive/data/\($0)", [UInt8](repeating: 1, count: 512)) }
        let file =
          bytes.starts(with: [0x80, 2, 0x8A])
          ? bytes : zip([("archive/data.pkl", bytes)] + storages)
        try widen(TorchFile(path: Fuzzing.file("model.bin", file)).tensors)
      }),
    FuzzTarget(
      name: "zip", longest: 1 << 13,
      seeds: {
        try [
          "torch/module.bin", "torch/checkpoint.pt", "formats/zip64.npz", "formats/stored.npz",
          "formats/comment.npz",
        ]
        .map(whole)
      },
      words: {
        [
          "PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}",
          "data.pkl", ".npy",
        ]
      },
      read: { bytes in
        let path = Fuzzing.file("model.zip", bytes)
        Fuzzing.tells { try widen(TorchFile(path: path).tensors) }
        try readNPZ(path)
      }),
    FuzzTarget(
      name: "npz", longest: 1 << 13,
      seeds: {
        // Behind its first letter an array as it is, or a deflated stream; else the whole file.
        let arrays = try ["c.npy", "fortran.npy", "complex.npy"].map {
          try [0x53] + whole("formats/" + $0)
        }
        let files = try ["deflated.npz", "stored.npz", "bzip2.npz"].map {
          try whole("formats/" + $0)
        }
        return try arrays + files + [[0x44] + deflated(whole("formats/c.npy"))]
      },
      words: { npyWords },
      read: { bytes in
        switch bytes.first {
        case 0x53: try readNPZ(Fuzzing.file("made.npz", zip([("a.npy", Array(bytes.dropFirst()))])))
        case 0x44:
          let stream = Array(bytes.dropFirst())
          let content = unsafe stream.withUnsafeBytes {
            unsafe Inflate.beginning(of: $0, count: 1 << 20)
          }
          try readNPZ(Fuzzing.file("made.npz", zip([("a.npy", content)], deflated: stream)))
        default: try readNPZ(Fuzzing.file("made.npz", bytes))
        }
      }),
    FuzzTarget(
      name: "npy", longest: 1 << 11,
      seeds: {
        try ["c.npy", "fortran.npy", "complex.npy", "structured.npy", "version2.npy"].map {
          try whole("formats/" + $0)
        }
      },
      words: { npyWords },
      read: { bytes in
        let tensor = try readNPY(bytes, name: "array")
        Fuzzing.expect(
          tensor.values.count == tensor.shape.reduce(1, *),
          "\(tensor.shape) of \(tensor.values.count)")
        // What is written is read again as it was.
        let again = try readNPY(npyData(tensor), name: "again")
        Fuzzing.expect(
          again.shape == tensor.shape
            && again.values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "another array")
      }),
    FuzzTarget(
      name: "png", longest: 1 << 11,
      seeds: {
        [
          [20, 20, 3] + (0..<400).map { UInt8($0 * $0 % 40) },
          [200, 1, 255] + [UInt8](repeating: 7, count: 900),
        ]
      },
      read: { bytes in
        guard bytes.count > 3 else { return }
        let colors = (0...Int(bytes[2])).map {
          IndexedImage.Color(red: UInt8($0), green: UInt8(255 - $0), blue: bytes[0])
        }
        let width = Int(bytes[0]) + 256 * Int(bytes[1] & 3)
        let pixels = bytes.dropFirst(3).map { UInt8(Int($0) % colors.count) }
        let height = width == 0 ? 0 : pixels.count / width
        let image = IndexedImage(
          width: width, height: height, indices: Array(pixels.prefix(width * height)),
          palette: colors)
        // libpng, which has nothing of ours, sees the same pixels.
        let read = try readPNG(path: Fuzzing.file("picture.png", image.pngData()))
        let expected = image.indices.flatMap { index -> [UInt8] in
          let color = colors[Int(index)]
          return [color.red, color.green, color.blue, 255]
        }
        Fuzzing.expect(
          read.width == width && read.height == height && read.rgba == expected, "other pixels")
      }),
  ]
}

private let npyWords = [
  "\u{93}NUMPY", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "'<f8'", "'<i8'",
  "'|b1'", "'<c8'",
  "True", "False", "'fortran_order'", "'shape'", "(", ")", ",",
]

/// Decodes every tensor that can be.
func widen(_ tensors: [String: StoredTensor]) throws {
  for tensor in tensors.values where tensor.element.isWidenable {
    let floats = try tensor.widened()
    Fuzzing.expect(
      floats.count == tensor.rows * tensor.columns, "\(tensor.shape) of \(floats.count)")
    _ = floats.array.reduce(0, +)
  }
}

private func readNPZ(_ path: String) throws {
  let file = try NPZFile(path: path)
  for name in file.names {
    Fuzzing.tells { _ = try file.shape(of: name) }
    Fuzzing.tells { _ = try file.tensor(name) }
  }
}

/// A zip file with these members; one alone may be deflated already.
private func zip(_ members: [(String, [UInt8])], deflated: [UInt8]? = nil) -> [UInt8] {
  var (file, directory): ([UInt8], [UInt8]) = ([], [])
  for (name, content) in members {
    let stored = deflated ?? content
    let entry = ZipEntry(
      name: name, method: deflated == nil ? 0 : 8,
      crc: unsafe content.withUnsafeBytes { unsafe Checksum.update(0, $0) },
      compressedCount: stored.count, uncompressedCount: content.count, offset: file.count)
    file += entry.localHeader + stored
    directory += entry.directoryRecord
  }
  return file + directory
    + ZipEntry.endRecords(count: members.count, offset: file.count, length: directory.count)
}

/// A raw deflate stream of `bytes`: one stored block.
private func deflated(_ bytes: [UInt8]) -> [UInt8] {
  let (low, high) = (UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8))
  return [1, low, high, ~low, ~high] + bytes
}

/// The pickle in a PyTorch zip file.
private func pickle(of name: String) throws -> [UInt8]? {
  let file = try MappedFile(path: fixture(name))
  return try unsafe file.withBytes(0..<file.count) { bytes in
    let directory = unsafe ZipDirectory(bytes, path: name)
    guard let entry = try directory.entries().first(where: { $0.name.hasSuffix("/data.pkl") })
    else { return nil }
    return unsafe Array(bytes[try directory.content(of: entry)])
  }
}

/// The header of a folder's tensors, as many as make a short one, the numbers left to the reader.
private func safetensorsSeed(_ folder: String) throws -> [UInt8] {
  let bytes = try whole(folder + "/model.safetensors")
  let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
  var fields = JSONObject()
  var at = 0
  for (name, entry) in try JSON(parsing: bytes[8..<8 + length]).objectValue ?? [:]
  where fields.map(\.key).count < 6 {
    guard name != "__metadata__", var entry = entry.objectValue,
      let ends = entry["data_offsets"]?.arrayValue,
      let first = ends.first?.integerValue, let last = ends.last?.integerValue
    else { continue }
    entry["data_offsets"] = .array([.integer(at), .integer(at + last - first)])
    at += last - first
    fields[name] = .object(entry)
  }
  let text = Array(JSON.object(fields).text.utf8)
  return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
}

/// The largest end of a tensor that a safetensors header names, up to a megabyte.
private func named(in bytes: [UInt8]) -> Int {
  guard bytes.count > 8 else { return 0 }
  let length = Int(bytes[0]) | Int(bytes[1]) << 8
  guard 8 + length <= bytes.count,
    let header = try? JSON(parsing: bytes[8..<8 + length]).objectValue
  else { return 0 }
  return min(
    1 << 20,
    header.compactMap { $0.value["data_offsets"]?.arrayValue?.last?.integerValue }.max() ?? 0)
}

/// A number that is the same for the same bytes.
func digest(_ bytes: [UInt8]) -> Int { bytes.reduce(5381) { ($0 &* 33) ^ Int($1) } }

/// A megabyte for the tensors, and for every eighth input none.
func ggufZeros(_ bytes: [UInt8]) -> Int { digest(bytes) & 7 == 0 ? 0 : 1 << 20 }

/// The fixtures up to their tensors' numbers, which the reader of inputs adds as zeros.
@Sendable func ggufSeeds() throws -> [[UInt8]] {
  try ["models", "checkpoints"].flatMap { folder in
    try names(in: "gguf/" + folder).filter { $0.hasSuffix(".gguf") }.map { name in
      let file = try GGUFFile(path: fixture("gguf/\(folder)/\(name)"))
      let end = file.tensors.values.map(\.bytes.lowerBound).min() ?? file.file.count
      return Array(try whole("gguf/\(folder)/\(name)")[..<end])
    }
  }
}
