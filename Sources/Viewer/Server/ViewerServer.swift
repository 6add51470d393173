internal import Dispatch
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// The web server of the viewer.
///
/// It runs on threads of its own, answers what `ViewerRoutes` lists, and writes nothing. What goes
/// wrong in it never reaches its caller but as an error of `start`.
public enum ViewerServer {
  /// Starts to serve; comes back when connections are accepted.
  ///
  /// - Parameters:
  ///   - host: The address to listen on, such as `127.0.0.1`, `::1` or `localhost`. Any other than
  ///     this machine's loopback needs a token in the page's address, which is made here.
  ///   - port: The port to begin with, 0 for any free one.
  ///   - isFixed: Whether only this port will do; else, where it is in use, the next hundred are tried.
  ///   - access: From where it may be reached and read besides.
  ///   - onProblem: Is told in a sentence of each thing that turns out to be broken, such as a file,
  ///     on a thread of the server's.
  /// - Throws: `ViewerError` where the port is none, or none could be opened.
  public static func start(
    _ source: ViewerSource, host: String = "127.0.0.1", port: Int = 8000, isFixed: Bool = false,
    access: ViewerAccess = .own, onProblem: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> ViewerHandle {
    try start(
      source, host: host, port: port, isFixed: isFixed, access: access, limits: ViewerLimits(),
      onProblem: onProblem)
  }

  /// The same with other limits on clients.
  package static func start(
    _ source: ViewerSource, host: String = "127.0.0.1", port: Int = 8000, isFixed: Bool = false,
    access: ViewerAccess = .own, limits: ViewerLimits,
    onProblem: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> ViewerHandle {
    guard (0...65535).contains(port) else {
      throw ViewerError("\(port) is no port; ports are 0 to 65535")
    }
    guard !host.isEmpty else { throw ViewerError("a host is an address, such as 127.0.0.1") }
    let token = isLoopback(host) ? nil : randomToken()
    let state = ViewerState(source, isLocal: token == nil, onProblem: onProblem)
    state.drawing.async { state.warmUp() }
    let last = port == 0 || isFixed ? port : min(port + 99, 65535)
    let outcome = StartOutcome()
    let task = Task.detached {
      do {
        try await serve(
          state, host: host, ports: port...last, token: token, access: access, limits: limits
        ) {
          outcome.set(.success($0))
        }
        outcome.set(.failure(ViewerError("the server stopped before it was ready")))
      } catch let error as ViewerError {
        outcome.set(.failure(error))
      } catch {
        outcome.set(.failure(ViewerError("\(host) could not be listened on: \(error)")))
      }
      state.hub.close()
      outcome.finish()
    }
    return ViewerHandle(
      state: state, host: shown(host), port: try outcome.port(), wantedPort: port, token: token,
      task: task, end: outcome)
  }

  /// Tries one port after the other, and serves at the first that is free until it is cancelled.
  private static func serve(
    _ state: ViewerState, host: String, ports: ClosedRange<Int>, token: String?,
    access: ViewerAccess, limits: ViewerLimits,
    onReady: @escaping @Sendable (_ port: Int) -> Void
  ) async throws {
    for port in ports {
      do {
        try await serve(
          state, host: host, port: port, token: token, access: access, limits: limits,
          onReady: onReady)
        return
      } catch is CancellationError {
        return
      } catch let error as IOError where error.errnoCode == EADDRINUSE {
        continue
      }
    }
    let (first, last) = (ports.lowerBound, ports.upperBound)
    throw ViewerError(
      first == last
        ? "port \(first) of \(host) is in use"
        : "all ports of \(host) from \(first) to \(last) are in use")
  }

  private static func serve(
    _ state: ViewerState, host: String, port: Int, token: String?, access: ViewerAccess,
    limits: ViewerLimits, onReady: @escaping @Sendable (_ port: Int) -> Void
  ) async throws {
    // What goes wrong in one request is told in its answer, and must not disturb a terminal.
    let logger = Logger(label: "viewer") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      responder: ViewerResponder(state, host: shown(host), token: token, access: access),
      server: .http1(
        configuration: .init(
          idleTimeout: .milliseconds(Int64(1000 * limits.idleSeconds)),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: 2 * limits.headerBytes,
            maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { onReady($0.localAddress?.port ?? port) },
      logger: logger)
    try await application.run()
  }

  /// A name under which this machine's own browser and others reach the address.
  private static func shown(_ host: String) -> String {
    guard host == "0.0.0.0" || host == "::" else { return host }
    var name = [CChar](repeating: 0, count: 256)
    let isNamed = unsafe name.withUnsafeMutableBufferPointer {
      unsafe $0.baseAddress.map { unsafe gethostname($0, 255) } == 0
    }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return isNamed && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : "127.0.0.1"
  }

  private static func randomToken() -> String {
    (0..<4).map { _ in
      let part = String(UInt32.random(in: 0...UInt32.max), radix: 16)
      return String(repeating: "0", count: 8 - part.count) + part
    }.joined()
  }
}

/// A running viewer.
public final class ViewerHandle: Sendable {
  /// The address of the page, with its token where one is needed.
  public let url: String

  /// The port that it listens on.
  public let port: Int

  /// Whether the port that was asked for was taken, so that this is another.
  public let isOtherPort: Bool

  private let state: ViewerState
  private let task: Task<Void, Never>
  private let end: StartOutcome
  private let pulse: Task<Void, any Error>

  init(
    state: ViewerState, host: String, port: Int, wantedPort: Int, token: String?,
    task: Task<Void, Never>, end: StartOutcome
  ) {
    let name = host.contains(":") ? "[\(host)]" : host
    url = "http://\(name):\(port)/" + (token.map { "?token=\($0)" } ?? "")
    (self.port, isOtherPort) = (port, wantedPort != 0 && wantedPort != port)
    (self.state, self.task, self.end) = (state, task, end)
    pulse = Task.detached {
      for second in 0... {
        // Only where a page listens: looking at a large folder takes time.
        if state.hub.hasPages { await state.lookAroundOnQueue() }
        if second % 15 == 14 { state.hub.beat() }
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  deinit { stop() }

  /// The address of one head's page, or of one prompt's grid.
  public func url(model: String, hash: String, head: String? = nil) -> String {
    let parts = url.split(separator: "?", maxSplits: 1).map(String.init)
    let token = parts.count == 2 ? "&" + parts[1] : ""
    return head.map { "\(parts[0])single.html?prompt=\(hash)&head=\(model).\($0)\(token)" }
      ?? "\(parts[0])?models=\(model)&prompts=\(hash)\(token)"
  }

  /// Keeps a table under a number of its own, and turns pages to it.
  ///
  /// - Returns: The address that shows it.
  public func open(_ table: (_ number: Int) -> ViewerTable) -> String {
    url + (url.contains("?") ? "&" : "?") + "view=table&table=\(state.open(table))"
  }

  /// Shows a new source (nil for the same), and sends events to open pages.
  public func publish(_ source: ViewerSource?, events: [ViewerEvent] = []) {
    state.publish(source, events)
  }

  /// Whether it still serves.
  public var isRunning: Bool { !end.isFinished }

  /// Stops serving, and waits until connections are closed; two seconds at most.
  public func stop() {
    pulse.cancel()
    state.hub.close()
    task.cancel()
    end.wait(seconds: 2)
  }
}

/// Why the viewer could not be started.
public struct ViewerError: Error, Equatable, CustomStringConvertible {
  /// What was found and what is allowed, in one sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
