internal import Files
internal import Tensors

extension NPYHeader {
  /// The array with the numbers that `fill` writes, as float32 in C order.
  ///
  /// - Parameters:
  ///   - count: Bytes that follow the header; they need to be as many as the shape takes.
  ///   - problem: Makes an error of a sentence.
  ///   - fill: Writes all bytes of the numbers as they are in the file.
  func tensor(
    followedBy count: Int, problem: (String) -> FormatError,
    fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Tensor {
    guard let size else { throw problem("has the shape \(shape), whose size can't be counted") }
    guard size.bytes == count else {
      throw problem(
        "has \(count) bytes of numbers; \(element.rawValue) \(shape) takes \(size.bytes)")
    }
    if size.elements == 0 {
      try unsafe fill(UnsafeMutableRawBufferPointer(start: nil, count: 0))
      return Tensor(shape: shape, values: [])
    }
    if element == .f32 && !isBigEndian && !isFortranOrder {
      // The usual case needs no second buffer.
      return try unsafe Tensor(shape: shape) { try unsafe fill(UnsafeMutableRawBufferPointer($0)) }
    }
    var bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      try unsafe fill(
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      used = count
    }
    if isBigEndian { Self.swap(&bytes, element.blockBytes) }
    let stored = isFortranOrder ? Array(shape.reversed()) : shape
    let tensor = unsafe Tensor(shape: stored) { floats in
      unsafe bytes.withUnsafeBytes { unsafe element.widen($0, into: floats) }
    }
    return isFortranOrder ? Self.withAxesReversed(tensor) : tensor
  }

  /// Turns each group of `size` bytes around.
  private static func swap(_ bytes: inout [UInt8], _ size: Int) {
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<start + size].reverse()
    }
  }

  /// The transpose of all axes: element [i, j, k] becomes [k, j, i].
  private static func withAxesReversed(_ tensor: Tensor) -> Tensor {
    let shape = Array(tensor.shape.reversed())
    // How far neighbours along each axis of the result are from each other in `tensor`.
    let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
    var values: [Float] = []
    values.reserveCapacity(tensor.values.count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    while values.count < tensor.values.count {
      values.append(tensor.values[source])
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return Tensor(shape: shape, values: values)
  }
}

/// The array in `bytes`, a whole npy file.
func npyTensor(
  _ bytes: UnsafeRawBufferPointer, problem: (String) -> FormatError
) throws -> Tensor {
  guard let length = unsafe NPYHeader.length(bytes.prefix(NPYHeader.prefixLength)),
    length <= bytes.count
  else { throw problem("is no npy file") }
  let header = try unsafe NPYHeader(parsing: Array(bytes[..<length]), problem: problem)
  return try unsafe header.tensor(
    followedBy: bytes.count - length, problem: problem,
    fill: { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[length...])) })
}
