public import Files

// The format is described at https://huggingface.co/docs/safetensors: eight bytes N, little-endian, N bytes
// of JSON, and the tensors' bytes one tensor after the other without a gap.

/// The tensors of a `.safetensors` file, mapped and checked, none of them read.
public struct SafetensorsFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// Every tensor by its name.
  public let tensors: [String: StoredTensor]

  /// The strings under `__metadata__`.
  public let metadata: [String: String]

  /// Maps the file at `path` and checks its header in full.
  ///
  /// - Throws: `FormatError` where the file can't be mapped or breaks a rule of the format; in a file that
  ///   opens, every tensor's bytes lie in the file and fit its shape and type.
  public init(path: String) throws { try self.init(MappedFile(path: path)) }

  /// Checks the header of a file that is mapped already, in full.
  ///
  /// - Throws: `FormatError` where it breaks a rule of the format.
  public init(_ file: MappedFile) throws {
    let path = file.path
    let start = try Self.startOfData(in: file)
    let header: JSON
    do {
      header = try unsafe file.withBytes(8..<start) { try unsafe JSON(parsing: $0) }
    } catch let error as JSONError {
      throw FormatError(path: path, problem: "the header is no JSON: \(error)")
    }
    guard case .object(let entries) = header else {
      throw FormatError(path: path, problem: "the header is no JSON object")
    }
    var tensors: [StoredTensor] = []
    tensors.reserveCapacity(entries.count)
    var metadata: [String: String] = [:]
    for (name, entry) in entries {
      if name == "__metadata__" {
        metadata = try Self.metadata(entry, path: path)
      } else {
        tensors.append(try StoredTensor(name, entry, startOfData: start, in: file))
      }
    }
    try Self.checkCoverage(tensors, from: start, in: file)
    self.path = path
    self.metadata = metadata
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    guard self.tensors.count == tensors.count else {
      throw FormatError(
        path: path, problem: "two names differ only in how Unicode composes a letter")
    }
  }

  private static func startOfData(in file: MappedFile) throws -> Int {
    guard file.count >= 8 else {
      throw FormatError(
        path: file.path, problem: "has \(file.count) bytes; a header's length takes 8")
    }
    let length = unsafe file.withBytes(0..<8) { unsafe $0.loadUnaligned(as: UInt64.self) }
    guard length <= 100_000_000 else {
      throw FormatError(
        path: file.path, problem: "has a header of \(length) bytes; at most 100000000 are allowed")
    }
    guard Int(length) <= file.count - 8 else {
      throw FormatError(
        path: file.path,
        problem: "has a header of \(length) bytes, past the file's end at \(file.count)")
    }
    return 8 + Int(length)
  }

  private static func metadata(_ entry: JSON, path: String) throws -> [String: String] {
    guard case .object(let object) = entry else {
      throw FormatError(path: path, problem: "'__metadata__' is no JSON object")
    }
    var metadata: [String: String] = [:]
    for (key, value) in object {
      guard let text = value.stringValue else {
        throw FormatError(path: path, problem: "'__metadata__' has '\(key)', which is no string")
      }
      metadata[key] = text
    }
    return metadata
  }

  /// Checks that the tensors fill the file from `start` to its end, each byte belonging to one.
  private static func checkCoverage(
    _ tensors: [StoredTensor], from start: Int, in file: MappedFile
  ) throws {
    var end = start
    // Empty tensors come first among those that begin at one place.
    let inOrder = tensors.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    for tensor in inOrder {
      guard tensor.bytes.lowerBound == end else {
        let how = tensor.bytes.lowerBound < end ? "overlaps the tensor before it" : "leaves a gap"
        throw FormatError(
          path: file.path,
          problem:
            "'\(tensor.name)' \(how): it begins at byte \(tensor.bytes.lowerBound), not \(end)")
      }
      end = tensor.bytes.upperBound
    }
    guard end == file.count else {
      throw FormatError(
        path: file.path, problem: "the tensors end at byte \(end), the file at \(file.count)")
    }
  }
}

extension StoredTensor {
  /// The tensor that a safetensors header describes by `entry`: dtype, shape and data_offsets.
  fileprivate init(_ name: String, _ entry: JSON, startOfData: Int, in file: MappedFile) throws {
    func error(_ problem: String) -> FormatError {
      FormatError(path: file.path, problem: "'\(name)' \(problem)")
    }
    func integers(_ key: String) throws -> [Int] {
      let values = entry[key]?.arrayValue?.map { $0.integerValue ?? -1 }
      guard let values, values.allSatisfy({ $0 >= 0 }) else {
        throw error("has no list of whole numbers under '\(key)'")
      }
      return values
    }
    guard let type = entry["dtype"]?.stringValue else { throw error("has no 'dtype'") }
    guard let element = ElementType(rawValue: type), element.blockLength < 32 else {
      throw error("has the unknown type '\(type)'")
    }
    let shape = try integers("shape")
    let offsets = try integers("data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw error("has data_offsets \(offsets); a beginning and an end are expected")
    }
    guard offsets[1] <= file.count - startOfData else {
      let (end, overflow) = offsets[1].addingReportingOverflow(startOfData)
      throw error(
        "ends at byte \(overflow ? "2^63" : String(end)), past the file's end at \(file.count)")
    }
    guard let count = elementCount(of: shape), let bytes = element.byteCount(of: count) else {
      throw error("has the shape \(shape), whose size can't be counted")
    }
    guard offsets[1] - offsets[0] == bytes else {
      throw error(
        "has \(offsets[1] - offsets[0]) bytes; \(type) \(shape) takes \(bytes)")
    }
    self.init(
      name: name, shape: shape, element: element,
      bytes: startOfData + offsets[0]..<startOfData + offsets[1], file: file)
  }
}
