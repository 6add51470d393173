import Language
import Workspace

extension Interpreter {
  /// A pipeline's text at `span` as a script can run it another day: for `_`, `_2` and so on it has
  /// the commands that gave these results, or the prompts and heads that they are.
  func lasting(
    _ pipeline: Pipeline, _ span: SourceSpan, _ source: SourceText, _ names: Names
  ) -> String {
    var changes: [(span: SourceSpan, text: String)] = []
    for (place, command) in pipeline.commands.enumerated() {
      if place == 0, command.words.count == 1, let entry = result(command.verb, names) {
        changes.append((command.verb.span, entry.command))
        continue
      }
      guard let operands = ShellCommand.named(command.verb.text)?.spec.operands,
        let kind = operands.map(\.kind).first(where: { $0 == .prompt || $0 == .heads })
      else { continue }
      for word in command.arguments {
        guard let text = result(word, names)?.value.operandText(kind) else { continue }
        changes.append((word.span, text))
      }
    }
    var text = Array(source[span].utf8)
    for change in changes.reversed() {
      let start = change.span.start - span.start
      let end = change.span.end - span.start
      guard start >= 0, end <= text.count else { continue }
      text.replaceSubrange(start..<end, with: change.text.utf8)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A text of commands with each of its pipelines so, for the history and the log.
  func lasting(_ text: String, _ names: Names) -> String {
    guard !names.results.isEmpty, text.contains("_"),
      let statements = try? Parser.statements(of: text)
    else { return text }
    let source = SourceText(name: nil, text: text)
    var bytes = Array(text.utf8)
    // `_` in later statements is what the first one gives, here and in the script.
    if case .pipeline(let pipeline) = statements.first?.body {
      bytes.replaceSubrange(
        pipeline.span.start..<pipeline.span.end,
        with: lasting(pipeline, pipeline.span, source, names).utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The result that a word alone names.
  func result(_ word: Word, _ names: Names) -> Names.Entry? {
    guard let text = word.bareText, Names.resultPlace(text) != nil, parameters[text] == nil else {
      return nil
    }
    return names[text]
  }
}
