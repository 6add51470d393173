/// The elements of an array, row-major, in an array of their own type.
package enum Elements: Equatable, Sendable {
  case bool([Bool])
  case int64([Int])
  case float32([Float])
  case float64([Double])
  case complex128([Complex])

  var dtype: DType {
    switch self {
    case .bool: .bool
    case .int64: .int64
    case .float32: .float32
    case .float64: .float64
    case .complex128: .complex128
    }
  }

  /// Number of elements.
  package var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int64(let values): values.count
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .complex128(let values): values.count
    }
  }

  /// Calls the method of `body` that fits the element type: what only moves elements around is
  /// written once.
  func rearranged(_ body: some Rearrangement) -> Elements {
    switch self {
    case .bool(let values): .bool(body(values))
    case .int64(let values): .int64(body(values))
    case .float32(let values): .float32(body(values))
    case .float64(let values): .float64(body(values))
    case .complex128(let values): .complex128(body(values))
    }
  }
}

/// An operation that moves elements without looking at them.
protocol Rearrangement {
  func callAsFunction<T>(_ values: [T]) -> [T]
}

/// A type that elements of arrays have.
protocol Element: Sendable {
  static func wrapped(_ values: [Self]) -> Elements
  static func unwrapped(_ elements: Elements) -> [Self]
  static var dtype: DType { get }
}

extension Bool: Element {
  static var dtype: DType { .bool }
  static func wrapped(_ values: [Bool]) -> Elements { .bool(values) }
  static func unwrapped(_ elements: Elements) -> [Bool] {
    switch elements {
    case .bool(let values): values
    case .int64(let values): mapped(values) { $0 != 0 }
    case .float32(let values): mapped(values) { $0 != 0 }
    case .float64(let values): mapped(values) { $0 != 0 }
    case .complex128(let values): mapped(values) { $0 != Complex(0) }
    }
  }
}

extension Int: Element {
  static var dtype: DType { .int64 }
  static func wrapped(_ values: [Int]) -> Elements { .int64(values) }
  static func unwrapped(_ elements: Elements) -> [Int] {
    switch elements {
    case .bool(let values): mapped(values) { $0 ? 1 : 0 }
    case .int64(let values): values
    case .float32(let values): mapped(values) { Int(truncated: Double($0)) }
    case .float64(let values): mapped(values) { Int(truncated: $0) }
    case .complex128(let values): mapped(values) { Int(truncated: $0.real) }
    }
  }

  /// The integer towards zero; the least one for NaN and what is outside, as a processor converts.
  init(truncated value: Double) {
    self = value >= -0x1p63 && value < 0x1p63 ? Int(value) : .min
  }
}

extension Float: Element {
  static var dtype: DType { .float32 }
  static func wrapped(_ values: [Float]) -> Elements { .float32(values) }
  static func unwrapped(_ elements: Elements) -> [Float] {
    switch elements {
    case .bool(let values): mapped(values) { $0 ? 1 : 0 }
    case .int64(let values): mapped(values) { Float($0) }
    case .float32(let values): values
    case .float64(let values): mapped(values) { Float($0) }
    case .complex128(let values): mapped(values) { Float($0.real) }
    }
  }
}

extension Double: Element {
  static var dtype: DType { .float64 }
  static func wrapped(_ values: [Double]) -> Elements { .float64(values) }
  static func unwrapped(_ elements: Elements) -> [Double] {
    switch elements {
    case .bool(let values): mapped(values) { $0 ? 1 : 0 }
    case .int64(let values): mapped(values) { Double($0) }
    case .float32(let values): mapped(values) { Double($0) }
    case .float64(let values): values
    case .complex128(let values): mapped(values) { $0.real }
    }
  }
}

extension Complex: Element {
  static var dtype: DType { .complex128 }
  static func wrapped(_ values: [Complex]) -> Elements { .complex128(values) }
  static func unwrapped(_ elements: Elements) -> [Complex] {
    if case .complex128(let values) = elements { return values }
    return Double.unwrapped(elements).map { Complex($0) }
  }
}
