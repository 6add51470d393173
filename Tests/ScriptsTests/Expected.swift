import Formats
import Scripts

/// A value as the fixture spells it.
indirect enum Expected {
  case plain(kind: String, [Double])
  case string(String)
  case array(dtype: String, shape: [Int], [Double], imaginary: [Double])
  case list([Expected])

  /// Reads a value; nil where an error is expected.
  init?(_ json: JSON) throws {
    guard let object = json.objectValue, let kind = object["kind"]?.stringValue else { return nil }
    func numbers(_ key: String) -> [Double] {
      (object[key]?.arrayValue ?? []).map {
        $0.doubleValue ?? Double($0.stringValue ?? "") ?? 0
      }
    }
    switch kind {
    case "error": return nil
    case "string": self = .string(object["string"]?.stringValue ?? "")
    case "list":
      self = .list(try (object["items"]?.arrayValue ?? []).compactMap { try Expected($0) })
    case "array":
      self = .array(
        dtype: object["dtype"]?.stringValue ?? "",
        shape: (object["shape"]?.arrayValue ?? []).compactMap(\.integerValue), numbers("values"),
        imaginary: numbers("imaginary"))
    default: self = .plain(kind: kind, numbers("values"))
    }
  }

  /// The array as a value that scripts can use.
  var value: ScriptValue? {
    guard case .array(let dtype, let shape, let values, _) = self else { return nil }
    return DType(rawValue: dtype).map { .array(ScriptArray(shape, values, $0)) }
  }

  /// What is different; nil where nothing is.
  func difference(from found: ScriptValue) -> String? {
    switch (self, found) {
    case (.plain("bool", let values), .bool(let flag)):
      return values == [flag ? 1 : 0] ? nil : "\(values), not \(flag)"
    case (.plain("integer", let values), .integer(let integer)):
      return values == [Double(integer)] ? nil : "\(values), not \(integer)"
    case (.plain("number", let values), .number(let number)):
      return near(values, [number], 1e-12)
    case (.string(let text), .string(let other)):
      return text == other ? nil : "'\(text)', not '\(other)'"
    case (.list(let items), .list(let others)):
      guard items.count == others.count else { return "\(items.count) items, not \(others.count)" }
      return zip(items, others).lazy.compactMap { $0.difference(from: $1) }.first
    case (.array(let dtype, let shape, let values, let imaginary), .array(let array)):
      guard array.dtype.rawValue == dtype else { return "dtype \(dtype), not \(array.dtype)" }
      guard array.shape == shape else { return "shape \(shape), not \(array.shape)" }
      let tolerance = dtype == "float32" ? 1e-5 : dtype == "complex128" ? 1e-5 : 1e-11
      return near(values, array.realParts, tolerance)
        ?? (dtype == "complex128" ? near(imaginary, array.imaginaryParts, tolerance) : nil)
    default: return "\(self), not \(found.kind)"
    }
  }

  private func near(_ expected: [Double], _ found: [Double], _ tolerance: Double) -> String? {
    guard expected.count == found.count else {
      return "\(expected.count) values, not \(found.count)"
    }
    for (index, (x, y)) in zip(expected, found).enumerated() {
      let isNear = x == y || (x.isNaN && y.isNaN) || abs(x - y) <= tolerance * (1 + abs(x))
      if !isNear { return "element \(index) is \(x), not \(y)" }
    }
    return nil
  }
}
