import Foundation

extension Renderer {
  /// The value of an expression; what is made anew counts as work.
  mutating func value(of expression: Expression) throws -> TemplateValue {
    let value = try valueAsItIs(of: expression)
    switch expression {
    case .literal, .name, .attribute, .item, .and, .or, .choice: break
    default: try work.spend(on: value)
    }
    return value
  }

  private mutating func valueAsItIs(of expression: Expression) throws -> TemplateValue {
    switch expression {
    case .literal(let value): return value
    case .name(let name): return variable(name)
    case .list(let items): return .list(try items.map { try value(of: $0) })
    case .dict(let entries):
      return .dict(try entries.map { (try value(of: $0).text, try value(of: $1)) })
    case .attribute(let object, let name): return try attribute(name, of: value(of: object))
    case .item(let object, let index):
      let whole = try value(of: object)
      if case .string(let text) = whole { try work.spend(text.utf8.count) }
      return try item(value(of: index), of: whole)
    case .slice(let object, let from, let to, let step):
      return try slice(
        value(of: object), from.map { try value(of: $0) }, to.map { try value(of: $0) },
        step.map { try value(of: $0) })
    case .call(let function, let arguments):
      let function = try value(of: function)
      return try call(
        function, arguments.plain.map { try value(of: $0) },
        arguments.named.map { ($0.name, try value(of: $0.value)) })
    case .filter(let object, let name, let arguments):
      let object = try value(of: object)
      try work.spend(on: object)
      return try filter(
        name, object, arguments.plain.map { try value(of: $0) },
        arguments.named.map { ($0.name, try value(of: $0.value)) })
    case .test(let object, let name, let arguments):
      let object = try value(of: object)
      let others = try arguments.plain.map { try value(of: $0) }
      for value in others + [object] { try work.spend(on: value) }
      return .bool(try test(name, object, others))
    case .not(let inner): return .bool(!(try value(of: inner).isTrue))
    case .negative(let inner):
      switch try value(of: inner) {
      case .double(let number): return .double(-number)
      case let other:
        guard let number = other.integer, number > .min else {
          throw ChatTemplateError("the chat template negates \(other.typeName)")
        }
        return .int(-number)
      }
    case .binary(let sign, let left, let right):
      let (first, second) = (try value(of: left), try value(of: right))
      try work.spend(on: first)
      try work.spend(on: second)
      if sign == "in", case .string(let part) = first, case .string(let whole) = second {
        try work.spend(searchingFor: part, in: whole)
      }
      return try binary(sign, first, second)
    case .and(let left, let right):
      let first = try value(of: left)
      return first.isTrue ? try value(of: right) : first
    case .or(let left, let right):
      let first = try value(of: left)
      return first.isTrue ? first : try value(of: right)
    case .choice(let yes, let test, let no):
      if try value(of: test).isTrue { return try value(of: yes) }
      return try no.map { try value(of: $0) } ?? .undefined("")
    }
  }

  func attribute(_ name: String, of value: TemplateValue) throws -> TemplateValue {
    switch value {
    case .namespace(let index): return field(name, ofNamespace: index) ?? .undefined(name)
    case .dict(let entries):
      if Self.dictMethods.contains(name) { return .method(value, name) }
      return entries.first { $0.key == name }?.value ?? .undefined(name)
    case .string: return Self.stringMethods.contains(name) ? .method(value, name) : .undefined(name)
    case .undefined(let own):
      throw ChatTemplateError(
        "the chat template asks for '\(name)' of '\(own)', which is not there")
    default: return .undefined(name)
    }
  }

  func item(_ index: TemplateValue, of value: TemplateValue) throws -> TemplateValue {
    switch (value, index) {
    case (.dict(let entries), .string(let key)):
      return try entries.first { $0.key == key }?.value ?? attribute(key, of: value)
    case (.undefined(let own), _):
      throw ChatTemplateError("the chat template looks into '\(own)', which is not there")
    case (_, .string(let key)): return try attribute(key, of: value)
    case (.list(let items), _):
      guard let place = index.integer else { return .undefined(index.text) }
      let at = place < 0 ? place + items.count : place
      return items.indices.contains(at) ? items[at] : .undefined("item \(place)")
    case (.string(let text), _):
      let scalars = Array(text.unicodeScalars)
      guard let place = index.integer else { return .undefined(index.text) }
      let at = place < 0 ? place + scalars.count : place
      return scalars.indices.contains(at)
        ? .string(String(scalars[at])) : .undefined("item \(place)")
    default: return .undefined(index.text)
    }
  }

  /// A part of a list or string, by Python's rules.
  private func slice(
    _ value: TemplateValue, _ from: TemplateValue?, _ to: TemplateValue?, _ step: TemplateValue?
  ) throws -> TemplateValue {
    let step = step?.integer ?? 1
    guard step != 0 else { throw ChatTemplateError("the chat template has a slice with step 0") }
    func places(_ count: Int) -> [Int] {
      func bound(_ value: TemplateValue?, _ fallback: Int) -> Int {
        guard let place = value?.integer else { return fallback }
        let low = step > 0 ? 0 : -1
        return min(max(place < 0 ? place + count : place, low), step > 0 ? count : count - 1)
      }
      let start = bound(from, step > 0 ? 0 : count - 1)
      return Array(stride(from: start, to: bound(to, step > 0 ? count : -1), by: step))
    }
    switch value {
    case .list(let items): return .list(places(items.count).map { items[$0] })
    case .string(let text):
      let scalars = Array(text.unicodeScalars)
      var result = String.UnicodeScalarView()
      for place in places(scalars.count) { result.append(scalars[place]) }
      return .string(String(result))
    default: throw ChatTemplateError("the chat template cuts a part of \(value.typeName)")
    }
  }

  private func binary(
    _ sign: String, _ left: TemplateValue, _ right: TemplateValue
  ) throws -> TemplateValue {
    switch sign {
    case "==": return .bool(left == right)
    case "!=": return .bool(left != right)
    case "~": return .string(left.text + right.text)
    case "in": return .bool(try contains(right, left))
    case "<", ">", "<=", ">=": return .bool(try compare(sign, left, right))
    case "+":
      if case .string(let a) = left, case .string(let b) = right { return .string(a + b) }
      if case .list(let a) = left, case .list(let b) = right { return .list(a + b) }
    case "*":
      if case .string(let text) = left, let count = right.integer {
        let times = min(max(0, count), 10_000)
        guard text.utf8.count * times <= TemplateWork.longest else { throw TemplateWork.excess }
        return .string(String(repeating: text, count: times))
      }
    default: break
    }
    guard let a = left.number, let b = right.number else {
      throw ChatTemplateError(
        "the chat template writes '\(sign)' between \(left.typeName) and \(right.typeName)")
    }
    return try arithmetic(sign, left, right, a, b)
  }

  private func arithmetic(
    _ sign: String, _ left: TemplateValue, _ right: TemplateValue, _ a: Double, _ b: Double
  ) throws -> TemplateValue {
    if ["/", "//", "%"].contains(sign), b == 0 {
      throw ChatTemplateError("the chat template divides by 0")
    }
    if sign == "/" { return .double(a / b) }
    if let x = left.integer, let y = right.integer {
      let (value, overflows) =
        switch sign {
        case "+": x.addingReportingOverflow(y)
        case "-": x.subtractingReportingOverflow(y)
        case "*": x.multipliedReportingOverflow(by: y)
        case "//": x.flooredQuotient(by: y)
        case "%": (x.flooredRemainder(by: y), false)
        default: (Int(exactly: pow(a, b)) ?? 0, Int(exactly: pow(a, b)) == nil)
        }
      if overflows { throw ChatTemplateError("the chat template counts too far") }
      return .int(value)
    }
    switch sign {
    case "+": return .double(a + b)
    case "-": return .double(a - b)
    case "*": return .double(a * b)
    case "//": return .double((a / b).rounded(.down))
    case "%": return .double(a - (a / b).rounded(.down) * b)
    default: return .double(pow(a, b))
    }
  }

  private func compare(
    _ sign: String, _ left: TemplateValue, _ right: TemplateValue
  ) throws -> Bool {
    func decide<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
      switch sign {
      case "<": a < b
      case ">": a > b
      case "<=": a <= b
      default: a >= b
      }
    }
    if let a = left.number, let b = right.number { return decide(a, b) }
    if case .string(let a) = left, case .string(let b) = right { return decide(a, b) }
    throw ChatTemplateError(
      "the chat template compares \(left.typeName) with \(right.typeName)")
  }

  /// Whether a list, string or mapping has a value in it.
  func contains(_ whole: TemplateValue, _ part: TemplateValue) throws -> Bool {
    switch whole {
    case .list(let items): return items.contains(part)
    case .dict(let entries):
      guard case .string(let key) = part else { return false }
      return entries.contains { $0.key == key }
    case .string(let text):
      guard case .string(let own) = part else {
        throw ChatTemplateError("the chat template looks for \(part.typeName) in a string")
      }
      return own.isEmpty || text.unicodeScalars.contains(own.unicodeScalars)
    case .undefined: return false
    default: throw ChatTemplateError("the chat template looks into \(whole.typeName)")
    }
  }

  static let dictMethods: Set<String> = ["items", "keys", "values", "get"]
  static let stringMethods: Set<String> = [
    "strip", "lstrip", "rstrip", "split", "startswith", "endswith", "replace", "upper", "lower",
    "title", "capitalize", "find", "join", "count",
  ]

  /// Calls a method of a string or mapping.
  func callMethod(
    _ name: String, of value: TemplateValue, _ plain: [TemplateValue]
  ) throws -> TemplateValue {
    switch value {
    case .dict(let entries):
      switch name {
      case "items": return .list(entries.map { .list([.string($0.key), $0.value]) })
      case "keys": return .list(entries.map { .string($0.key) })
      case "values": return .list(entries.map(\.value))
      default:
        let key = plain.first?.text ?? ""
        return entries.first { $0.key == key }?.value ?? (plain.count > 1 ? plain[1] : .none)
      }
    case .string(let text): return try text.call(name, plain)
    default: throw ChatTemplateError.unsupported("the method '\(name)' of \(value.typeName)")
    }
  }
}

extension Int {
  /// The quotient rounded towards minus infinity, as Python's `//`; the divisor is not 0.
  fileprivate func flooredQuotient(by divisor: Int) -> (Int, Bool) {
    let (quotient, overflows) = dividedReportingOverflow(by: divisor)
    let remainder = remainderReportingOverflow(dividingBy: divisor).partialValue
    return (remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient, overflows)
  }

  /// What is left then, of the divisor's sign, as Python's `%`; the divisor is not 0.
  fileprivate func flooredRemainder(by divisor: Int) -> Int {
    let remainder = remainderReportingOverflow(dividingBy: divisor).partialValue
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
  }
}
