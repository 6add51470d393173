extension JSON {
  /// The value as Python's `json.dumps` writes it: `, ` and `: ` between, everything but ASCII
  /// escaped.
  public var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .longInteger(let digits): bytes.append(contentsOf: digits.utf8)
    case .number(let value): bytes.append(contentsOf: pythonText(of: value).utf8)
    case .string(let value): quote(value, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (place, value) in values.enumerated() {
        if place > 0 { bytes.append(contentsOf: ", ".utf8) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (place, pair) in object.enumerated() {
        if place > 0 { bytes.append(contentsOf: ", ".utf8) }
        quote(pair.key, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        pair.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

/// The shortest digits that read back as `value`, laid out as Python's `repr` of a float.
///
/// Swift finds the same digits and differs in layout: Python writes an exponent below 1e-4 and from
/// 1e16 on, with a sign and at least two digits.
private func pythonText(of value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
  let sign = value.sign == .minus ? "-" : ""
  if value == 0 { return sign + "0.0" }

  // The digits without leading and trailing zeros, and where the point is: value = 0.DIGITS * 10^point.
  let parts = value.magnitude.description.split(separator: "e")
  let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let all = halves.joined()
  let leading = all.prefix { $0 == "0" }.count
  var digits = String(all.dropFirst(leading))
  while digits.hasSuffix("0") { digits.removeLast() }
  let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let point = halves[0].count - leading + exponent

  if point > 16 || point < -3 {
    let power = point - 1
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let padding = abs(power) < 10 ? "0" : ""
    return "\(sign)\(digits.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(padding)\(abs(power))"
  }
  if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
  if point >= digits.count {
    return sign + digits + String(repeating: "0", count: point - digits.count) + ".0"
  }
  return sign + digits.prefix(point) + "." + digits.dropFirst(point)
}

/// Appends `string` in double quotes, with escapes for what is not printable ASCII.
private func quote(_ string: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": bytes.append(contentsOf: "\\\"".utf8)
    case "\\": bytes.append(contentsOf: "\\\\".utf8)
    case "\n": bytes.append(contentsOf: "\\n".utf8)
    case "\r": bytes.append(contentsOf: "\\r".utf8)
    case "\t": bytes.append(contentsOf: "\\t".utf8)
    case "\u{8}": bytes.append(contentsOf: "\\b".utf8)
    case "\u{C}": bytes.append(contentsOf: "\\f".utf8)
    case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default: for unit in UTF16.encode(scalar) ?? .init() { escape(unit, to: &bytes) }
    }
  }
  bytes.append(UInt8(ascii: "\""))
}

/// Appends the escape of one UTF-16 unit, with lower-case digits.
private func escape(_ unit: UInt16, to bytes: inout [UInt8]) {
  bytes.append(contentsOf: "\\u".utf8)
  for shift in [12, 8, 4, 0] {
    let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift)) & 15
    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
  }
}
