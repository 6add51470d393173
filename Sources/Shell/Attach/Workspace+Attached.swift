import Activations
import Formats
import Foundation
import Language
import Terminal
import Text
import Workspace

extension Workspace {
  /// Listens for processes that attach, if nobody does yet.
  ///
  /// - Throws: `ShellError` where that can't be.
  func listen(
    as sessionName: String?, onRequest: @escaping @Sendable () -> Void
  ) throws -> SessionListener {
    let name = sessionName ?? "\(getpid())"
    let listener = try SessionListener(
      name: name, in: SessionFolder(paths), onRequest: onRequest)
    listener.update(model: current?.name ?? "", isBusy: false)
    return listener
  }

  /// Runs the commands that attached processes wait for, in their order.
  mutating func runRequests(of listener: SessionListener, for console: Console) {
    while let client = listener.next() {
      guard let request = client.begin() else { continue }
      listener.update(model: current?.name ?? "", isBusy: true)
      client.finish(run(request, of: client, for: console))
      // What a client that left as its command ended asked for.
      Interrupt.clear()
    }
    listener.update(model: current?.name ?? "", isBusy: false)
  }

  /// Runs one request as if it was typed here, but for where results and messages go.
  private mutating func run(
    _ request: AttachedRequest, of client: AttachedClient, for console: Console
  ) -> AttachedResult {
    let (start, time) = (ContinuousClock.now, Date())
    var failure: CommandFailure? = CommandFailure(text: "cancelled", status: .cancelled)
    var quit: Int32?
    if !client.isCancelled {
      // Without a command, a prompt asks what Tab may offer.
      if console.isInteractive, request.action == .run, !request.text.isEmpty {
        tell(request, of: client, for: console)
      }
      Interrupt.clear()
      let own = Console(of: client, request, at: console)
      failure = run(request, of: client, for: own)
      quit = own.exitStatus
    }
    let status = failure?.status ?? .success
    if client.isPage {
      // Who clicks in the page works in this session: it is as if it was typed here.
      console.keep(
        HistoryEntry(
          time: time, cwd: FileManager.default.currentDirectoryPath,
          status: HistoryEntry.unfinished, ms: 0, text: request.text), since: start, status: status)
    }
    var result = AttachedResult(
      status: quit ?? status.rawValue, quits: quit != nil, model: current?.name ?? "plens",
      failure: request.givesValues ? failure.map { AttachedResult.Failure($0) } : nil)
    if request.isPrompt {
      (result.folder, result.names) = (
        FileManager.default.currentDirectoryPath, KnownNames(self, console.names)
      )
    }
    return result
  }

  /// Does what a request asks for.
  ///
  /// - Returns: What failed, which was told already unless the client takes values.
  private mutating func run(
    _ request: AttachedRequest, of client: AttachedClient, for console: Console
  ) -> CommandFailure? {
    do {
      switch request.action {
      case .run: try runKept(request, for: console)
      case .complete: try client.write(Frame(value: completion(for: request, console.names), []))
      case .check: try client.write(Frame(value: check(for: request, console.names), []))
      case .hook:
        for prompt in request.prompts { try add(prompt.record) }
        if let frame = try hookValues(for: request) { try client.write(frame) }
      }
      return nil
    } catch OutputError.closed {
      return nil
    } catch {
      let failure =
        error as? CommandFailure
        ?? CommandFailure(text: "\(error)", status: Interpreter.status(of: error))
      if !request.givesValues, !failure.text.isEmpty { console.notice(failure.text) }
      return failure
    }
  }

  /// Runs commands, in a copy of which nothing stays if that is asked for.
  private mutating func runKept(_ request: AttachedRequest, for console: Console) throws {
    guard !request.keeps else { return try runNamed(request, for: console) }
    var copy = self
    try copy.runNamed(request, for: console.alone())
  }

  /// Runs commands with the names that the client gave to values of its own.
  private mutating func runNamed(_ request: AttachedRequest, for console: Console) throws {
    for prompt in request.prompts { try add(prompt.record) }
    let console = console.with(given: try request.given.map { ($0.name, try $0.value) })
    let interpreter = Interpreter(
      arguments: request.arguments, acceptsPrefix: request.name == nil)
    let text = request.name == nil ? TypedText(request.text, console.names).commands : request.text
    try interpreter.run(SourceText(name: request.name, text: text), in: &self, for: console)
  }

  /// Tells the person at the prompt who runs what.
  private func tell(_ request: AttachedRequest, of client: AttachedClient, for console: Console) {
    let line = request.text.split(separator: "\n").first.map(String.init) ?? ""
    let what = oneLine(request.name.map { "\($0): \(line)" } ?? line)
    console.notice(
      console.messageStyle(
        "[\(client.isPage ? "page" : "attached \(client.process)")] "
          + what.truncated(toWidth: 60), .dim))
  }
}

extension AttachedRequest.Prompt {
  /// The prompt as the shell keeps it.
  ///
  /// - Throws: `PromptError` for a hash that can't name a folder.
  var record: PromptRecord {
    get throws {
      guard let hash else { return PromptRecord(text: text) }
      return try PromptRecord(fields: [
        "text": .string(text), "meta": .object([:]), "hash": .string(hash),
      ])
    }
  }
}

extension AttachedResult.Failure {
  init(_ failure: CommandFailure) {
    (message, notes) = (failure.message, failure.notes)
    place = failure.place.map {
      Place(source: $0.source, line: $0.line, column: $0.column, length: $0.length)
    }
  }
}
