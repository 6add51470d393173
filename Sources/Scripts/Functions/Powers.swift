internal import Foundation

/// The common logarithm, under a name that does not clash with the table's.
func logarithm10(_ x: Double) -> Double { log10(x) }

/// 10 to the power of `x`.
func tenTo(_ x: Double) -> Double { pow(10, x) }
