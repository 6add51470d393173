extension ScriptFunction {
  /// Functions of Python's own kinds of values.
  static let plainValues: [ScriptFunction] = [
    ScriptFunction("len(x)", "Number of items of a list, characters of a string, rows of an array")
    {
      call in
      switch call[0] {
      case .list(let items): return .integer(items.count)
      case .string(let text): return .integer(text.count)
      case .array(let array) where array.axes > 0: return .integer(array.shape[0])
      default: throw call.wrong(0, "a list, a string or an array")
      }
    },
    ScriptFunction(
      "range(start, stop=None, step=1)", "A list of integers, to go through with 'for'"
    ) {
      call in
      let (first, last) =
        call.has(1) ? (try call.integer(0), try call.integer(1)) : (0, try call.integer(0))
      let step = try call.integer(2, or: 1)
      guard step != 0 else { throw call.wrong(2, "not 0") }
      let (distance, overflow) =
        step > 0
        ? last.subtractingReportingOverflow(first) : first.subtractingReportingOverflow(last)
      let count = distance <= 0 ? 0 : 1 + Int((distance - 1).magnitude / step.magnitude)
      guard !overflow, count <= 1 << 20 else {
        throw ScriptFault("a list has at most 1048576 items; use arange for an array")
      }
      try call.meter.spend(count * 8)
      return .list((0..<count).map { .integer(first + $0 * step) })
    },
    ScriptFunction("enumerate(list)", "Pairs of a number from 0 on and an item") { call in
      .list(
        try call[0].items(call.meter).enumerated().map { .list([.integer($0.offset), $0.element]) })
    },
    ScriptFunction("zip(first, second)", "Pairs of items of two lists") { call in
      let (first, second) = (try call[0].items(call.meter), try call[1].items(call.meter))
      return .list(Swift.zip(first, second).map { .list([$0, $1]) })
    },
    ScriptFunction(
      "sorted(list, reverse=False)", "The items of a list or a vector in ascending order"
    ) { call in
      let items = try call[0].items(call.meter)
      try call.meter.spend(items.count * 16)
      let isDown = try call.flag(1)
      let numbers = items.compactMap(\.number)
      if numbers.count == items.count {
        let order = numbers.indices.sorted { first, second in
          let (x, y) =
            isDown ? (numbers[second], numbers[first]) : (numbers[first], numbers[second])
          return x < y || !(y < x) && first < second
        }
        return .list(order.map { items[$0] })
      }
      let texts = items.compactMap(\.string)
      guard texts.count == items.count else {
        throw call.wrong(0, "a list of numbers or of strings")
      }
      return .list((isDown ? texts.sorted(by: >) : texts.sorted()).map { .string($0) })
    },
    ScriptFunction("list(x)", "The items of an array or a list") {
      .list(try $0[0].items($0.meter))
    },
    ScriptFunction("tolist(a)", "An array as nested lists, a number of it as a plain number") {
      try $0.plain($0.array(0))
    },
    ScriptFunction("item(a)", "The one element of an array as a plain number") { call in
      let array = try call.array(0)
      guard array.count == 1 else { throw call.wrong(0, "an array of one element") }
      return try call.plain(array.reshaped([]))
    },
    ScriptFunction("int(x)", "A plain integer, towards 0") { call in
      if let integer = call[0].wholeNumber { return .integer(integer) }
      guard let number = call[0].number ?? call[0].string.flatMap(Double.init),
        number.magnitude < 0x1p63
      else { throw call.wrong(0, "a number that fits into 64 bits") }
      return .integer(Int(number))
    },
    ScriptFunction("float(x)", "A plain number") { call in
      guard let number = call[0].number ?? call[0].string.flatMap(Double.init) else {
        throw call.wrong(0, "a number")
      }
      return .number(number)
    },
    ScriptFunction("bool(x)", "True or False") { call in
      guard let truth = call[0].isTrue else { throw call.wrong(0, "one value") }
      return .bool(truth)
    },
    ScriptFunction("str(x)", "The value as it is printed") { call in
      try call.meter.look(at: call[0])
      return .string(call[0].description)
    },
    ScriptFunction("join(separator, strings)", "Strings with a separator between them") { call in
      let strings = try call.strings(1)
      let length =
        strings.reduce(0) { $0 + $1.utf8.count } + strings.count * (try call.string(0)).utf8.count
      guard length <= ScriptValue.longestText else {
        throw ScriptFault("a string is at most 1 MB long")
      }
      return .string(strings.joined(separator: try call.string(0)))
    },
    ScriptFunction("upper(text)", "In capital letters") { .string(try $0.string(0).uppercased()) },
    ScriptFunction("lower(text)", "In small letters") { .string(try $0.string(0).lowercased()) },
    ScriptFunction("strip(text)", "Without white space at both ends") { call in
      let text = try call.string(0)
      let end = text.reversed().drop(while: \.isWhitespace).count
      return .string(String(text.prefix(end).drop(while: \.isWhitespace)))
    },
    ScriptFunction("startswith(text, prefix)", "Whether a text begins so") {
      .bool(try $0.string(0).hasPrefix($0.string(1)))
    },
    ScriptFunction("endswith(text, suffix)", "Whether a text ends so") {
      .bool(try $0.string(0).hasSuffix($0.string(1)))
    },
  ]
}

extension ScriptCall {
  /// An array as plain numbers in lists.
  func plain(_ array: ScriptArray) throws -> ScriptValue {
    guard array.axes == 0 else {
      guard array.count <= 1 << 20 else {
        throw ScriptFault("a list has at most 1048576 items", argument: 0)
      }
      return .list(
        try ScriptValue.array(array).items(meter).map { try plain(value($0, asArrayFor: 0)) })
    }
    switch array.elements {
    case .bool(let values): return .bool(values[0])
    case .int64(let values): return .integer(values[0])
    case .float32(let values): return .number(Double(values[0]))
    case .float64(let values): return .number(values[0])
    case .complex128: throw ScriptFault("complex numbers stay in arrays", argument: 0)
    }
  }
}
