/// A member of an npz file, compressed and ready to be appended.
///
/// Making one needs nothing but its arguments, so that many threads can encode the arrays of one
/// file.
public struct EncodedArray: Sendable {
  /// The array's name, without `.npy`.
  public let name: String

  /// Bytes of the npy file that the member is, before compression.
  public let uncompressedCount: Int

  /// Bytes that the member's content takes in the npz file.
  public var compressedCount: Int { payload.count }

  let crc: UInt32
  let isDeflated: Bool
  let payload: [UInt8]

  /// Encodes `values` as an array of float32 of `shape`; their counts must agree.
  public init(name: String, shape: [Int], values: [Float], compression: Compression) {
    self = unsafe values.withUnsafeBufferPointer {
      unsafe EncodedArray(name: name, shape: shape, values: $0, compression: compression)
    }
  }

  /// Encodes `values` as an array of float32 of `shape`; their counts must agree.
  public init(
    name: String, shape: [Int], values: UnsafeBufferPointer<Float>, compression: Compression
  ) {
    precondition(
      elementCount(of: shape) == values.count, "\(values.count) values for shape \(shape)")
    let header = NPYHeader.bytes(shape: shape)
    let bytes = UnsafeRawBufferPointer(values)
    self.name = name
    uncompressedCount = header.count + bytes.count
    isDeflated = compression != .stored
    switch compression {
    case .fast:
      (payload, crc) = unsafe RowDeflate.encode(
        header: header, values: values, columns: shape.last ?? 1)
    case .level(let level):
      payload = unsafe Deflate.encode(
        header: header, bytes, level: min(max(level, 1), 9), container: .none)
      crc = unsafe Self.checksum(header, bytes)
    case .stored:
      payload = unsafe header + bytes
      crc = unsafe Self.checksum(header, bytes)
    }
  }

  private static func checksum(_ header: [UInt8], _ values: UnsafeRawBufferPointer) -> UInt32 {
    let start = unsafe header.withUnsafeBytes { unsafe Checksum.update(0, $0) }
    return unsafe Checksum.update(start, values)
  }
}
