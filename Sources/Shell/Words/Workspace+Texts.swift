import Activations
import Figures
import Language
import Transformers
import Workspace

extension Workspace {
  /// The prompts that words mean: addresses, files of prompts, and texts.
  ///
  /// Neighbouring words without quotes that are no addresses make one text. A word alone is a text where
  /// it is in quotes, or where nothing else could be meant by it.
  ///
  /// - Throws: `LanguageError` for a word that is more likely something else.
  mutating func prompts(
    of words: [Word], in source: Source, _ invocation: Invocation, for console: Console
  ) throws -> [PromptRecord] {
    var texts: [Word] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      var run = [word]
      while let next = rest.first, isPlainWord(run[run.count - 1]), isPlainWord(next) {
        run.append(next)
        rest.removeFirst()
      }
      try refuseMistaken(run, among: words.count, invocation, for: console)
      let text = run.map(\.text).joined(separator: " ")
      texts.append(run.count == 1 ? word : Word(argument: text, span: word.span))
    }
    var found: [PromptRecord] = []
    for text in texts { found += try prompts(text, in: source, invocation, for: console) }
    return found
  }

  /// Whether a word may be part of a text without quotes: no address, no file.
  func isPlainWord(_ word: Word) -> Bool {
    guard let text = word.bareText, !text.contains(where: \.isWhitespace) else { return false }
    return !PromptAddress.isAddress(text) && text != "-" && !isPromptFile(word)
      && AddressParts(word)?.prompt == nil
  }

  /// Refuses words without quotes that would be captured as a text though another thing was meant.
  private func refuseMistaken(
    _ run: [Word], among count: Int, _ invocation: Invocation, for console: Console
  ) throws {
    guard let first = run.first, isPlainWord(first) else { return }
    let meanings = run.map { meaning(of: $0.text, invocation, console.names) }
    let isWhole = run.count == 1
    // Two words and more are a text, if they are not names of things one and all.
    guard isWhole || invocation.has(.heads) && !meanings.contains(nil) else { return }
    let way =
      console.isProgram
      ? "a text of one word comes from standard input: echo \(first.text) | plens \(invocation.spec.name) - ..."
      : "a text of one word stands in quotes: \(singleQuoted(first.text))"
    if let meaning = meanings.compactMap(\.self).first {
      throw LanguageError(first.span, meaning, notes: [way])
    }
    // In a command that takes texts alone a word can be nothing else, and a program's argument has lost
    // its quotes.
    let isCertain = console.isProgram || !invocation.has(.heads) && count == 1
    guard isCertain else {
      throw LanguageError(
        first.span, "'\(first.text)' is no prompt, file or head here", notes: [way])
    }
  }

  /// What a word that is no address and no file is likely to mean, as the start of a message; nil where
  /// it is likely a text.
  private func meaning(
    of text: String, _ invocation: Invocation, _ names: Names
  ) -> String? {
    let spec = invocation.spec
    if AddressParts(Word(argument: text, span: invocation.span)) != nil {
      return spec.operands.contains { $0.name == "heads" }
        ? "'\(text)' is heads: these stand behind the prompts"
        : "'\(text)' is heads, and '\(spec.name)' takes prompts"
    }
    if text.hasPrefix("[") { return "'\(text)' are tokens of heads: write them as L3H4\(text)" }
    if names.values[text] != nil { return "'\(text)' is a name: its value is '$\(text)'" }
    if spec.option(text) != nil { return "'\(text)' is an option: it is written '--\(text)'" }
    if Self.isLikeAddress(text) {
      return "'\(text)' is no prompt: these are p0, p3-7, p* and @HASH"
    }
    if Self.isLikeFile(text) { return "there is no file '\(text)'" }
    guard invocation.has(.heads) else { return nil }
    if ShellCommand.scoreNames.contains(text) {
      let verb = spec.option(ArgumentName.by.spelling) == nil ? "rank " : ""
      return "'\(text)' is a score: \(verb)--by \(text)"
    }
    if figures[text] != nil { return "'\(text)' is a figure function: fig \(text)" }
    if ShellCommand.named(text) != nil {
      return "'\(text)' is a command: it stands at the start, or behind '|'"
    }
    if models.values.contains(where: { $0.config.name == text })
      || finder.listings().contains(where: { $0.name == text })
    {
      let way = spec.option(ArgumentName.model.spelling) == nil ? "load \(text)" : "-m \(text)"
      return "'\(text)' is a model: \(way)"
    }
    return nil
  }

  /// `p1O`, `p0-`, `3`: what is nearly an address of a prompt.
  private static func isLikeAddress(_ text: String) -> Bool {
    if Int(text) != nil { return true }
    guard let first = text.first, "pP".contains(first), let second = text.dropFirst().first else {
      return false
    }
    return second.isASCII && second.isNumber || "*-".contains(second) || text.uppercased() == "PO"
  }

  /// Whether a word has a folder or an ending as files of prompts and captures have.
  private static func isLikeFile(_ text: String) -> Bool {
    let endings = [".jsonl", ".json", ".txt", ".csv", ".tsv", ".npz", ".npy", ".plens", ".gguf"]
    return text.contains("/") && !text.hasPrefix("/") && text.count > 2
      || text.hasPrefix("/") || text.hasPrefix("~/") || endings.contains { text.hasSuffix($0) }
  }
}
