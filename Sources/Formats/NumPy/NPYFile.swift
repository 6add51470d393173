package import Files
public import Tensors

/// The array in the npy file at `path` as float32, whatever numbers it holds, in C order.
///
/// - Throws: `FormatError` where the file can't be mapped, is damaged, or holds numbers that can't become
///   floats.
public func readNPY(path: String) throws -> Tensor {
  let file = try MappedFile(path: path)
  return try unsafe file.withBytes(0..<file.count) {
    try unsafe npyTensor($0) { FormatError(path: path, problem: $0) }
  }
}

/// The array in `bytes`, a whole npy file, as float32.
///
/// - Throws: `FormatError` that calls them `name`, as `readNPY(path:)` does.
public func readNPY(_ bytes: [UInt8], name: String) throws -> Tensor {
  try unsafe bytes.withUnsafeBytes {
    try unsafe npyTensor($0) { FormatError(path: name, problem: $0) }
  }
}

/// Writes `tensor` as an npy file of little-endian float32, whole or not at all.
///
/// - Throws: `FormatError` where the file can't be written.
public func writeNPY(path: String, _ tensor: Tensor) throws {
  var writer = try NPYWriter(path: path, shape: tensor.shape)
  try writer.append(tensor.values)
  try writer.finish()
}

/// The bytes of an npy file that holds `tensor` as little-endian float32.
public func npyData(_ tensor: Tensor) -> [UInt8] {
  let values = unsafe tensor.values.withUnsafeBytes { unsafe Array($0) }
  return NPYHeader.bytes(shape: tensor.shape) + values
}

/// Writes an npy file of little-endian float32 part by part; it appears under its name when it is finished.
public struct NPYWriter: ~Copyable {
  /// The file that is written.
  package private(set) var output: OutputFile
  private let shape: [Int]
  private let total: Int  // bytes of the whole file

  /// Starts a file for an array of `shape`.
  ///
  /// - Throws: `FormatError` where the temporary file beside `path` can't be written or no file is large
  ///   enough for the shape.
  public init(path: String, shape: [Int]) throws {
    let header = NPYHeader.bytes(shape: shape)
    guard let count = elementCount(of: shape + [4]), count < Int.max - header.count else {
      throw FormatError(path: path, problem: "can't hold an array of shape \(shape)")
    }
    var output = try OutputFile(path: path)
    try output.write(header)
    self.output = output
    self.shape = shape
    total = header.count + count
  }

  /// Appends the next values in row-major order; throws `FormatError` where they can't be written.
  public mutating func append(_ values: [Float]) throws {
    try unsafe values.withUnsafeBytes { try unsafe output.write($0) }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `FormatError` where that can't be done or the values appended are not as many as the shape
  ///   takes.
  public consuming func finish() throws {
    guard output.count == total else {
      throw FormatError(
        path: output.path,
        problem: "would be \(output.count) bytes long; an array of shape \(shape) takes \(total)")
    }
    try output.finish()
  }
}
