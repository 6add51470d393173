import Figures
import Foundation
import Language
import Scripts
import Terminal
import Text
import Transformers

/// The shell for a person: reads a command, runs it, and goes on whatever comes of it.
struct Prompt {
  private let reader: any LineReader
  private let history: History
  private let interpreter = Interpreter(acceptsPrefix: true)

  init(_ session: inout Session, keepsHistory: Bool) {
    history = History(path: keepsHistory ? session.paths.history : nil)
    history.load()
    session.history = history
    reader = makeLineReader(
      history: history, style: session.output.style, keys: session.keys,
      environment: session.environment)
  }

  /// Reads and runs commands until `quit` or the end of input.
  func run(_ session: inout Session) throws {
    let source = try session.current ?? .model(session.model())
    try session.output.line(
      "PatternLens \(Program.version)  \(source.summary)\n"
        + "Type a text to capture after 'capture', a head after 'show'; 'help' lists commands, Ctrl-D leaves."
    )
    session.jobs.notices = reader.notices
    let listener = listen(&session)
    defer { listener?.close() }
    runStartScript(&session)
    var wasTold = false
    while true {
      if session.exitStatus != nil {
        if wasTold || mayLeave(session) { break }
        (session.exitStatus, wasTold) = (nil, true)
      }
      try session.output.flush()
      session.jobs.collect(into: &session)
      complete(session)
      let name = session.current?.name ?? "plens"
      let prompt = session.output.style(name + ">", .bold, .cyan) + " "
      listener?.update(model: name, isBusy: false)
      let input = try reader.readCommand(
        prompt: prompt, continuation: "...> ", isIncomplete: Parser.isIncomplete
      ) {
        if let listener { session.runRequests(of: listener) }
        try session.output.flush()
      }
      listener?.update(model: name, isBusy: true)
      switch input {
      case .end: session.exitStatus = 0
      case .interrupted, .woken: continue
      case .line(let text): try run(text, &session)
      }
    }
    session.jobs.stopAll()
  }

  /// Lets other processes attach; where that can't be, a name that was asked for is told.
  private func listen(_ session: inout Session) -> SessionListener? {
    do {
      let notices = reader.notices
      let listener = try session.listen { notices.wake() }
      reader.isWanted = { listener.hasRequests }
      return listener
    } catch {
      if session.sessionName != nil { session.notice("\(error)") }
      return nil
    }
  }

  /// Whether nothing runs that leaving would end; otherwise that is told, once.
  private func mayLeave(_ session: Session) -> Bool {
    let running = session.jobs.running
    if running.isEmpty { return true }
    session.notice(
      "\(counted(running.count, "job")) running: \(running.map { "%\($0.number)" }.joined(separator: " ")); "
        + "leave once more to end them")
    return false
  }

  private func run(_ text: String, _ session: inout Session) throws {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    let (start, time) = (ContinuousClock.now, Date())
    var status = ShellError.Status.success
    // A Ctrl-C during the line ends all of it; one before it is past.
    Interrupt.clear()
    do {
      try interpreter.run(SourceText(name: nil, text: text), in: &session)
    } catch let failure as CommandFailure {
      status = failure.status
      if !failure.text.isEmpty { session.notice(failure.text) }
    }
    if status == .success, let log = session.log { keep(text, in: log, &session) }
    history.record(
      HistoryEntry(
        time: time, cwd: FileManager.default.currentDirectoryPath, status: Int(status.rawValue),
        ms: Int((ContinuousClock.now - start) / .milliseconds(1)), text: text))
    if let problem = history.takeProblem() { session.notice(problem) }
  }

  /// Runs the user's init.plens, if there is one; what fails in it is told and no more.
  private func runStartScript(_ session: inout Session) {
    let path = session.paths.startScript
    guard session.readsStartScript, FileManager.default.fileExists(atPath: path) else { return }
    do {
      try Interpreter().runFile(path, in: &session)
    } catch let failure as CommandFailure {
      session.notice(failure.text)
    } catch {
      session.notice("\(error)")
    }
  }

  /// Adds a command that succeeded to the log.
  private func keep(_ text: String, in log: String, _ session: inout Session) {
    guard !text.hasPrefix("log "), !text.hasPrefix(" ") else { return }
    guard let file = FileHandle(forUpdatingAtPath: log) else {
      session.notice("\(log) can't be written: the log ends here")
      session.log = nil
      return
    }
    defer { try? file.close() }
    do {
      try file.seekToEnd()
      try file.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      session.notice("\(log) can't be written: the log ends here")
      session.log = nil
    }
  }

  /// Lets Tab offer what there is now.
  private func complete(_ session: Session) {
    let prompts = session.prompts.indices.prefix(1000).map { "p\($0)" }
    let models = session.finder.listings().map(\.name)
    let settings = Settings.specs
    let names = session.names.values.keys.sorted()
    let figures = session.figures.all
    let layers = session.current?.layers ?? 0
    let heads = session.current?.heads ?? 0
    let own = session.names.verbs.keys.sorted().map { CommandSpec($0, "A verb of your own") }
    let table = CommandTable(ShellCommand.table.commands + own)
    reader.hinter =
      session.settings["hints"] == "on" ? { table.verbRest(in: $0, on: .shell) } : nil
    reader.completer = { line, cursor in
      table.completion(of: line, cursor: cursor) { kind, begun in
        switch kind {
        case .model: models.map { Candidate($0) } + paths(begun, foldersOnly: false)
        case .prompt:
          begun.hasPrefix("L") || begun.hasPrefix("l")
            ? (0..<layers).flatMap { layer in (0..<heads).map { Candidate("L\(layer)H\($0)") } }
            : prompts.map { Candidate($0) } + paths(begun, foldersOnly: false)
        case .variable: names.map { Candidate($0) }
        case .figure: figures.map { Candidate($0.name, detail: $0.summary) }
        case .score: HeadScores.all.map { Candidate($0.name, detail: $0.summary) }
        case .setting: settings.map { Candidate($0.name, detail: $0.summary) }
        default: []
        }
      }
    }
  }
}
