/// The type of an array's elements, called as in NumPy.
public enum DType: String, CaseIterable, Comparable, Sendable {
  case bool
  case int64
  case float32
  case float64
  /// Two float64; it comes from the eigenvalues of general matrices.
  case complex128

  /// Bytes of one element in memory.
  public var size: Int {
    switch self {
    case .bool: 1
    case .float32: 4
    case .int64, .float64: 8
    case .complex128: 16
    }
  }

  /// Whether `left` comes first in the order of promotion.
  public static func < (left: DType, right: DType) -> Bool { left.rank < right.rank }

  /// The dtype that an operation on these two has in NumPy.
  func promoted(with other: DType) -> DType {
    // A float32 cannot hold an int64.
    if min(self, other) == .int64, max(self, other) == .float32 { return .float64 }
    return max(self, other)
  }

  /// Whether it is one of the two real floating-point types or complex.
  var isInexact: Bool { self >= .float32 }

  /// What functions such as `exp` and `mean` compute in.
  var inexact: DType { isInexact ? self : .float64 }

  private var rank: Int {
    switch self {
    case .bool: 0
    case .int64: 1
    case .float32: 2
    case .float64: 3
    case .complex128: 4
    }
  }
}

/// The type of a number that was written in a script: in an operation with an array it takes the
/// array's type where that is of its kind or a higher one (NumPy 2, NEP 50).
enum WeakType: Int, Sendable {
  case integer
  case float

  /// The dtype of an operation of an array of `dtype` and a number of this type.
  func promoted(with dtype: DType) -> DType {
    switch self {
    case .integer: max(dtype, .int64)
    case .float: dtype.inexact
    }
  }

  /// The dtype where no array takes part.
  var dtype: DType { self == .integer ? .int64 : .float64 }
}
