/// A dense array of float32 in row-major order: the last axis is contiguous.
public struct Tensor: Equatable, Sendable {
  /// Length of each axis, slowest first; empty for a scalar.
  public private(set) var shape: [Int]

  /// All elements, row-major; their number is and stays the product of `shape`.
  public var values: [Float]

  /// Takes `values` as the elements of an array of `shape`; their counts must agree.
  public init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Whether it is the same array of values as another, not only an equal one.
  public func sharesMemory(with other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    return unsafe values.withUnsafeBufferPointer { own in
      unsafe other.values.withUnsafeBufferPointer { unsafe own.baseAddress == $0.baseAddress }
    }
  }

  /// Makes an array of zeros.
  public init(zeros shape: [Int]) {
    self.init(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
  }

  /// Makes an array whose every element `fill` must write: faster than zeros where all are overwritten.
  public init(
    shape: [Int], filledBy fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.shape = shape
    let count = shape.reduce(1, *)
    self.values = try unsafe [Float](unsafeUninitializedCapacity: count) { buffer, used in
      if let base = buffer.baseAddress, count > 0 {
        unsafe adviseHugePages(base, count * MemoryLayout<Float>.stride)
      }
      try unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      used = count
    }
  }

  /// Length of the last axis; 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }

  /// Product of all axes but the last.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// The same elements in another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, values: values) }

  /// The sub-array at `index` of the first axis, as `tensor[2]` of a NumPy array.
  public subscript(index: Int) -> Tensor {
    precondition(
      shape.first.map { (0..<$0).contains(index) } ?? false, "index \(index) of \(shape)")
    let rest = Array(shape.dropFirst())
    let count = rest.reduce(1, *)
    return Tensor(shape: rest, values: Array(values[index * count..<(index + 1) * count]))
  }

  /// Elements of one index of the first axis.
  private var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// These indices of the first axis, as `tensor[2:5]` of a NumPy array.
  public func part(_ range: Range<Int>) -> Tensor {
    precondition(range.upperBound <= shape.first ?? 0, "\(range) of \(shape)")
    let own = range.lowerBound * rowLength..<range.upperBound * rowLength
    return Tensor(shape: [range.count] + shape.dropFirst(), values: Array(values[own]))
  }

  /// Appends the rows of `other` along the first axis.
  public mutating func append(_ other: Tensor) {
    precondition(other.shape.dropFirst() == shape.dropFirst(), "\(other.shape) behind \(shape)")
    values += other.values
    shape[0] += other.shape[0]
  }
}
