import Activations
import Figures
import Files
import Formats
import Foundation
import Language
import Scripts
import Terminal
import Text
import Transformers
import Workspace

/// The shell for a person: reads a command, runs it, and goes on whatever comes of it.
struct Prompt {
  private let reader: any LineReader
  private let history: History
  private let interpreter = Interpreter(acceptsPrefix: true)
  /// Whether the user's init.plens is run at the start.
  private let readsStartScript: Bool

  init(
    _ workspace: Workspace, _ console: Console, keepsHistory: Bool, readsStartScript: Bool
  ) {
    self.readsStartScript = readsStartScript
    history = History(path: keepsHistory ? workspace.paths.history : nil)
    history.load()
    console.history = history
    reader = makeLineReader(
      history: history, style: console.output.style, keys: console.keys,
      environment: console.environment)
  }

  /// Reads and runs commands until `quit` or the end of input.
  func run(_ workspace: inout Workspace, _ console: Console) throws {
    let source = try workspace.current ?? .model(workspace.model(for: console))
    let greeting = [
      "PatternLens \(Program.version)  \(source.summary)",
      "'capture TEXT' runs a text, 'show L3H4' draws a head; 'help'; Ctrl-D leaves.",
    ].map { wrapped($0, width: console.output.size.columns) }.joined(separator: "\n")
    // It is no result: what is piped on begins with the first command's.
    if console.output.isTerminal {
      try console.output.line(greeting)
    } else {
      console.notice(greeting)
    }
    workspace.jobs.tell = reader.notices.post
    let listener = listen(&workspace, console)
    defer { listener?.close() }
    runStartScript(&workspace, console)
    var wasTold = false
    while true {
      if console.exitStatus != nil {
        if wasTold || mayLeave(workspace, console) { break }
        (console.exitStatus, wasTold) = (nil, true)
      }
      try console.output.flush()
      workspace.jobs.collect(into: &workspace, &console.scope.names, for: console)
      complete(workspace, console)
      let name = workspace.current?.name ?? "plens"
      let prompt = console.output.style(oneLine(name) + ">", .bold, .cyan) + " "
      listener?.update(model: name, isBusy: false)
      let input = try reader.readCommand(
        prompt: prompt, continuation: TypedText.continuation
      ) {
        if let listener { workspace.runRequests(of: listener, for: console) }
        try console.output.flush()
      }
      listener?.update(model: name, isBusy: true)
      switch input {
      case .end: console.exitStatus = 0
      case .interrupted, .woken: continue
      case .line(let text): try run(text, &workspace, console)
      }
    }
    workspace.jobs.stopAll()
  }

  /// Lets other processes attach; where that can't be, a name that was asked for is told.
  private func listen(_ workspace: inout Workspace, _ console: Console) -> SessionListener? {
    do {
      let notices = reader.notices
      let listener = try workspace.listen(as: console.sessionName) { notices.wake() }
      reader.isWanted = { listener.hasRequests }
      console.page.runner.attach(to: listener.name, in: SessionFolder(workspace.paths))
      return listener
    } catch {
      if console.sessionName != nil { console.notice("\(error)") }
      return nil
    }
  }

  /// Whether nothing runs that leaving would end; otherwise that is told, once.
  private func mayLeave(_ workspace: Workspace, _ console: Console) -> Bool {
    let running = workspace.jobs.running
    if running.isEmpty { return true }
    console.notice(
      "\(counted(running.count, "job")) running: \(running.map { "%\($0.number)" }.joined(separator: " ")); "
        + "leave once more to end them")
    return false
  }

  private func run(_ text: String, _ workspace: inout Workspace, _ console: Console) throws {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    let (start, time) = (ContinuousClock.now, Date())
    var status = ShellError.Status.success
    let commands = TypedText(text, console.names).commands
    let lasting = interpreter.lasting(commands, console.names)
    let entry = HistoryEntry(
      time: time, cwd: FileManager.default.currentDirectoryPath, status: HistoryEntry.unfinished,
      ms: 0, text: text, script: lasting == text ? nil : lasting)
    history.begin(entry)
    do {
      try interpreter.run(SourceText(name: nil, text: commands), in: &workspace, for: console)
    } catch let failure as CommandFailure {
      status = failure.status
      if !failure.text.isEmpty { console.notice(failure.text) }
    }
    console.keep(entry, since: start, status: status)
  }

  /// Runs the user's init.plens, if there is one; what fails in it is told and no more.
  private func runStartScript(_ workspace: inout Workspace, _ console: Console) {
    let path = workspace.paths.startScript
    guard readsStartScript, FileManager.default.fileExists(atPath: path) else { return }
    do {
      try Interpreter().runFile(path, in: &workspace, for: console)
    } catch let failure as CommandFailure {
      console.notice(failure.text)
    } catch is CancellationError {
      console.notice("\(path) was not run to its end: cancelled")
    } catch {
      console.notice("\(error)")
    }
  }

  /// Lets Tab offer what there is now.
  private func complete(_ workspace: Workspace, _ console: Console) {
    let known = KnownNames(workspace, console.names)
    let table = known.table
    reader.hinter = known.hints ? { table.verbRest(in: $0, on: .shell) } : nil
    reader.completer = { line, cursor in
      table.completion(of: line, cursor: cursor) { known.candidates(for: $0, begun: $1) }
    }
  }
}
