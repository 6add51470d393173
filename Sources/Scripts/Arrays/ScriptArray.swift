public import Tensors

/// A dense array of any number of axes in a figure script, as NumPy's `ndarray`: its elements are
/// row-major and never change.
public struct ScriptArray: Sendable {
  /// Length of each axis, slowest first; empty for a single number.
  public let shape: [Int]

  /// The elements, row-major.
  package let elements: Elements

  /// What the array takes of a script's memory, given back when the last copy is gone.
  private let ticket: MemoryTicket?

  init(_ shape: [Int], _ elements: Elements, ticket: MemoryTicket? = nil) {
    (self.shape, self.elements, self.ticket) = (shape, elements, ticket)
  }

  init<T: Element>(_ shape: [Int], _ values: [T], ticket: MemoryTicket? = nil) {
    self.init(shape, T.wrapped(values), ticket: ticket)
  }

  /// An array without axes.
  init<T: Element>(scalar: T) { self.init([], T.wrapped([scalar])) }

  /// The float32 array that `tensor` is.
  public init(_ tensor: Tensor) { self.init(tensor.shape, .float32(tensor.values)) }

  /// The type of its elements.
  public var dtype: DType { elements.dtype }

  /// Number of elements.
  public var count: Int { elements.count }

  /// Number of axes.
  var axes: Int { shape.count }

  /// The elements as float32, the real parts of complex ones.
  public var tensor: Tensor { Tensor(shape: shape, values: Float.unwrapped(elements)) }

  /// All elements as this type.
  func values<T: Element>(as type: T.Type = T.self) -> [T] { T.unwrapped(elements) }

  /// The same array with elements of `dtype`.
  func cast(to dtype: DType) -> ScriptArray {
    if dtype == self.dtype { return self }
    let elements: Elements =
      switch dtype {
      case .bool: .bool(values())
      case .int64: .int64(values())
      case .float32: .float32(values())
      case .float64: .float64(values())
      case .complex128: .complex128(values())
      }
    return ScriptArray(shape, elements, ticket: ticket)
  }

  /// The same elements in another shape of the same count.
  func reshaped(_ shape: [Int]) -> ScriptArray { ScriptArray(shape, elements, ticket: ticket) }

  /// How far the elements of each axis lie apart.
  var strides: [Int] {
    var (strides, step) = (shape, 1)
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  /// The elements at regular distances.
  func strided(
    _ shape: [Int], _ strides: [Int], offset: Int = 0, _ meter: ScriptMeter
  ) throws -> ScriptArray {
    try meter.array(shape, dtype) {
      elements.rearranged(StridedCopy(shape: shape, strides: strides, offset: offset))
    }
  }

  /// Axis `i` of the result is axis `order[i]` of self.
  func transposed(_ order: [Int], _ meter: ScriptMeter) throws -> ScriptArray {
    if order == Array(shape.indices) { return self }
    let strides = strides
    return try strided(order.map { shape[$0] }, order.map { strides[$0] }, meter)
  }

  /// The array stretched to `shape`, as `numpy.broadcast_to`.
  func broadcast(to shape: [Int], _ meter: ScriptMeter) throws -> ScriptArray {
    if shape == self.shape { return self }
    let plan = try Broadcast(self.shape, shape)
    guard plan.shape == shape else {
      throw ScriptFault("shape \(shapeText(self.shape)) can't be stretched to \(shapeText(shape))")
    }
    let missing = shape.count - axes
    let strides = strides
    return try strided(
      shape,
      shape.indices.map {
        $0 < missing || self.shape[$0 - missing] == 1 ? 0 : strides[$0 - missing]
      },
      meter)
  }
}

extension ScriptArray {
  /// An array of `dtype` with these values, real ones.
  package init(_ shape: [Int], _ values: [Double], _ dtype: DType) {
    self = ScriptArray(shape, .float64(values)).cast(to: dtype)
  }

  /// The elements as float64, the real parts of complex ones.
  package var realParts: [Double] { values() }

  /// The imaginary parts; zeros of real elements.
  package var imaginaryParts: [Double] { values(as: Complex.self).map(\.imaginary) }
}
