import Activations
import Figures
import Files
import Language
import Surveys
import Terminal
import Text
import Transformers
import Workspace

extension Workspace {
  /// The files of texts that the operands of a command name in the place of prompts, and the other operands; nil where
  /// they name prompts.
  ///
  /// - Throws: `LanguageError` where operands contradict one another, `FormatError` for a folder without texts.
  func textFiles(
    _ invocation: Invocation, for console: Console
  ) throws -> (files: SurveyFiles, others: [Word])? {
    let words = invocation.words(.prompts) + invocation.words(.heads)
    let names = try SelectionWords(words, isText: isPlainWord).prompts
    guard !names.isEmpty, names.allSatisfy(isTextFile) else { return nil }
    let spans = Set(names.map(\.span))
    return (
      try ShellCommand.textFiles(names.map(\.path), self, console),
      words.filter { !spans.contains($0.span) }
    )
  }

  /// Whether a word means a file or folder of texts, or a pattern of them.
  private func isTextFile(_ word: Word) -> Bool {
    guard !PromptAddress.isAddress(word.text), word.text != "-", AddressParts(word) == nil else {
      return false
    }
    return fileExists(word.path)
      || word.text.contains(where: { "*?[".contains($0) })
        && (try? SurveyFiles([word.path])) != nil
  }
}

/// Passes on what a console is told, but for bars: those of a part would take the place of the whole's.
struct Barless: Asker {
  let console: Console

  func settings(over standing: Settings) -> Settings { console.settings(over: standing) }

  func notice(_ text: String) { console.notice(text) }

  var isCancelled: @Sendable () -> Bool { console.isCancelled }

  func bar(_ label: String, total: Int) -> any ProgressBar { NoBar() }

  private struct NoBar: ProgressBar {
    func update(done: Int, label: String?) {}
    func advance(by steps: Int) {}
    func finish() {}
  }
}

extension ShellCommand {
  /// The options of commands that read texts from files.
  static let textOptions: [OptionSpec] = [
    OptionSpec(
      .maxTokens, .integer(2...1 << 20),
      "Most tokens of a text that are read; the model's context without"),
    OptionSpec(flag: .split, "Read longer texts to their end, in windows of as many tokens"),
    OptionSpec(
      .field, .text, "The key of the text in JSON Lines", valueName: "KEY", default: "text"),
    OptionSpec(
      .textUnit, .choice(TextUnit.allCases.map(\.rawValue)), "What is one text of a plain file",
      default: "file"),
    OptionSpec(flag: .skipBad, "Count lines without a text and go on"),
  ]

  /// How texts are read as `textOptions` say.
  static func textSettings(
    _ invocation: Invocation, _ files: [String], _ heads: HeadSelection, _ scores: [HeadScore],
    _ model: LoadedModel
  ) throws -> SurveySettings {
    let longest = model.longestPrompt(invocation.integer(.maxTokens))
    guard longest > model.marks else {
      throw ShellError(
        .usage,
        "--max-tokens \(longest): \(model.config.name) puts \(model.marks) of its own around a text"
      )
    }
    var settings = try SurveySettings(
      model: model.config.name, fingerprint: try ModelFingerprint.of(model.origin.path),
      vocabulary: model.config.vocabularySize, heads: heads.heads, scores: scores, longest: longest,
      sources: files)
    settings.splits = invocation.flag(.split)
    settings.field = invocation.text(.field) ?? settings.field
    settings.unit = TextUnit(rawValue: invocation.text(.textUnit) ?? "") ?? settings.unit
    return settings
  }

  /// The files that names stand for, and the interpreter that reads tables among them.
  static func textFiles(
    _ names: [String], _ workspace: Workspace, _ console: Console
  ) throws -> SurveyFiles {
    var files = try SurveyFiles(names)
    files.python = workspace.settings(for: console)["python"]
    files.isCancelled = console.isCancelled
    return files
  }

  /// Says what of texts was not read.
  ///
  /// - Throws: `ShellError` where a file could not be read to its end.
  static func tellUnread(
    _ report: Survey.Report, _ settings: SurveySettings, _ console: Console, _ end: String
  ) throws {
    if report.bad > 0 {
      console.notice(
        "\(counted(report.bad, "line")) without a text left out; the first: \(report.problems.first ?? "")"
      )
    }
    if report.lost > 0 {
      console.notice(
        "\(counted(report.lost, "token")) past the \(settings.longest) of a text were not read (--max-tokens, --split)"
      )
    }
    guard report.failures.isEmpty else {
      throw ShellError(
        .badFile,
        "\(report.failures[0])"
          + (report.failures.count > 1 ? " (and \(report.failures.count - 1) more files)" : "")
          + "; \(counted(report.texts, "text")) before it are counted\(end)")
    }
  }

  /// A bar over the bytes of files.
  static func bar(
    _ label: String, over files: SurveyFiles, _ console: Console
  ) -> (progress: Progress, watch: Survey.Watching) {
    let megabytes = max(1, files.byteCount >> 20)
    let progress = console.progress(label, total: megabytes)
    return (
      progress,
      { bytes, texts in
        progress.update(
          done: min(megabytes, bytes >> 20), label: "\(label)  \(counted(texts, "text"))")
      }
    )
  }
}
