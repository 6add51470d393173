internal import Foundation

/// How a value in a string is written: a subset of Python's format specifications,
/// `[[fill]align][sign][0][width][,][.precision][type]`.
struct TextFormat: Equatable, Sendable {
  private var fill: Character = " "
  private var alignment: Character?
  private var sign: Character?
  private var width = 0
  private var hasCommas = false
  private var precision: Int?
  private var type: Character?

  /// As `str` writes it.
  init() {}

  /// Parses a specification; nil where it is none.
  init?(_ text: String) {
    var rest = Substring(text)
    func isAlignment(_ character: Character?) -> Bool {
      character.map { "<>^=".contains($0) } ?? false
    }
    if isAlignment(rest.dropFirst().first), let first = rest.first {
      fill = first
      alignment = rest.dropFirst().first
      rest = rest.dropFirst(2)
    } else if isAlignment(rest.first) {
      alignment = rest.popFirst()
    }
    if let first = rest.first, "+- ".contains(first) { sign = rest.popFirst() }
    if rest.first == "0" {
      rest.removeFirst()
      if alignment == nil { (fill, alignment) = ("0", "=") }
    }
    func number() -> Int? {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.isEmpty ? nil : Int(digits).flatMap { $0 <= 100 ? $0 : nil }
    }
    if let first = rest.first, ("0"..."9").contains(first) {
      guard let width = number() else { return nil }
      self.width = width
    }
    if rest.first == "," {
      rest.removeFirst()
      hasCommas = true
    }
    if rest.first == "." {
      rest.removeFirst()
      guard let precision = number() else { return nil }
      self.precision = precision
    }
    type = rest.popFirst()
    guard rest.isEmpty, type.map({ "dfFeEgGs%".contains($0) }) ?? true else { return nil }
  }

  /// The text of `value`.
  ///
  /// - Throws: `ScriptFault` where the format does not suit it.
  func text(of value: ScriptValue) throws -> String {
    if self == TextFormat() { return value.description }
    switch value {
    case .string(let text):
      guard type == nil || type == "s" else { throw unsuited(value) }
      return padded(precision.map { String(text.prefix($0)) } ?? text, isNumber: false)
    case .integer(let value) where type == nil || type == "d":
      return padded(grouped(signed(String(value.magnitude), isNegative: value < 0)))
    case .bool, .integer, .number, .array:
      guard let number = value.number, type != "s" else { throw unsuited(value) }
      if case .array(let array) = value, array.dtype == .int64, type == nil || type == "d" {
        let whole = array.values(as: Int.self)[0]
        return padded(grouped(signed(String(whole.magnitude), isNegative: whole < 0)))
      }
      guard type != "d" else { throw unsuited(value) }
      return padded(grouped(signed(digits(of: abs(number)), isNegative: number < 0)))
    default:
      throw unsuited(value)
    }
  }

  private func unsuited(_ value: ScriptValue) -> ScriptFault {
    ScriptFault("this format does not suit \(value.kind)")
  }

  private func digits(of number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "nan" : "inf" }
    func format(_ conversion: String, _ value: Double) -> String {
      String(format: "%.\(precision ?? 6)\(conversion)", value)
    }
    return switch type {
    case "%": format("f", number * 100) + "%"
    case "f", "F", "e", "E", "g", "G": format(type.map(String.init) ?? "g", number)
    default: precision == nil ? "\(number)" : format("g", number)
    }
  }

  private func signed(_ digits: String, isNegative: Bool) -> String {
    isNegative
      ? "-" + digits
      : sign == "+" || sign == " " ? sign.map(String.init).map { $0 + digits } ?? digits : digits
  }

  /// Commas between thousands.
  private func grouped(_ text: String) -> String {
    guard hasCommas else { return text }
    let start = text.prefix { !$0.isNumber }
    let whole = text.dropFirst(start.count).prefix { $0.isNumber }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return start + result + text.dropFirst(start.count + whole.count)
  }

  private func padded(_ text: String, isNumber: Bool = true) -> String {
    let missing = width - text.count
    guard missing > 0 else { return text }
    func filled(_ count: Int) -> String { String(repeating: fill, count: count) }
    switch alignment ?? (isNumber ? ">" : "<") {
    case "<": return text + filled(missing)
    case "^": return filled(missing / 2) + text + filled(missing - missing / 2)
    case "=":
      let sign = text.prefix { "+- ".contains($0) }
      return sign + filled(missing) + text.dropFirst(sign.count)
    default: return filled(missing) + text
    }
  }
}
