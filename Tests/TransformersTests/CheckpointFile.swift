import Files
import Formats

/// The tensors of a safetensors file, to write them under other names, in other files or with others beside them.
struct CheckpointFile {
  struct Entry {
    var name: String
    var type: String
    var shape: [Int]
    var bytes: [UInt8]
  }

  var tensors: [Entry]
  var metadata: [String: String] = [:]

  init(_ path: String) throws {
    tensors = try SafetensorsFile(path: path).tensors.map { name, tensor in
      Entry(
        name: name, type: tensor.element.rawValue, shape: tensor.shape,
        bytes: unsafe tensor.file.withBytes(tensor.bytes) { unsafe Array($0) })
    }
  }

  /// Writes a safetensors file of the tensors that `isHere` takes.
  func write(to path: String, where isHere: (String) -> Bool = { _ in true }) throws {
    var header: JSONObject = [:]
    if !metadata.isEmpty {
      header["__metadata__"] = .object(
        metadata.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) })
    }
    var data: [UInt8] = []
    for tensor in tensors where isHere(tensor.name) {
      header[tensor.name] = .object([
        "dtype": .string(tensor.type), "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(data.count), .integer(data.count + tensor.bytes.count)]),
      ])
      data += tensor.bytes
    }
    let text = Array(JSON.object(header).text.utf8)
    let length = unsafe withUnsafeBytes(of: UInt64(text.count).littleEndian) { unsafe Array($0) }
    try writeAtomically(length + text + data, to: path)
  }
}
