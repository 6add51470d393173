extension Renderer {
  /// Applies a filter to a value.
  mutating func filter(
    _ name: String, _ value: TemplateValue, _ plain: [TemplateValue],
    _ named: [(name: String, value: TemplateValue)]
  ) throws -> TemplateValue {
    func option(_ key: String, _ place: Int) -> TemplateValue? {
      named.first { $0.name == key }?.value ?? (place < plain.count ? plain[place] : nil)
    }
    switch name {
    case "trim": return .string(value.text.stripped(option("chars", 0)?.text))
    case "length", "count": return .int(try count(value))
    case "tojson":
      let indent = option("indent", 0)?.integer
      guard (0...100).contains(indent ?? 0) else {
        throw ChatTemplateError("the chat template indents by \(indent ?? 0)")
      }
      return .string(try value.json(indent: indent))
    case "upper": return .string(value.text.uppercased())
    case "lower": return .string(value.text.lowercased())
    case "title": return .string(value.text.titled())
    case "capitalize": return try value.text.call("capitalize", [])
    case "string": return .string(value.text)
    case "safe": return value
    case "replace":
      guard let old = option("old", 0), let new = option("new", 1) else {
        throw ChatTemplateError("the chat template replaces without saying what")
      }
      try work.spend(searchingFor: old.text, in: value.text)
      return try value.text.call("replace", [.string(old.text), .string(new.text)])
    case "join":
      return try (option("d", 0)?.text ?? "").call("join", [.list(items(of: value))])
    case "default", "d":
      let other = option("default_value", 0) ?? .string("")
      if case .undefined = value { return other }
      return option("boolean", 1)?.isTrue == true && !value.isTrue ? other : value
    case "first": return try items(of: value).first ?? .undefined("first")
    case "last": return try items(of: value).last ?? .undefined("last")
    case "list": return .list(try items(of: value))
    case "reverse":
      if case .string(let text) = value {
        return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
      }
      return .list(try items(of: value).reversed())
    case "items":
      if case .undefined = value { return .list([]) }
      return try callMethod("items", of: value, [])
    case "int": return .int(value.wholeNumber ?? option("default", 0)?.integer ?? 0)
    case "float": return .double(value.number ?? Double(value.text) ?? 0)
    case "abs":
      guard let number = value.number, value.integer != .min else { break }
      return value.integer.map { .int(abs($0)) } ?? .double(abs(number))
    case "map": return .list(try mapped(value, plain, named))
    case "select", "reject", "selectattr", "rejectattr":
      return .list(try selected(name, items(of: value), plain))
    default: throw ChatTemplateError.unsupported("the filter '\(name)'")
    }
    throw ChatTemplateError("the chat template puts \(value.typeName) through '\(name)'")
  }

  private func count(_ value: TemplateValue) throws -> Int {
    switch value {
    case .list(let items): items.count
    case .dict(let entries): entries.count
    case .string(let text): text.unicodeScalars.count
    case .undefined: 0
    default: throw ChatTemplateError("the chat template counts \(value.typeName)")
    }
  }

  /// A list's items each through a filter, or one attribute of each.
  private mutating func mapped(
    _ value: TemplateValue, _ plain: [TemplateValue],
    _ named: [(name: String, value: TemplateValue)]
  ) throws -> [TemplateValue] {
    let items = try items(of: value)
    if let key = named.first(where: { $0.name == "attribute" })?.value {
      return try items.map { try item(key, of: $0) }
    }
    guard case .string(let name)? = plain.first else {
      throw ChatTemplateError("the chat template maps without a filter's name")
    }
    var results: [TemplateValue] = []
    for item in items { results.append(try filter(name, item, Array(plain.dropFirst()), [])) }
    return results
  }

  /// The items of which a test holds, or does not; of an attribute of theirs.
  private func selected(
    _ name: String, _ items: [TemplateValue], _ plain: [TemplateValue]
  ) throws -> [TemplateValue] {
    let byAttribute = name.hasSuffix("attr")
    let rest = Array(plain.dropFirst(byAttribute ? 1 : 0))
    let wanted = name.hasPrefix("select")
    return try items.filter { own in
      var value = own
      if byAttribute {
        guard let key = plain.first else { throw ChatTemplateError("'\(name)' lacks a name") }
        value = try item(key, of: own)
      }
      guard let test = rest.first?.text else { return value.isTrue == wanted }
      return try self.test(test, value, Array(rest.dropFirst())) == wanted
    }
  }

  /// Whether a test holds of a value.
  func test(_ name: String, _ value: TemplateValue, _ plain: [TemplateValue]) throws -> Bool {
    func other() throws -> TemplateValue {
      guard let first = plain.first else {
        throw ChatTemplateError("the test '\(name)' of the chat template lacks a value")
      }
      return first
    }
    switch name {
    case "defined": if case .undefined = value { return false } else { return true }
    case "undefined": if case .undefined = value { return true } else { return false }
    case "none": if case .none = value { return true } else { return false }
    case "string": if case .string = value { return true } else { return false }
    case "mapping": if case .dict = value { return true } else { return false }
    case "iterable", "sequence":
      switch value {
      case .string, .list, .dict: return true
      case .undefined: return true
      default: return false
      }
    case "boolean": if case .bool = value { return true } else { return false }
    case "true": if case .bool(true) = value { return true } else { return false }
    case "false": if case .bool(false) = value { return true } else { return false }
    case "integer": if case .int = value { return true } else { return false }
    case "float": if case .double = value { return true } else { return false }
    case "number": return value.number != nil
    case "callable":
      switch value {
      case .function, .method, .macro: return true
      default: return false
      }
    case "equalto", "eq", "sameas": return value == (try other())
    case "ne": return value != (try other())
    case "in": return try contains(other(), value)
    case "odd", "even":
      guard let number = value.integer else { break }
      return (number % 2 != 0) == (name == "odd")
    case "divisibleby":
      guard let number = value.integer, let by = try other().integer, by != 0 else { break }
      return number.remainderReportingOverflow(dividingBy: by).partialValue == 0
    default: throw ChatTemplateError.unsupported("the test '\(name)'")
    }
    throw ChatTemplateError("the chat template tests \(value.typeName) for '\(name)'")
  }
}

extension TemplateValue {
  /// The whole number that it is or spells.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .double(let value): Int(exactly: value.rounded(.towardZero))
    case .string(let text): Int(text.stripped(nil))
    default: integer
    }
  }
}
