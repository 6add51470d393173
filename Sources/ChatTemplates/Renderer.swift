import Formats
import Foundation

/// One rendering of a template: its variables, and the text so far.
struct Renderer {
  /// Variables, the innermost scope last.
  private var scopes: [[String: TemplateValue]]
  private var namespaces: [[String: TemplateValue]] = []
  private let now: Date
  private var steps = 0
  private var depth = 0
  var work = TemplateWork()

  /// Most steps of a rendering: a template that takes more does not end.
  private static let mostSteps = 1_000_000
  /// Most calls inside one another.
  private static let mostDepth = 100

  init(_ variables: [String: TemplateValue], now: Date) {
    scopes = [variables]
    self.now = now
  }

  /// How a run of statements ended.
  private enum Ending { case end, skip, leave }

  /// The text that statements write.
  mutating func render(_ statements: [TemplateStatement]) throws -> String {
    var text = ""
    guard case .end = try run(statements, &text) else {
      throw ChatTemplateError("the chat template leaves a loop where there is none")
    }
    return text
  }

  private mutating func run(_ statements: [TemplateStatement], _ text: inout String) throws
    -> Ending
  {
    for statement in statements {
      try step()
      switch statement {
      case .text(let own):
        try work.spend(own.utf8.count)
        text += own
      case .output(let expression):
        let own = try value(of: expression).text
        try work.spend(own.utf8.count)
        text += own
      case .condition(let cases, let otherwise):
        var chosen = otherwise
        for (test, body) in cases where try value(of: test).isTrue {
          chosen = body
          break
        }
        let ending = try run(chosen, &text)
        if ending != .end { return ending }
      case .loop(let loop): try run(loop, &text)
      case .set(let target, let expression): try set(target, value(of: expression))
      case .setText(let target, let body):
        var own = ""
        _ = try run(body, &own)
        try set(target, .string(own))
      case .macro(let macro): scopes[scopes.count - 1][macro.name] = .macro(macro)
      case .skip: return .skip
      case .leave: return .leave
      }
    }
    return .end
  }

  private mutating func step() throws {
    steps += 1
    guard steps < Self.mostSteps else { throw ChatTemplateError("the chat template does not end") }
  }

  private mutating func run(_ loop: Loop, _ text: inout String) throws {
    let whole = try value(of: loop.items)
    try work.spend(on: whole)
    var items = try items(of: whole)
    if let condition = loop.condition {
      items = try items.filter { item in
        scopes.append([:])
        defer { scopes.removeLast() }
        try bind(loop.names, to: item)
        return try value(of: condition).isTrue
      }
    }
    // As in Jinja, what stands under `else` is for a loop none of whose rounds came to their end.
    var hasEnded = false
    for (index, item) in items.enumerated() {
      try step()
      scopes.append(["loop": loopValue(items, index)])
      defer { scopes.removeLast() }
      try bind(loop.names, to: item)
      let ending = try run(loop.body, &text)
      if ending == .end { hasEnded = true }
      if ending == .leave { break }
    }
    if !hasEnded { _ = try run(loop.otherwise, &text) }
  }

  /// What templates read of a loop's progress.
  private func loopValue(_ items: [TemplateValue], _ index: Int) -> TemplateValue {
    let count = items.count
    var fields: [(key: String, value: TemplateValue)] = [
      ("index", .int(index + 1)), ("index0", .int(index)), ("first", .bool(index == 0)),
      ("last", .bool(index == count - 1)), ("length", .int(count)),
      ("revindex", .int(count - index)), ("revindex0", .int(count - index - 1)),
    ]
    if index > 0 { fields.append(("previtem", items[index - 1])) }
    if index + 1 < count { fields.append(("nextitem", items[index + 1])) }
    return .dict(fields)
  }

  /// The items that a loop goes through; a mapping's are its keys, an undefined value has none.
  func items(of value: TemplateValue) throws -> [TemplateValue] {
    switch value {
    case .list(let values): return values
    case .dict(let entries): return entries.map { .string($0.key) }
    case .string(let text):
      guard text.utf8.count <= 1 << 20 else { throw TemplateWork.excess }
      return text.unicodeScalars.map { .string(String($0)) }
    case .undefined: return []
    default: throw ChatTemplateError("the chat template goes through \(value.typeName)")
    }
  }

  private mutating func bind(_ names: [String], to value: TemplateValue) throws {
    guard names.count > 1 else {
      scopes[scopes.count - 1][names[0]] = value
      return
    }
    guard case .list(let values) = value, values.count == names.count else {
      throw ChatTemplateError(
        "the chat template takes \(names.count) names from \(value.typeName)")
    }
    for (name, value) in zip(names, values) { scopes[scopes.count - 1][name] = value }
  }

  private mutating func set(_ target: Target, _ value: TemplateValue) throws {
    switch target {
    case .names(let names): try bind(names, to: value)
    case .field(let name, let field):
      guard case .namespace(let index) = variable(name) else {
        throw ChatTemplateError(
          "the chat template sets a field of '\(name)', which is no namespace")
      }
      namespaces[index][field] = value
    }
  }

  /// The value of a variable, or what the environment calls so.
  func variable(_ name: String) -> TemplateValue {
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    return Self.functions.contains(name) ? .function(name) : .undefined(name)
  }

  private static let functions: Set<String> = [
    "raise_exception", "strftime_now", "namespace", "range", "dict",
  ]

  /// A field of a namespace.
  func field(_ name: String, ofNamespace index: Int) -> TemplateValue? { namespaces[index][name] }

  /// Calls a function, method or macro.
  mutating func call(
    _ function: TemplateValue, _ plain: [TemplateValue],
    _ named: [(name: String, value: TemplateValue)]
  ) throws -> TemplateValue {
    switch function {
    case .function(let name): return try callFunction(name, plain, named)
    case .method(let value, let name):
      try work.spend(on: value)
      if case .string(let whole) = value, case .string(let part)? = plain.first {
        try work.spend(searchingFor: part, in: whole)
      }
      return try callMethod(name, of: value, plain)
    case .macro(let macro): return .string(try call(macro, plain, named))
    case .undefined(let name): throw ChatTemplateError.unsupported("the function '\(name)'")
    default: throw ChatTemplateError("the chat template calls \(function.typeName)")
    }
  }

  private mutating func callFunction(
    _ name: String, _ plain: [TemplateValue], _ named: [(name: String, value: TemplateValue)]
  ) throws -> TemplateValue {
    switch name {
    case "raise_exception":
      throw ChatTemplateError("the chat template says: \(plain.first?.text ?? "")")
    case "strftime_now":
      guard case .string(let format)? = plain.first else {
        throw ChatTemplateError("the chat template asks for the date without a format")
      }
      return .string(now.text(format))
    case "namespace":
      namespaces.append(Dictionary(named.map { ($0.name, $0.value) }) { $1 })
      return .namespace(namespaces.count - 1)
    case "dict": return .dict(named.map { ($0.name, $0.value) })
    default:  // range
      let numbers = plain.compactMap(\.integer)
      guard numbers.count == plain.count, (1...3).contains(numbers.count),
        numbers.count < 3 || numbers[2] != 0
      else { throw ChatTemplateError("the chat template has a range without numbers") }
      let range = stride(
        from: numbers.count == 1 ? 0 : numbers[0], to: numbers.count == 1 ? numbers[0] : numbers[1],
        by: numbers.count == 3 ? numbers[2] : 1)
      let values = Array(range.prefix(100_001))
      guard values.count <= 100_000 else {
        throw ChatTemplateError("the chat template has a range of more than 100,000 numbers")
      }
      return .list(values.map { .int($0) })
    }
  }

  private mutating func call(
    _ macro: Macro, _ plain: [TemplateValue], _ named: [(name: String, value: TemplateValue)]
  ) throws -> String {
    guard plain.count <= macro.parameters.count else {
      throw ChatTemplateError("the chat template gives '\(macro.name)' too many values")
    }
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.mostDepth else { throw ChatTemplateError("the chat template does not end") }
    // A macro sees the template's own variables and its parameters, not those of the place that calls it.
    let saved = scopes
    defer { scopes = saved }
    scopes = [scopes[0], [:]]
    for (index, parameter) in macro.parameters.enumerated() {
      if index < plain.count {
        scopes[1][parameter.name] = plain[index]
      } else if let given = named.first(where: { $0.name == parameter.name }) {
        scopes[1][parameter.name] = given.value
      } else {
        scopes[1][parameter.name] =
          try parameter.fallback.map { try value(of: $0) } ?? .undefined(parameter.name)
      }
    }
    return try render(macro.body)
  }
}

extension Date {
  /// The local time in C's format.
  fileprivate func text(_ format: String) -> String {
    var seconds = time_t(timeIntervalSince1970)
    var parts = unsafe tm()
    _ = unsafe localtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 1024)
    let count = unsafe strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
