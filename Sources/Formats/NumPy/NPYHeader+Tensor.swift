internal import Files
internal import Synchronization
internal import Tensors

extension NPYHeader {
  /// Whether the numbers are in the file as they are in memory.
  var isPlain: Bool { element == .f32 && !isBigEndian && !isFortranOrder }

  /// Makes sure that `count` bytes of numbers are what the shape takes, and that there is memory for them.
  ///
  /// - Throws: What `problem` makes of a sentence.
  func checkSize(_ count: Int, problem: (String) -> FormatError) throws {
    guard let size else { throw problem("has the shape \(shape), whose size can't be counted") }
    guard size.bytes == count else {
      throw problem(
        "has \(count) bytes of numbers; \(element.rawValue) \(shape) takes \(size.bytes)")
    }
    guard count > 1 << 24 else { return }
    // Others than plain ones are in memory as they are in the file, too, while they become floats.
    let needed = isPlain ? size.bytes : size.bytes + 4 * size.elements
    let free = availableMemory()
    guard needed < free else {
      throw problem(
        "is \(element.rawValue) \(shape): reading it takes \(needed >> 20) MB of memory, "
          + "and \(free >> 20) MB are free")
    }
  }

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
    try checkSize(count, problem: problem)
    if count == 0 {
      try unsafe fill(UnsafeMutableRawBufferPointer(start: nil, count: 0))
      return Tensor(shape: shape, values: [])
    }
    if isPlain {
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

/// What the bytes of a whole npy file become.
enum NPYContent {
  /// Floats of this shape, which now stand where the bytes began.
  case floats(shape: [Int])
  /// An array whose numbers were of another kind.
  case tensor(Tensor)

  /// Floats that are at the beginning of the bytes now.
  var floatCount: Int {
    if case .floats(let shape) = self { elementCount(of: shape) ?? 0 } else { 0 }
  }

  /// Moves plain numbers to the front, in the place of the header: large arrays are in memory but once.
  ///
  /// - Throws: What `problem` makes of a sentence, where the bytes are no npy file.
  init(
    movingIn bytes: UnsafeMutableRawBufferPointer, problem: (String) -> FormatError
  ) throws {
    let all = UnsafeRawBufferPointer(bytes)
    let header = try unsafe NPYHeader(of: all, problem: problem)
    guard header.isPlain else {
      self = .tensor(try unsafe npyTensor(all, problem: problem))
      return
    }
    let numbers = unsafe UnsafeRawBufferPointer(rebasing: all[header.length...])
    try header.checkSize(numbers.count, problem: problem)
    unsafe bytes.copyMemory(from: numbers)
    self = .floats(shape: header.shape)
  }
}

/// Arrays so large that they are read one at a time: what memory is free is asked for before each.
enum LargeArrays {
  private static let turn = Mutex(())

  /// Runs `read`, which takes about `bytes` of memory; not while another large array is read.
  static func inTurn<Result: Sendable>(_ bytes: Int, _ read: () throws -> Result) throws -> Result {
    bytes > 1 << 28 ? try turn.withLock { _ in try read() } : try read()
  }
}

extension NPYHeader {
  /// The header of a whole npy file.
  ///
  /// - Throws: What `problem` makes of a sentence, where `bytes` are none.
  init(of bytes: UnsafeRawBufferPointer, problem: (String) -> FormatError) throws {
    guard let length = unsafe NPYHeader.length(bytes.prefix(NPYHeader.prefixLength)),
      length <= bytes.count
    else { throw problem("is no npy file") }
    try self.init(parsing: unsafe Array(bytes[..<length]), problem: problem)
  }
}

/// The array in `bytes`, a whole npy file.
func npyTensor(
  _ bytes: UnsafeRawBufferPointer, problem: (String) -> FormatError
) throws -> Tensor {
  let header = try unsafe NPYHeader(of: bytes, problem: problem)
  return try unsafe header.tensor(
    followedBy: bytes.count - header.length, problem: problem,
    fill: { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[header.length...])) })
}
