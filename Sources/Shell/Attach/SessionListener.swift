import Foundation
import Synchronization
import Tensors
import Terminal
import Workspace

/// Has other processes of this user run commands in the session, one at a time.
///
/// Threads take connections and read them; commands are run by the session's own thread when it
/// asks for the next one, so that nothing changes beside it.
final class SessionListener: Sendable {
  /// What the session is called.
  let name: String

  private struct State: Sendable {
    var waiting: [AttachedClient] = []
    var greeting: SessionGreeting
    var isBusy = true
  }

  private let state: Mutex<State>
  private let folder: SessionFolder
  private let socket: LocalSocket
  private let onRequest: @Sendable () -> Void

  /// Listens as `name`; `onRequest` is called, on another thread, when there is something to run.
  ///
  /// - Throws: `ShellError`.
  init(name: String, in folder: SessionFolder, onRequest: @escaping @Sendable () -> Void) throws {
    self.name = name
    self.folder = folder
    self.onRequest = onRequest
    socket = try folder.listen(as: name)
    state = Mutex(
      State(
        greeting: SessionGreeting(
          name: name, process: getpid(), model: "", folder: "")))
    if let problem = SystemThread.start({ [self] in takeConnections() }) {
      close()
      throw ShellError(.failed, "nobody can attach: \(problem)")
    }
  }

  /// Whether a command waits.
  var hasRequests: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// The client whose command is next, taken.
  func next() -> AttachedClient? {
    state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  /// Keeps what is said of the session to who connects, and whether it runs a command of its own.
  func update(model: String, isBusy: Bool) {
    let folder = FileManager.default.currentDirectoryPath
    state.withLock { state in
      (state.greeting.model, state.greeting.folder) = (model, folder)
      state.isBusy = isBusy
    }
  }

  /// Takes no more connections.
  func close() {
    folder.unlinkSocket(name)
    socket.end()
  }

  private func takeConnections() {
    while let connection = socket.accept() {
      guard let peer = connection.peer, peer.user == geteuid() else { continue }
      let client = AttachedClient(connection, process: peer.process)
      if SystemThread.start({ [self] in serve(client) }) != nil { client.drop() }
    }
  }

  /// Reads a connection up to its end.
  private func serve(_ client: AttachedClient) {
    let greeting = state.withLock { $0.greeting }
    if let frame = try? Frame(.greeting, encoding: greeting) { client.send(frame) }
    client.read { [self] in
      // A program that a command of this session waits for would wait for that command in turn.
      if state.withLock({ $0.isBusy }) && isAncestor(of: client.process) {
        return client.refuse("this session waits for the program that attaches to it")
      }
      state.withLock { $0.waiting.append(client) }
      onRequest()
    }
    state.withLock { state in state.waiting.removeAll { $0 === client } }
  }

  /// Whether this process has started `process`, or who started it.
  private func isAncestor(of process: Int32) -> Bool {
    var process = process
    for _ in 0..<64 where process > 1 {
      if process == getpid() { return true }
      // "PID (NAME) STATE PARENT ...", where NAME may hold anything.
      let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
      let fields = String(decoding: status, as: UTF8.self).split(separator: ")").last ?? ""
      process = fields.split(separator: " ").dropFirst().first.flatMap { Int32($0) } ?? 0
    }
    return false
  }
}
