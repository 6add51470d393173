internal import Foundation

/// At most three significant digits, as C's `%.3g`: "0.873", "1.2e-05", "0"; zero has no sign.
func shortNumber(_ value: Float) -> String {
  value == 0 ? "0" : String(format: "%.3g", Double(value))
}

/// How the values of one table are printed: all with as many decimals as tell its small ones apart.
struct CellNumbers {
  /// Decimals of values below 10.
  private let decimals: Int

  /// Numbers for a table of `values`: the largest has at least three digits that count.
  init(_ values: [Float]) {
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    guard largest > 0, largest < 1 else {
      decimals = 2
      return
    }
    decimals = min(2 - Int(log10(Double(largest)).rounded(.down)), 6)
  }

  /// A number for a cell: exact zeros stand out from small values.
  ///
  /// "0" for exactly zero, the table's decimals below 10 ("0.00" for 0.001 beside 1, "-0.25"),
  /// fewer digits above; what rounds to zero has no sign.
  func text(_ value: Float) -> String {
    switch abs(value) {
    case _ where value.isNaN: return "nan"
    case .infinity: return value < 0 ? "-inf" : "inf"
    case 0: return "0"
    case ..<9.995:
      let text = String(format: "%.\(decimals)f", Double(value))
      return text.hasPrefix("-") && !text.contains { "123456789".contains($0) }
        ? String(text.dropFirst()) : text
    case ..<99.95: return String(format: "%.1f", Double(value))
    case ..<99_999: return String(format: "%.0f", Double(value))
    default: return String(format: "%.0e", Double(value))
    }
  }
}
