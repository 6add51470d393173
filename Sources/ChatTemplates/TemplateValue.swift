import Formats
import Foundation

/// A value of the template language, as Python has them.
indirect enum TemplateValue: Sendable {
  case undefined(String)
  case none
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case list([TemplateValue])
  case dict([(key: String, value: TemplateValue)])
  /// A namespace, whose fields assignments change: its number among those of a rendering.
  case namespace(Int)
  /// A function of the environment, by name.
  case function(String)
  /// A method of a value, by name.
  case method(TemplateValue, String)
  case macro(Macro)
}

/// A piece of a template that is called like a function.
struct Macro: Sendable {
  let name: String
  let parameters: [(name: String, fallback: Expression?)]
  let body: [TemplateStatement]
}

extension TemplateValue {
  init(_ json: JSON) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .array(let values): self = .list(values.map { TemplateValue($0) })
    case .object(let object): self = .dict(object.map { ($0.key, TemplateValue($0.value)) })
    default:
      if let value = json.integerValue {
        self = .int(value)
      } else {
        self = .double(json.doubleValue ?? .nan)
      }
    }
  }

  /// Whether a condition holds of it.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .double(let value): value != 0
    case .string(let value): !value.isEmpty
    case .list(let values): !values.isEmpty
    case .dict(let entries): !entries.isEmpty
    case .namespace, .function, .method, .macro: true
    }
  }

  /// What Python calls its type.
  var typeName: String {
    switch self {
    case .undefined(let name): "the undefined '\(name)'"
    case .none: "None"
    case .bool: "a truth value"
    case .int, .double: "a number"
    case .string: "a string"
    case .list: "a list"
    case .dict: "a mapping"
    case .namespace: "a namespace"
    case .function, .method, .macro: "a function"
    }
  }

  /// The number, truth values as 0 and 1.
  var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The whole number, truth values as 0 and 1.
  var integer: Int? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    default: nil
    }
  }

  /// What is printed of it.
  var text: String {
    switch self {
    case .undefined: ""
    case .string(let value): value
    default: literal
    }
  }

  /// How Python writes it in a list.
  private var literal: String {
    switch self {
    case .undefined: return "Undefined"
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .double(let value): return pythonText(value)
    case .string(let value): return quoted(value)
    case .list(let values): return "[" + values.map(\.literal).joined(separator: ", ") + "]"
    case .dict(let entries):
      let pairs = entries.map { "\(quoted($0.key)): \($0.value.literal)" }
      return "{" + pairs.joined(separator: ", ") + "}"
    case .namespace: return "<Namespace>"
    case .function(let name), .method(_, let name): return "<function \(name)>"
    case .macro(let macro): return "<Macro '\(macro.name)'>"
    }
  }

  private func quoted(_ text: String) -> String {
    let quote = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var result = quote
    for character in text {
      switch character {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\\": result += "\\\\"
      default: result += String(character) == quote ? "\\" + quote : String(character)
      }
    }
    return result + quote
  }

  private func pythonText(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return String(value)
  }

  /// The JSON of it, as Python's `json.dumps` writes it.
  func json(indent: Int?, depth: Int = 0) throws -> String {
    let (line, end) =
      indent.map { width in
        (
          "\n" + String(repeating: " ", count: width * (depth + 1)),
          "\n" + String(repeating: " ", count: width * depth)
        )
      } ?? ("", "")
    let comma = indent == nil ? ", " : ","
    switch self {
    case .none: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int, .double: return literal
    case .string(let value): return jsonText(value)
    case .list(let values):
      guard !values.isEmpty else { return "[]" }
      let items = try values.map { line + (try $0.json(indent: indent, depth: depth + 1)) }
      return "[" + items.joined(separator: comma) + end + "]"
    case .dict(let entries):
      guard !entries.isEmpty else { return "{}" }
      let items = try entries.map { entry in
        line + jsonText(entry.key) + ": " + (try entry.value.json(indent: indent, depth: depth + 1))
      }
      return "{" + items.joined(separator: comma) + end + "}"
    default: throw ChatTemplateError("the chat template writes \(typeName) as JSON")
    }
  }

  private func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension TemplateValue: Equatable {
  static func == (left: TemplateValue, right: TemplateValue) -> Bool {
    switch (left, right) {
    case (.undefined, .undefined), (.none, .none): return true
    // by scalars: Python tells strings apart that Unicode holds equivalent
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.list(let a), .list(let b)): return a == b
    case (.dict(let a), .dict(let b)):
      return a.count == b.count
        && a.allSatisfy { entry in b.contains { $0.key == entry.key && $0.value == entry.value } }
    case (.namespace(let a), .namespace(let b)): return a == b
    default:
      guard let a = left.number, let b = right.number else { return false }
      return a == b
    }
  }
}
