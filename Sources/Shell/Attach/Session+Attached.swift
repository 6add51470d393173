import Foundation
import Language
import Terminal
import Text

extension Session {
  /// Listens for processes that attach, if nobody does yet.
  ///
  /// - Throws: `ShellError` where that can't be.
  func listen(onRequest: @escaping @Sendable () -> Void) throws -> SessionListener {
    let name = sessionName ?? "\(getpid())"
    let listener = try SessionListener(
      name: name, in: SessionFolder(paths), onRequest: onRequest)
    listener.update(model: current?.name ?? "", isBusy: false)
    return listener
  }

  /// Runs the commands that attached processes wait for, in their order.
  mutating func runRequests(of listener: SessionListener) {
    while let client = listener.next() {
      guard let request = client.begin() else { continue }
      listener.update(model: current?.name ?? "", isBusy: true)
      client.finish(run(request, of: client))
    }
    listener.update(model: current?.name ?? "", isBusy: false)
  }

  /// Runs one request as if it was typed here, but for where results and messages go.
  private mutating func run(
    _ request: AttachedRequest, of client: AttachedClient
  ) -> AttachedResult {
    var status = ShellError.Status.cancelled
    var quit: Int32?
    if !client.isCancelled {
      if isInteractive { tell(request, of: client) }
      Interrupt.clear()
      serving(client, request) { session in
        status = session.runHere(request)
        quit = session.exitStatus
      }
      Interrupt.clear()
    }
    return AttachedResult(
      status: quit ?? status.rawValue, quits: quit != nil, model: current?.name ?? "plens")
  }

  private mutating func runHere(_ request: AttachedRequest) -> ShellError.Status {
    do {
      let interpreter = Interpreter(
        arguments: request.arguments, acceptsPrefix: request.name == nil)
      try interpreter.run(SourceText(name: request.name, text: request.text), in: &self)
      return .success
    } catch let failure as CommandFailure {
      if !failure.text.isEmpty { notice(failure.text) }
      return failure.status
    } catch OutputError.closed {
      return .success
    } catch {
      notice("\(error)")
      return .failed
    }
  }

  /// Tells the person at the prompt who runs what.
  private func tell(_ request: AttachedRequest, of client: AttachedClient) {
    let line = request.text.split(separator: "\n").first.map(String.init) ?? ""
    let what = oneLine(request.name.map { "\($0): \(line)" } ?? line)
    notice(messageStyle("[attached \(client.process)] \(what.truncated(toWidth: 60))", .dim))
  }
}
