internal import Text

extension CommandSpec {
  /// Sorts the words of `command`, whose verb is this one, into operands and options.
  ///
  /// Options may follow operands; `--` ends them. Throws `LanguageError` at a word that the table
  /// has no place for, or at the verb for one that is missing.
  public func parse(_ command: Command) throws(LanguageError) -> Invocation {
    var values: [String: [Word]] = [:]
    var operands: [Word] = []
    var rest = command.arguments
    var takesOptions = true
    while let word = rest.popFirst() {
      if takesOptions && word.bareText == "--" {
        takesOptions = false
      } else if takesOptions, let (name, value) = try operand(by: word, &rest) {
        values[name, default: []].append(value)
      } else if word.looksLikeOption, takesOptions || hasOptionsAnywhere && isOwnOption(word) {
        try parseOption(word, &rest, into: &values)
      } else {
        operands.append(word)
        if takesCommand { takesOptions = false }
      }
    }
    try assign(operands, of: command, to: &values)
    return Invocation(
      spec: self, verb: command.verb.text, span: command.span, values: values)
  }

  /// Whether a word is a long option of this command.
  private func isOwnOption(_ word: Word) -> Bool {
    let label = word.parts[0].text.prefix { $0 != "=" }
    return options.contains { "--" + $0.name == label }
  }

  /// The operand that an option of another program gives, and its value; nil where `word` is none.
  private func operand(
    by word: Word, _ rest: inout ArraySlice<Word>
  ) throws(LanguageError) -> (name: String, value: Word)? {
    guard word.looksLikeOption, let text = word.bareText else { return nil }
    let label = String(text.prefix { $0 != "=" })
    let name = String(label.drop { $0 == "-" })
    guard label.hasPrefix("--") == (name.count > 1),
      let operand = operands.first(where: { $0.otherNames.contains(name) })
    else { return nil }
    let value = label == text ? rest.popFirst() : word.dropping(bytes: label.utf8.count + 1)
    guard let value else {
      throw LanguageError(
        word.span, "'\(label)' expects a value: '\(label) \(operand.placeholder)'")
    }
    if value.variable == nil, let problem = operand.kind.problem(with: value.text) {
      throw LanguageError(value.span, "'\(value.text)' for '\(label)': \(problem)")
    }
    return (operand.name, value)
  }

  private func parseOption(
    _ word: Word, _ rest: inout ArraySlice<Word>,
    into values: inout [String: [Word]]
  ) throws(LanguageError) {
    let written = word.parts[0].text
    let isLong = written.hasPrefix("--")
    let label = isLong ? String(written.prefix { $0 != "=" }) : String(written.prefix(2))
    let (option, isOn) = try option(labelled: label, in: word)
    let length = label.utf8.count
    let isAttached = word.parts.count > 1 || written.utf8.count > length
    var value: Word?
    if isAttached {
      let hasEquals = written.utf8.dropFirst(length).first == UInt8(ascii: "=")
      value = word.dropping(bytes: length + (hasEquals ? 1 : 0))
    }
    guard let kind = option.kind else {
      // Flags of pattern_lens take Python's words, which must not become prompts.
      if value == nil, let next = rest.first?.bareText, ["True", "False"].contains(next) {
        value = rest.removeFirst()
      }
      let flag = try flagValue(value, label, isOn, word)
      return try add(flag, to: option, label, at: word.span, in: &values)
    }
    let usage = "\(label) \(option.valueName)"
    if value == nil, let next = rest.first,
      option.takesOptions || !next.looksLikeOption && next.bareText != "--"
    {
      value = rest.removeFirst()
    }
    guard let value else {
      let hint = rest.isEmpty ? "" : "; a value that begins with '-' is written '\(label)=-...'"
      throw LanguageError(word.span, "'\(label)' expects a value: '\(usage)'\(hint)")
    }
    if value.variable == nil, let problem = kind.problem(with: value.text) {
      throw LanguageError(value.span, "'\(value.text)' for '\(label)': \(problem)")
    }
    try add(value, to: option, label, at: word.span, in: &values)
  }

  private func add(
    _ value: Word, to option: OptionSpec, _ label: String, at span: SourceSpan,
    in values: inout [String: [Word]]
  ) throws(LanguageError) {
    if values[option.name] != nil && !option.repeats {
      throw LanguageError(span, "'\(label)' is given twice")
    }
    values[option.name, default: []].append(value)
  }

  /// The option that `label` (`--top`, `--no-top`, `-n`) names, and whether a flag is on by it.
  private func option(
    labelled label: String, in word: Word
  ) throws(LanguageError) -> (OptionSpec, isOn: Bool) {
    if label.hasPrefix("--") {
      let name = String(label.dropFirst(2))
      if let option = option(name) { return (option, true) }
      if let option = options.first(where: { $0.otherNames.contains(name) && name.count > 1 }) {
        return (option, true)
      }
      if name.hasPrefix("no-"), let option = option(String(name.dropFirst(3))), option.kind == nil {
        return (option, false)
      }
    } else if let option = options.first(where: { option in
      option.short == label.last || option.otherNames.contains(String(label.dropFirst()))
    }) {
      return (option, true)
    }
    let labels = options.map { "--" + $0.name }
    var notes: [String] = []
    if let near = nearest(to: label, in: labels) {
      notes = ["did you mean '\(near)'?"]
    } else if !labels.isEmpty {
      notes = ["'\(name)' has " + labels.joined(separator: " ")]
    }
    if ["-o", "--output", "--out", "--file"].contains(label) {
      notes.append("'> FILE' behind a command writes what it gives")
    } else if option("mode") != nil, ["--json", "--csv", "--tsv", "--md"].contains(label) {
      notes = ["it is written '--mode \(label.dropFirst(2))'"]
    }
    let dashed = label.hasPrefix("--") ? "" : "; a word that begins with '-' stands after '--'"
    let none = labels.isEmpty ? "'\(name)' has no options, found '\(label)'" : nil
    throw LanguageError(
      word.span, none ?? "'\(name)' has no option '\(label)'\(dashed)", notes: notes)
  }

  private func flagValue(
    _ value: Word?, _ label: String, _ isOn: Bool, _ word: Word
  ) throws(LanguageError) -> Word {
    let states = ["true": true, "yes": true, "on": true, "false": false, "no": false, "off": false]
    guard let value else { return Word(argument: isOn ? "true" : "false", span: word.span) }
    guard let state = states[value.text.lowercased()], label.hasPrefix("--") else {
      throw LanguageError(
        value.span, "'\(label)' takes no value but 'true' or 'false', found '\(value.text)'")
    }
    return Word(argument: state == isOn ? "true" : "false", span: value.span)
  }

  /// Gives each operand its words: those after the one that takes several are served from the end.
  private func assign(
    _ words: [Word], of command: Command, to values: inout [String: [Word]]
  ) throws(LanguageError) {
    var rest = words[...]
    let operands = self.operands.filter { values[$0.name] == nil }
    for (index, operand) in operands.enumerated() {
      let needed = operands[(index + 1)...].count { $0.isRequired }
      let available = max(0, rest.count - needed)
      if operand.isRequired && rest.isEmpty {
        throw LanguageError(
          command.verb.span, "'\(name)' expects \(operand.placeholder)",
          notes: ["usage: \(usage())"])
      }
      let taken =
        switch operand.arity {
        case .one: 1
        case .optional: min(1, available)
        case .any: available
        case .some: max(1, available)
        }
      let mine = rest.prefix(taken)
      rest = rest.dropFirst(taken)
      for word in mine {
        if word.variable == nil, let problem = operand.kind.problem(with: word.text) {
          throw LanguageError(word.span, "'\(word.text)' for \(operand.placeholder): \(problem)")
        }
      }
      if !mine.isEmpty { values[operand.name] = Array(mine) }
    }
    if let extra = rest.first {
      let most = self.operands.isEmpty ? "no operands" : "no more operands"
      let pipe =
        takes.contains(.nothing)
        ? [] : ["it works on what comes through a pipe: show p0 L3H4 | \(name) ..."]
      throw LanguageError(
        extra.span, "'\(name)' takes \(most), found '\(extra.text)'",
        notes: ["usage: \(usage())"] + pipe)
    }
  }
}
