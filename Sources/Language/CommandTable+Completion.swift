public import Text

extension CommandTable {
  /// What Tab offers: verbs, options and values, told from the words before the cursor.
  ///
  /// - Parameters:
  ///   - line: what is typed, all lines of it.
  ///   - cursor: where, as a count of code points.
  ///   - names: the values of a kind that are known now, such as loaded models, which may begin
  ///     with the text given; those that do not are passed over. Files and verbs are known here.
  public func completion(
    of line: String, cursor: Int, on surface: CommandSpec.Surfaces = .shell,
    names: (ValueKind, _ begun: String) -> [Candidate]
  ) -> Completion {
    let head = String(String.UnicodeScalarView(line.unicodeScalars.prefix(cursor)))
    let place = CompletionPlace(head)
    let start = String(decoding: head.utf8.prefix(place.start), as: UTF8.self).unicodeScalars.count
    if place.begun.hasPrefix("$"), !place.isQuoted, !place.isForeign {
      let variables = names(.variable, String(place.begun.dropFirst())).map { variable in
        Candidate("$" + variable.text, detail: variable.detail, endsWord: variable.endsWord)
      }
      return Completion(
        start: start, candidates: variables.filter { $0.text.hasPrefix(place.begun) })
    }
    let offered: [Candidate]
    switch slot(at: place, on: surface) {
    case .verb: offered = verbs(on: surface)
    case .options(let spec, let given): offered = options(of: spec, without: given)
    case .value(.file): offered = paths(place.begun, foldersOnly: false)
    case .value(.folder): offered = paths(place.begun, foldersOnly: true)
    case .value(.command): offered = verbs(on: surface)
    case .value(.choice(let values)): offered = values.map { Candidate($0) }
    case .value(let kind): offered = names(kind, place.begun)
    case .nothing: offered = []
    }
    let fitting = offered.filter { $0.text.hasPrefix(place.begun) }.map(place.quoted)
    return Completion(start: start, candidates: fitting)
  }

  /// What is missing of the first command name that begins like the last word of `line` (two
  /// letters or more); nil if no name does.
  public func verbRest(in line: String, on surface: CommandSpec.Surfaces) -> String? {
    let place = CompletionPlace(line)
    guard place.words.isEmpty, place.begun.count > 1, !place.isFile, !place.isForeign,
      !place.isQuoted
    else { return nil }
    let verb = commands.first { spec in
      !spec.surfaces.isDisjoint(with: surface) && spec.name.hasPrefix(place.begun)
    }
    return verb.map { String($0.name.dropFirst(place.begun.count)) }
  }

  private enum Slot {
    case verb
    case options(CommandSpec, without: [String])
    case value(ValueKind)
    case nothing
  }

  private func slot(at place: CompletionPlace, on surface: CommandSpec.Surfaces) -> Slot {
    if place.isFile { return .value(.file) }
    if place.isForeign { return .nothing }
    guard let verb = place.words.first else { return .verb }
    guard let spec = try? command(for: verb, on: surface, acceptsPrefix: true) else {
      return .nothing
    }
    let before = place.words.dropFirst()
    let ended = before.contains { $0.bareText == "--" }
    let given = before.filter(\.looksLikeOption).map { String($0.text.prefix { $0 != "=" }) }
    if !ended, let label = place.optionLabel {
      return spec.option(label: label)?.kind.map { .value($0) } ?? .nothing
    }
    if !ended, let last = before.last, last.looksLikeOption, !last.text.contains("="),
      let kind = spec.option(label: last.text)?.kind
    {
      return .value(kind)
    }
    if !ended && place.begun.hasPrefix("-") && !place.isQuoted {
      return .options(spec, without: given)
    }
    var operands = 0
    var previous: Word?
    for word in before {
      let isValue = previous.map { spec.takesValueNext($0) } ?? false
      if !isValue && (ended && word.bareText != "--" || !word.looksLikeOption) { operands += 1 }
      previous = word
    }
    if case .settingValue = spec.kind(ofOperand: operands) {
      return .value(.settingValue(of: previous?.text ?? ""))
    }
    if let kind = spec.kind(ofOperand: operands) { return .value(kind) }
    return place.begun.isEmpty && !ended ? .options(spec, without: given) : .nothing
  }

  private func verbs(on surface: CommandSpec.Surfaces) -> [Candidate] {
    commands.filter { !$0.surfaces.isDisjoint(with: surface) }
      .map { Candidate($0.name, detail: $0.summary) }
  }

  private func options(of spec: CommandSpec, without given: [String]) -> [Candidate] {
    spec.options.compactMap { option in
      let names =
        ["--" + option.name, "--no-" + option.name] + (option.short.map { ["-\($0)"] } ?? [])
      if !option.repeats && given.contains(where: names.contains) { return nil }
      let text = option.isOnByDefault ? names[1] : names[0]
      return Candidate(text, label: option.usage, detail: option.doc)
    }
  }
}

extension CommandSpec {
  /// The option written `--top` or `-n`.
  fileprivate func option(label: String) -> OptionSpec? {
    label.hasPrefix("--")
      ? option(String(label.dropFirst(2)))
      : options.first { $0.short.map { label == "-\($0)" } ?? false }
  }

  fileprivate func takesValueNext(_ word: Word) -> Bool {
    word.looksLikeOption && !word.text.contains("=") && option(label: word.text)?.kind != nil
  }

  fileprivate func kind(ofOperand index: Int) -> ValueKind? {
    if let several = operands.firstIndex(where: \.takesSeveral), index >= several {
      return operands[several].kind
    }
    return operands.indices.contains(index) ? operands[index].kind : nil
  }
}
