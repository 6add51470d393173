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

/// Seconds as a person reads them: `850 ms`, `7 s`, `3 min 20 s`, `2 h 5 min`.
public func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
  if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
  let whole = Int(seconds.rounded())
  switch whole {
  case ..<60: return "\(whole) s"
  case ..<3600: return "\(whole / 60) min" + (whole % 60 > 0 ? " \(whole % 60) s" : "")
  default: return "\(whole / 3600) h" + (whole / 60 % 60 > 0 ? " \(whole / 60 % 60) min" : "")
  }
}

/// `text` without its middle where it has more than `most` characters, without its end where that leaves no room.
public func shortened(_ text: String, to most: Int) -> String {
  guard text.utf8.count > most, text.count > most else { return text }
  guard most >= 12 else { return most > 0 ? text.prefix(most - 1) + "…" : "" }
  return "\(text.prefix(most * 3 / 4)) … \(text.suffix(most / 4 - 3))"
}
