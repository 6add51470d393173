import Activations
import Formats
import Foundation
import Language
import Workspace

/// Which prompts a command means that names none.
enum StandingPrompts {
  case last
  case all
}

extension Workspace {
  /// Where a command's patterns come from: `--from` a folder, `--model`, or what is current.
  mutating func source(_ invocation: Invocation, for console: Console) throws -> Source {
    if invocation.has(.from), let folder = invocation.path(.from) {
      let saved = try SavedModel(folder: folder, model: invocation.text(.model))
      console.tellPassedOver(saved.problems)
      return .folder(saved)
    }
    let asTransformerLens = invocation.has(.tlCompat) && invocation.flag(.tlCompat)
    let pastContext = invocation.has(.pastContext) && invocation.flag(.pastContext)
    if invocation.has(.model), let name = invocation.text(.model) {
      return .model(
        try model(
          name, asTransformerLens: asTransformerLens, pastContext: pastContext, for: console))
    }
    if case .folder = current, !asTransformerLens, !pastContext, let current { return current }
    return .model(
      try model(asTransformerLens: asTransformerLens, pastContext: pastContext, for: console))
  }

  /// The patterns that a command's operands `prompts` and `heads`, its options `from` and `model`
  /// and what came through a pipe mean together.
  ///
  /// Operands are prompts (addresses, files or texts), then heads (`L3H4[-1]`), or full addresses
  /// (`model:@hash:L5H1[3:9,:5]`). Heads that are left out come from the pipe, else all are meant;
  /// prompts come from the pipe, else from `standing`.
  ///
  /// - Throws: `ShellError` and `SelectionError` where something is not there.
  mutating func selection(
    _ invocation: Invocation, _ input: Value, standing: StandingPrompts, for console: Console
  ) throws -> PatternSelection {
    try selection(
      of: invocation.words(.prompts) + invocation.words(.heads), invocation, input,
      standing: standing, for: console)
  }

  /// The same of some words of a command.
  mutating func selection(
    of given: [Word], _ invocation: Invocation, _ input: Value, standing: StandingPrompts,
    for console: Console
  ) throws -> PatternSelection {
    let sorted = try SelectionWords(given, isText: isPlainWord)
    var headText: String?
    var addressed: [PromptRecord] = []
    var source: Source?
    if let word = sorted.heads, let parts = AddressParts(word) {
      headText = parts.heads
      if let prompt = parts.prompt {
        // Prompts that are named before an address take the place of its own.
        let from = try self.source(of: parts.model, invocation, for: console)
        if sorted.prompts.isEmpty {
          addressed = try prompts(
            Word(argument: prompt, span: word.span), in: from, invocation, for: console)
        }
        source = from
      }
    }
    let from = try source ?? self.source(invocation, for: console)
    var prompts = try prompts(of: sorted.prompts, in: from, invocation, for: console) + addressed
    if prompts.isEmpty { prompts = input.prompts ?? [] }
    if prompts.isEmpty { prompts = try standingPrompts(standing, in: from, invocation) }
    if case .folder(let saved) = from { try saved.check(prompts) }
    let (heads, slice) = try self.heads(headText, input, from)
    return PatternSelection(
      source: from, prompts: uniquePrompts(prompts), heads: heads, slice: slice,
      hasNamedHeads: headText != nil || input.heads != nil, weight: invocation.weight)
  }

  /// Prompts that one word means.
  mutating func prompts(
    _ word: Word, in source: Source, _ invocation: Invocation, for console: Console
  ) throws -> [PromptRecord] {
    let text = AddressParts(word)?.prompt ?? word.text
    let (list, place) = numbered(source, invocation)
    if let found = try PromptAddress.prompts(text, in: list, of: place) { return found }
    if case .folder = source {
      let found = list.filter { $0.text == text }
      guard found.count == 1 else {
        throw ShellError(.notFound, "'\(text)' is no prompt of \(place): 'prompts' lists them")
      }
      return found
    }
    if text == "-" || isPromptFile(word) {
      let prompts = try ShellCommand.promptFile(word.path, invocation, console)
      try add(prompts)
      return prompts
    }
    let prompt = PromptRecord(text: text)
    try add(prompt)
    return [prompt]
  }

  /// Whether a word means a file and not a text to be captured.
  func isPromptFile(_ word: Word) -> Bool {
    [".jsonl", ".json"].contains { word.text.hasSuffix($0) }
      || FileManager.default.fileExists(atPath: word.path)
  }

  /// The prompts that `p0`, `p1` and so on number, and where they are.
  private func numbered(_ source: Source, _ invocation: Invocation) -> ([PromptRecord], String) {
    if case .folder(let saved) = source, invocation.has(.from), invocation.isGiven(.from) {
      return (saved.prompts, saved.store.folder(of: saved.name))
    }
    return (prompts, "this session")
  }

  private func standingPrompts(
    _ standing: StandingPrompts, in source: Source, _ invocation: Invocation
  ) throws -> [PromptRecord] {
    let (list, place) = numbered(source, invocation)
    guard let last = list.last else {
      throw ShellError(
        .notFound, "there are no prompts in \(place) yet: \(invocation.spec.name) TEXT HEADS")
    }
    return standing == .last ? [last] : list
  }

  private mutating func source(of model: String?, _ invocation: Invocation, for console: Console)
    throws -> Source
  {
    let source = try self.source(invocation, for: console)
    guard let model, source.name != model else { return source }
    return .model(try self.model(model, for: console))
  }

  /// The heads that words without prompts name, those of the pipe, or all.
  ///
  /// - Throws: `ShellError` where tokens of them are chosen.
  func heads(of words: [Word], _ input: Value, _ source: Source) throws -> HeadSelection {
    let text = try SelectionWords(words, isText: isPlainWord).heads?.text
    let (heads, slice) = try self.heads(text, input, source)
    guard slice == nil else {
      throw ShellError(.usage, "'\(text ?? "")': tokens can't be chosen of all texts of a file")
    }
    return heads
  }

  private func heads(
    _ text: String?, _ input: Value, _ source: Source
  ) throws -> (HeadSelection, SliceText?) {
    guard let text else {
      guard let heads = input.heads else { return (try source.everyHead, nil) }
      let size = try source.size
      let all = HeadSelection(heads, layers: size.layers, heads: size.heads)
      guard let all else {
        throw ShellError(
          .notFound, "the heads from the pipe are outside \(source.name), or there are none")
      }
      return (all, nil)
    }
    let (chosen, slice) = AddressParts.splitSlice(text)
    return (
      try HeadSelection(chosen, in: source.size),
      try slice.map { try SliceText($0) }
    )
  }
}

/// What a word says of patterns: `[[model:]prompt:]heads[slice]`.
struct AddressParts {
  let model: String?
  let prompt: String?
  /// Heads and the slice behind them.
  let heads: String

  /// The parts of `word`; nil for what is no heads and no address.
  init?(_ word: Word) {
    let text = word.text
    let body = Self.splitSlice(text).heads
    let slice = text.dropFirst(body.count)
    guard let colon = body.lastIndex(of: ":") else {
      guard Self.looksLikeHeads(body) else { return nil }
      (model, prompt, heads) = (nil, nil, text)
      return
    }
    let last = String(body[body.index(after: colon)...])
    let rest = body[..<colon]
    guard Self.looksLikeHeads(last) else { return nil }
    heads = last + slice
    if let mark = rest.range(of: ":@") {
      (model, prompt) = (String(rest[..<mark.lowerBound]), "@" + rest[mark.upperBound...])
    } else {
      (model, prompt) = (nil, String(rest))
      guard PromptAddress.isAddress(String(rest)) else { return nil }
    }
  }

  /// Heads and the slice of tokens behind them, brackets included.
  static func splitSlice(_ text: String) -> (heads: String, slice: String?) {
    guard let bracket = text.firstIndex(of: "[") else { return (text, nil) }
    return (String(text[..<bracket]), String(text[bracket...]))
  }

  private static func looksLikeHeads(_ text: String) -> Bool {
    guard let first = text.first, "Ll".contains(first), let second = text.dropFirst().first else {
      return false
    }
    // A text may begin with "L3 ", and items of a selection be apart: "L3H4, L5".
    let items = text.split(separator: " ").dropFirst()
    guard items.allSatisfy({ "Ll~/,".contains($0.first ?? "L") }) else { return false }
    return "*xX^".contains(second) || second.isASCII && second.isNumber
  }
}

extension Value {
  /// The prompts that the value holds or is about; nil where it has none.
  var prompts: [PromptRecord]? {
    switch self {
    case .prompts(let list): list.prompts
    case .patterns(let list): uniquePrompts(list.patterns.map(\.prompt))
    case .table(let table): table.prompts
    default: nil
    }
  }

  /// The heads that the value holds or is about; nil where it has none.
  var heads: [Head]? {
    switch self {
    case .heads(let selection): selection.heads
    case .patterns(let list): unique(list.patterns.map(\.address.head))
    case .table(let table): table.heads
    default: nil
    }
  }
}
