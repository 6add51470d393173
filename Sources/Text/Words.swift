/// A number with its noun: `1 prompt`, `3 prompts`.
///
/// - Parameter many: The noun for other numbers than 1, where it takes more than an `s`.
package func counted(_ number: Int, _ noun: String, many: String? = nil) -> String {
  "\(number) \(number == 1 ? noun : many ?? noun + "s")"
}

/// `values` as a sentence lists them: `a, b or c`.
package func listed(_ values: [String]) -> String {
  values.count < 2
    ? values.joined()
    : values.dropLast().joined(separator: ", ") + " or " + values[values.count - 1]
}
