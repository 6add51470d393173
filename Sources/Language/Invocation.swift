/// A command with its words sorted into operands and options.
///
/// What a command's table says is a number is one; whether prompts, heads and the like exist is
/// for the command to find out, with the words' spans for its messages.
public struct Invocation: Sendable {
  /// The command.
  public let spec: CommandSpec
  /// Where it stands.
  public let span: Span

  private var values: [String: [Word]]

  init(spec: CommandSpec, span: Span, values: [String: [Word]]) {
    self.spec = spec
    self.span = span
    self.values = values
  }

  /// The words of an operand or option, as they were given; empty if it was not.
  public func words(_ name: String) -> [Word] {
    precondition(isKnown(name), "'\(spec.name)' has no operand or option '\(name)'")
    return values[name] ?? []
  }

  /// The last word given for an operand or option.
  public func word(_ name: String) -> Word? { words(name).last }

  /// Whether an operand or option was given.
  public func isGiven(_ name: String) -> Bool { !words(name).isEmpty }

  /// The same without the first `count` words of an operand.
  package func dropping(first count: Int, of name: String) -> Invocation {
    var rest = self
    rest.values[name] = Array(words(name).dropFirst(count))
    return rest
  }

  /// The text of an operand or option, or the option's default.
  public func text(_ name: String) -> String? { word(name)?.text ?? spec.option(name)?.standard }

  /// All texts of an operand or option that takes several, or the option's default.
  public func texts(_ name: String) -> [String] {
    let given = words(name).map(\.text)
    return given.isEmpty ? spec.option(name)?.standard.map { [$0] } ?? [] : given
  }

  /// The path that was given, or the default; `~/` is the home folder.
  public func path(_ name: String) -> String? { word(name)?.path ?? spec.option(name)?.standard }

  /// The whole number that was given, or the default.
  public func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  /// The number that was given, or the default.
  public func number(_ name: String) -> Double? { text(name).flatMap { Double($0) } }

  /// Whether a flag is on.
  public func flag(_ name: String) -> Bool {
    guard let word = word(name) else { return spec.option(name)?.isOnByDefault ?? false }
    return word.text == "true"
  }

  /// Where an operand or option stands, for messages; the command, if it was not given.
  public func span(of name: String) -> Span {
    let words = words(name)
    return words.dropFirst().reduce(words.first?.span ?? span) { $0.joined(with: $1.span) }
  }

  /// Whether the command has such an operand or option, given or not.
  public func has(_ name: String) -> Bool { isKnown(name) }

  /// The same with each word replaced by what `change` makes of it, told what it names.
  public func mapping<Failure>(
    _ change: (Word, ValueKind) throws(Failure) -> Word
  ) throws(Failure) -> Invocation {
    var changed = values
    for (name, words) in values {
      let operand = spec.operands.first { $0.name == name }?.kind
      guard let kind = operand ?? spec.option(name)?.kind else { continue }
      var mapped: [Word] = []
      for word in words { mapped.append(try change(word, kind)) }
      changed[name] = mapped
    }
    return Invocation(spec: spec, span: span, values: changed)
  }

  private func isKnown(_ name: String) -> Bool {
    spec.option(name) != nil || spec.operands.contains { $0.name == name }
  }
}
