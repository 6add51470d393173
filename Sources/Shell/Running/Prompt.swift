import Foundation
import Terminal
import Transformers

/// The shell for a person: reads a command, runs it, and goes on whatever comes of it.
struct Prompt {
  private let reader: any LineReader
  private let history: History
  private let interpreter = Interpreter(acceptsPrefix: true)

  init(_ session: Session) {
    history = History(path: session.paths.history)
    history.load()
    reader = makeLineReader(history: history, environment: session.environment)
  }

  /// Reads and runs commands until `quit` or the end of input.
  func run(_ session: inout Session) throws {
    let model = try session.model()
    try session.output.line(
      "PatternLens \(Program.version)  \(Source.model(model).summary)\n"
        + "Type a text to capture after 'capture', a head after 'show'; 'help' lists commands, Ctrl-D leaves."
    )
    while session.exitStatus == nil {
      try session.output.flush()
      complete(session)
      let name = session.current?.name ?? "plens"
      let prompt = session.output.style(name + ">", .bold, .cyan) + " "
      let input = reader.readCommand(
        prompt: prompt, continuation: "...> ", isIncomplete: Parser.isIncomplete)
      switch input {
      case .end:
        try session.output.line()
        return
      case .interrupted: continue
      case .line(let text): try run(text, &session)
      }
    }
  }

  private func run(_ text: String, _ session: inout Session) throws {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    let (start, time) = (ContinuousClock.now, Date())
    var status = ShellError.Status.success
    do {
      try interpreter.run(SourceText(name: nil, text: text), in: &session)
    } catch let failure as CommandFailure {
      status = failure.status
      session.notice(failure.text)
    }
    history.record(
      HistoryEntry(
        time: time, cwd: FileManager.default.currentDirectoryPath, status: Int(status.rawValue),
        ms: Int((ContinuousClock.now - start) / .milliseconds(1)), text: text))
    if let problem = history.takeProblem() { session.notice(problem) }
  }

  /// Lets Tab offer what there is now.
  private func complete(_ session: Session) {
    let prompts = session.prompts.indices.prefix(1000).map { "p\($0)" }
    let models = session.finder.listings().map(\.name)
    let settings = Settings.specs
    let names = session.names.values.keys.sorted()
    let layers = session.current?.layers ?? 0
    let heads = session.current?.heads ?? 0
    reader.completer = { line, cursor in
      ShellCommand.table.completion(of: line, cursor: cursor) { kind, begun in
        switch kind {
        case .model: models.map { Candidate($0) } + paths(begun, foldersOnly: false)
        case .prompt:
          begun.hasPrefix("L") || begun.hasPrefix("l")
            ? (0..<layers).flatMap { layer in (0..<heads).map { Candidate("L\(layer)H\($0)") } }
            : prompts.map { Candidate($0) } + paths(begun, foldersOnly: false)
        case .variable: names.map { Candidate($0) }
        case .setting: settings.map { Candidate($0.name, detail: $0.summary) }
        default: []
        }
      }
    }
  }
}
