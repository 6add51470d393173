/// A number with its noun: `1 prompt`, `3 prompts`.
package func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// `values` as a sentence lists them: `a, b or c`.
package func listed(_ values: [String]) -> String {
  values.count < 2
    ? values.joined()
    : values.dropLast().joined(separator: ", ") + " or " + values[values.count - 1]
}
