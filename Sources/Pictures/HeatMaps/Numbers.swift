internal import Foundation

/// At most three significant digits, as C's `%.3g`: "0.873", "1.2e-05", "0".
func shortNumber(_ value: Float) -> String { String(format: "%.3g", Double(value)) }

/// A number for a cell of a table: exact zeros stand out from small values.
///
/// "0" for exactly zero, two decimals below 10 ("0.00" for 0.001, "-0.25"), fewer digits above.
func cellNumber(_ value: Float) -> String {
  switch abs(value) {
  case _ where value.isNaN: "nan"
  case .infinity: value < 0 ? "-inf" : "inf"
  case 0: "0"
  case ..<9.995: String(format: "%.2f", Double(value))
  case ..<99.95: String(format: "%.1f", Double(value))
  case ..<99_999: String(format: "%.0f", Double(value))
  default: String(format: "%.0e", Double(value))
  }
}
