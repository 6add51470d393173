internal import Foundation

/// A complex number of two float64.
package struct Complex: Equatable, Sendable {
  /// The real part.
  package var real: Double
  /// The imaginary part.
  package var imaginary: Double

  /// Makes a number of its parts.
  package init(_ real: Double, _ imaginary: Double = 0) {
    (self.real, self.imaginary) = (real, imaginary)
  }

  var magnitude: Double { hypot(real, imaginary) }
  var angle: Double { atan2(imaginary, real) }
  var conjugate: Complex { Complex(real, -imaginary) }

  static func + (left: Complex, right: Complex) -> Complex {
    Complex(left.real + right.real, left.imaginary + right.imaginary)
  }

  static func - (left: Complex, right: Complex) -> Complex {
    Complex(left.real - right.real, left.imaginary - right.imaginary)
  }

  static func * (left: Complex, right: Complex) -> Complex {
    Complex(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  /// Division after Smith (1962), which does not overflow where the result doesn't.
  static func / (left: Complex, right: Complex) -> Complex {
    if abs(right.real) >= abs(right.imaginary) {
      if right == Complex(0) { return Complex(left.real / 0, left.imaginary / 0) }
      let ratio = right.imaginary / right.real
      let divisor = right.real + right.imaginary * ratio
      return Complex(
        (left.real + left.imaginary * ratio) / divisor,
        (left.imaginary - left.real * ratio) / divisor)
    }
    let ratio = right.real / right.imaginary
    let divisor = right.imaginary + right.real * ratio
    return Complex(
      (left.real * ratio + left.imaginary) / divisor,
      (left.imaginary * ratio - left.real) / divisor)
  }
}

extension Complex: CustomStringConvertible {
  /// The number as NumPy prints it: `1.0+2.0j`.
  package var description: String { "\(real)\(imaginary < 0 ? "" : "+")\(imaginary)j" }
}
