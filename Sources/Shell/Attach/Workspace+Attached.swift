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
    }
    listener.update(model: current?.name ?? "", isBusy: false)
  }

  /// Runs one request as if it was typed here, but for where results and messages go.
  private mutating func run(
    _ request: AttachedRequest, of client: AttachedClient, for console: Console
  ) -> AttachedResult {
    var status = ShellError.Status.cancelled
    var quit: Int32?
    if !client.isCancelled {
      if console.isInteractive { tell(request, of: client, for: console) }
      Interrupt.clear()
      let own = Console(of: client, request, at: console)
      status = runHere(request, for: own)
      quit = own.exitStatus
      Interrupt.clear()
    }
    return AttachedResult(
      status: quit ?? status.rawValue, quits: quit != nil, model: current?.name ?? "plens")
  }

  private mutating func runHere(_ request: AttachedRequest, for console: Console)
    -> ShellError.Status
  {
    do {
      let interpreter = Interpreter(
        arguments: request.arguments, acceptsPrefix: request.name == nil)
      let text = request.name == nil ? TypedText(request.text, names).commands : request.text
      try interpreter.run(
        SourceText(name: request.name, text: text), in: &self, for: console)
      return .success
    } catch let failure as CommandFailure {
      if !failure.text.isEmpty { console.notice(failure.text) }
      return failure.status
    } catch OutputError.closed {
      return .success
    } catch {
      console.notice("\(error)")
      return .failed
    }
  }

  /// Tells the person at the prompt who runs what.
  private func tell(_ request: AttachedRequest, of client: AttachedClient, for console: Console) {
    let line = request.text.split(separator: "\n").first.map(String.init) ?? ""
    let what = oneLine(request.name.map { "\($0): \(line)" } ?? line)
    console.notice(
      console.messageStyle("[attached \(client.process)] \(what.truncated(toWidth: 60))", .dim))
  }
}
