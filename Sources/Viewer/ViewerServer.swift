public import Activations
internal import Glibc
internal import Hummingbird
internal import Logging
internal import NIOCore

/// A web server over a folder of captures, for this machine alone.
///
/// It answers what `ViewerRoutes` lists. Nothing that it does writes to the folder.
public struct ViewerServer: Sendable {
  /// The folder that it shows.
  public let store: CaptureStore

  /// The loopback address to listen on, such as `127.0.0.1`, `::1` or `localhost`.
  public let host: String

  /// The port to listen on; nil for the first free one from 8000 to 8099, 0 for any free one.
  public let port: Int?

  /// Describes a server; `run` starts it.
  public init(store: CaptureStore, host: String = "127.0.0.1", port: Int?) {
    (self.store, self.host, self.port) = (store, host, port)
  }

  /// Serves until the task is cancelled, or SIGINT or SIGTERM arrives where these are handled here,
  /// and then returns.
  ///
  /// - Parameters:
  ///   - handlesSignals: Whether SIGINT and SIGTERM stop this server; a caller that handles them
  ///     itself cancels the task.
  ///   - onReady: Called once, with the address of the page, when connections are accepted.
  /// - Throws: `ViewerError` where the host is not a loopback address, the port is none, or no port
  ///   could be opened.
  public func run(
    handlesSignals: Bool = true, onReady: @escaping @Sendable (_ url: String) -> Void
  ) async throws {
    guard isLoopback(host) else {
      throw ViewerError(
        "the viewer listens on this machine alone: '\(host)' is no loopback address, such as "
          + "127.0.0.1, ::1 or localhost")
    }
    if let port, !(0...65535).contains(port) {
      throw ViewerError("\(port) is no port; ports are 0 to 65535")
    }
    let responder = ViewerResponder(store: store)
    let candidates = port.map { $0...$0 } ?? 8000...8099
    for candidate in candidates {
      do {
        try await serve(responder, candidate, handlesSignals: handlesSignals, onReady: onReady)
        return
      } catch is CancellationError {
        return
      } catch let error as IOError where error.errnoCode == EADDRINUSE {
        continue
      } catch {
        throw ViewerError("port \(candidate) of \(host) could not be opened: \(error)")
      }
    }
    throw ViewerError(
      candidates.count == 1
        ? "port \(candidates.lowerBound) of \(host) is in use; without a port the first free one "
          + "from 8000 is taken"
        : "all ports of \(host) from \(candidates.lowerBound) to \(candidates.upperBound) are in use"
    )
  }

  private func serve(
    _ responder: ViewerResponder, _ port: Int, handlesSignals: Bool,
    onReady: @escaping @Sendable (_ url: String) -> Void
  ) async throws {
    // What goes wrong in one request is told in its answer, and must not disturb a terminal.
    let logger = Logger(label: "viewer") { _ in SwiftLogNoOpLogHandler() }
    let host = host
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in
        let shown = host.contains(":") ? "[\(host)]" : host
        onReady("http://\(shown):\(channel.localAddress?.port ?? port)/")
      },
      logger: logger)
    if handlesSignals {
      try await application.runService()  // stops in good order at SIGINT and SIGTERM
    } else {
      try await application.run()
    }
  }
}

/// Why the viewer could not be started.
public struct ViewerError: Error, Equatable, CustomStringConvertible {
  /// What was found and what is allowed, in one sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Whether `host` names this machine in a way that no other machine can reach.
func isLoopback(_ host: String) -> Bool {
  if host == "::1" || host.lowercased() == "localhost" { return true }
  let parts = host.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count == 4 && parts[0] == "127"
    && parts.allSatisfy { part in part.utf8.count <= 3 && UInt8(part) != nil }
}
