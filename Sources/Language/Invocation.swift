/// A command with its words sorted into operands and options.
///
/// What a command's table says is a number is one; whether prompts, heads and the like exist is
/// for the command to find out, with the words' spans for its messages.
public struct Invocation: Sendable {
  /// The command.
  public let spec: CommandSpec
  /// The name as it was typed: the command's own, its beginning, or another program's name for it.
  public let verb: String
  /// Where it stands.
  public let span: SourceSpan

  private var values: [String: [Word]]

  init(spec: CommandSpec, verb: String, span: SourceSpan, values: [String: [Word]]) {
    self.spec = spec
    self.verb = verb
    self.span = span
    self.values = values
  }

  /// Whether the name that was typed is not the command's own.
  public var isByOtherName: Bool { spec.otherNames.contains(verb) }

  /// The words of an operand or option, as they were given; empty if it was not.
  public func words(_ name: ArgumentName) -> [Word] {
    precondition(has(name), "'\(spec.name)' has no operand or option '\(name.spelling)'")
    return values[name.spelling] ?? []
  }

  /// The last word given for an operand or option.
  public func word(_ name: ArgumentName) -> Word? { words(name).last }

  /// Whether an operand or option was given.
  public func isGiven(_ name: ArgumentName) -> Bool { !words(name).isEmpty }

  /// The same command with the words of one operand or option replaced.
  package func setting(_ name: ArgumentName, to words: [Word]) -> Invocation {
    var changed = self
    changed.values[name.spelling] = words
    return changed
  }

  /// The text of an operand or option, or the option's default; where it names files, folders or models, `~/` is the home folder.
  public func text(_ name: ArgumentName) -> String? {
    word(name).map { said($0, as: name) } ?? spec.option(name.spelling)?.standard
  }

  private func said(_ word: Word, as name: ArgumentName) -> String {
    let operand = spec.operands.first { $0.name == name.spelling }?.kind
    switch operand ?? spec.option(name.spelling)?.kind {
    case .file?, .folder?, .model?: return word.path
    default: return word.text
    }
  }

  /// All texts of an operand or option that takes several, or the option's default; see `text`.
  public func texts(_ name: ArgumentName) -> [String] {
    let given = words(name).map { said($0, as: name) }
    return given.isEmpty ? spec.option(name.spelling)?.standard.map { [$0] } ?? [] : given
  }

  /// The path that was given, or the default; `~/` is the home folder.
  public func path(_ name: ArgumentName) -> String? {
    word(name)?.path ?? spec.option(name.spelling)?.standard
  }

  /// The whole number that was given, or the default.
  public func integer(_ name: ArgumentName) -> Int? { text(name).flatMap { Int($0) } }

  /// The number that was given, or the default.
  public func number(_ name: ArgumentName) -> Double? { text(name).flatMap { Double($0) } }

  /// Whether a flag is on.
  public func flag(_ name: ArgumentName) -> Bool {
    guard let word = word(name) else { return spec.option(name.spelling)?.isOnByDefault ?? false }
    return word.text == "true"
  }

  /// Where an operand or option stands, for messages; the command, if it was not given.
  public func span(of name: ArgumentName) -> SourceSpan {
    let words = words(name)
    return words.dropFirst().reduce(words.first?.span ?? span) { $0.joined(with: $1.span) }
  }

  /// Whether the command has such an operand or option, given or not.
  public func has(_ name: ArgumentName) -> Bool {
    spec.option(name.spelling) != nil || spec.operands.contains { $0.name == name.spelling }
  }

  /// The same command with `change` applied to each word; it is also given the kind of value the
  /// word stands for.
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
    return Invocation(spec: spec, verb: verb, span: span, values: changed)
  }
}
