/// Python's methods of strings, which work on code points.
extension String {
  func call(_ name: String, _ plain: [TemplateValue]) throws -> TemplateValue {
    func text(_ index: Int) -> String? {
      guard index < plain.count, case .string(let text) = plain[index] else { return nil }
      return text
    }
    func need(_ index: Int) throws -> String {
      guard let text = text(index) else {
        throw ChatTemplateError("the chat template calls '\(name)' without a string")
      }
      return text
    }
    switch name {
    case "strip": return .string(stripped(text(0), atStart: true, atEnd: true))
    case "lstrip": return .string(stripped(text(0), atStart: true, atEnd: false))
    case "rstrip": return .string(stripped(text(0), atStart: false, atEnd: true))
    case "split":
      return .list(
        split(by: text(0), atMost: plain.count > 1 ? plain[1].integer ?? -1 : -1)
          .map { .string($0) })
    case "startswith", "endswith":
      var options = plain
      if case .list(let several)? = plain.first { options = several }
      return .bool(
        options.contains { option in
          let scalars = option.text.unicodeScalars
          return name == "startswith"
            ? unicodeScalars.starts(with: scalars)
            : unicodeScalars.reversed().starts(with: scalars.reversed())
        })
    case "replace":
      let (old, new) = (try need(0), try need(1))
      guard !old.isEmpty else { return .string(self) }
      return .string(try Self.joined(split(by: old, atMost: -1), by: new))
    case "upper": return .string(uppercased())
    case "lower": return .string(lowercased())
    case "title": return .string(titled())
    case "capitalize": return .string(prefix(1).uppercased() + dropFirst().lowercased())
    case "find":
      let found = unicodeScalars.firstRange(of: try need(0).unicodeScalars)
      return .int(
        found.map { unicodeScalars.distance(from: startIndex, to: $0.lowerBound) } ?? -1)
    case "count": return .int(split(by: try need(0), atMost: -1).count - 1)
    default:  // join
      guard case .list(let items)? = plain.first else {
        throw ChatTemplateError("the chat template joins what is no list")
      }
      return .string(try Self.joined(items.map(\.text), by: self))
    }
  }

  /// The string without whitespace, or without these characters, at its ends.
  func stripped(_ characters: String?, atStart: Bool = true, atEnd: Bool = true) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool {
      if let set { return set.contains(scalar) }
      return scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
    var scalars = unicodeScalars[...]
    if atStart { scalars = scalars.drop(while: goes) }
    while atEnd, let last = scalars.last, goes(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// The parts between separators; between runs of whitespace where there is none.
  func split(by separator: String?, atMost count: Int) -> [String] {
    guard let separator, !separator.isEmpty else {
      return unicodeScalars.split(
        maxSplits: count < 0 ? .max : count, whereSeparator: \.properties.isWhitespace
      ).map { String($0) }
    }
    var parts: [String] = []
    var rest = unicodeScalars[...]
    while count < 0 || parts.count < count,
      let range = rest.firstRange(of: separator.unicodeScalars)
    {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  /// Parts with something between them, where that is no longer than a text may be.
  private static func joined(_ parts: [String], by separator: String) throws -> String {
    let count = parts.reduce(0) { $0 + $1.utf8.count }
    guard (parts.count - 1) * separator.utf8.count + count <= TemplateWork.longest else {
      throw TemplateWork.excess
    }
    return parts.joined(separator: separator)
  }

  /// Each word with a capital.
  func titled() -> String {
    var result = ""
    var isInWord = false
    for character in self {
      result += isInWord ? character.lowercased() : character.uppercased()
      isInWord = character.isLetter
    }
    return result
  }
}
