import Foundation
import Language
import Terminal
import Text
import Workspace

/// The other end: a process that has a session run commands.
struct AttachedShell {
  private let socket: LocalSocket
  private let greeting: SessionGreeting
  private let output: Output
  private let errors: StandardOutput
  private let environment: [String: String]
  private let color: ColorChoice
  private let console: Console

  /// A shell attached to a session by what `SessionFolder.connect` gave.
  init(
    _ connection: (socket: LocalSocket, greeting: SessionGreeting), _ console: Console
  ) {
    (socket, greeting) = connection
    (output, environment, color) = (console.output, console.environment, console.color)
    self.console = console
    errors = StandardOutput(descriptor: 2)
  }

  /// Has the session run a text.
  ///
  /// - Throws: `ShellError` where the session ends meanwhile; `OutputError`.
  func run(_ text: String, name: String?, arguments: [String] = [], isPrompt: Bool = false) throws
    -> AttachedResult
  {
    var request = AttachedRequest(text: text, name: name, arguments: arguments)
    request.isPrompt = isPrompt
    request.isTerminal = output.isTerminal
    request.showsMessages = isTerminal(2)
    (request.columns, request.rows) = (output.size.columns, output.size.rows)
    let wanted = ["TERM", "TERM_PROGRAM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"]
    request.environment = environment.filter { wanted.contains($0.key) || $0.key == "TMUX" }
    request.color = color.rawValue
    guard socket.send(try Frame(.request, encoding: request).bytes) else { throw ended }
    return try follow()
  }

  /// Passes on what the session says, up to the end of the request.
  private func follow() throws -> AttachedResult {
    var isCancelled = false
    while true {
      if Interrupt.isRequested && !isCancelled {
        isCancelled = true
        _ = socket.send(Frame(.cancel).bytes)
      }
      guard socket.isReady(within: 100) else {
        if isCancelled && socket.isPeerStopped {
          throw ShellError(.failed, "the session '\(greeting.name)' is suspended")
        }
        continue
      }
      // The second Ctrl-C is for a session that ends no message it has begun.
      guard let frame = Frame(from: socket, isCancelled: { Interrupt.count > 1 }) else {
        throw ended
      }
      switch frame.kind {
      case .output:
        try output.write(bytes: frame.payload)
        if output.isTerminal { try output.flush() }
        if frame.payload.last != UInt8(ascii: "\n") { OutputLine.forget() }
      case .errors:
        try output.flush()
        try errors.write(bytes: frame.payload)
        try errors.flush()
      case .page: try console.show(frame.payload, by: console.pager)
      case .done:
        try output.flush()
        guard let result = frame.value(AttachedResult.self) else { throw ended }
        return result
      // Only who asks for values gets them.
      case .greeting, .request, .cancel, .value, .progress: throw ended
      }
    }
  }

  /// Has Tab offer the session's names, and files from its folder.
  private func offer(_ result: AttachedResult, to reader: any LineReader) {
    if let folder = result.folder { _ = FileManager.default.changeCurrentDirectoryPath(folder) }
    guard let known = result.names else { return }
    let table = known.table
    reader.hinter = known.hints ? { table.verbRest(in: $0, on: .shell) } : nil
    reader.completer = { line, cursor in
      table.completion(of: line, cursor: cursor) { known.candidates(for: $0, begun: $1) }
    }
  }

  private var ended: ShellError { ShellError(.failed, "the session '\(greeting.name)' has ended") }

  /// A person's lines, one after another.
  ///
  /// - Returns: The status to end with.
  func prompt(keepingHistoryIn path: String?) throws -> Int32 {
    let history = History(path: path)
    history.load()
    let reader = makeLineReader(
      history: history, style: output.style, environment: environment)
    let hello =
      "Attached to '\(greeting.name)', process \(greeting.process), in \(oneLine(greeting.folder)); "
      + "Ctrl-D leaves it running."
    try output.line(fitting(hello, width: output.size.columns))
    var model = greeting.model
    offer(try run("", name: nil, isPrompt: true), to: reader)
    while true {
      let prompt = output.style(
        "\(model.isEmpty ? "plens" : model)@\(greeting.name)>", .bold, .cyan)
      let input = reader.readCommand(
        prompt: prompt + " ", continuation: TypedText.continuation)
      guard case .line(let text) = input else {
        if input == .end { return 0 }
        continue
      }
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let (start, time) = (ContinuousClock.now, Date())
      let result = try run(text, name: nil, isPrompt: true)
      offer(result, to: reader)
      history.record(
        HistoryEntry(
          time: time, cwd: greeting.folder, status: Int(result.status),
          ms: Int((ContinuousClock.now - start) / .milliseconds(1)), text: text))
      if result.quits { return result.status }
      model = result.model
    }
  }
}
