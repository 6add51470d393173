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

  /// Encodes a row of NumPy's `type`, whose elements are given as their bytes.
  private init(name: String, type: String, count: Int, _ bytes: UnsafeRawBufferPointer) {
    let header = NPYHeader.bytes(shape: [count], type: type)
    self.name = name
    uncompressedCount = header.count + bytes.count
    isDeflated = true
    payload = unsafe Deflate.encode(header: header, bytes, level: 6, container: .none)
    crc = unsafe Self.checksum(header, bytes)
  }

  /// Encodes a row of float64.
  public init(name: String, doubles: [Double]) {
    self = unsafe doubles.withUnsafeBytes {
      unsafe EncodedArray(name: name, type: "<f8", count: doubles.count, $0)
    }
  }

  /// Encodes a row of int64.
  public init(name: String, integers: [Int]) {
    self = unsafe integers.withUnsafeBytes {
      unsafe EncodedArray(name: name, type: "<i8", count: integers.count, $0)
    }
  }

  /// Encodes a row of texts as NumPy's fixed-width ones, as wide as the longest: 4 bytes a code point, zeros behind.
  public init(name: String, texts: [String]) {
    let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    var points: [UInt32] = []
    points.reserveCapacity(texts.count * width)
    for text in texts {
      points += text.unicodeScalars.map(\.value)
      points += repeatElement(0, count: width - text.unicodeScalars.count)
    }
    self = unsafe points.withUnsafeBytes {
      unsafe EncodedArray(name: name, type: "<U\(width)", count: texts.count, $0)
    }
  }

  private static func checksum(_ header: [UInt8], _ values: UnsafeRawBufferPointer) -> UInt32 {
    let start = unsafe header.withUnsafeBytes { unsafe Checksum.update(0, $0) }
    return unsafe Checksum.update(start, values)
  }
}
