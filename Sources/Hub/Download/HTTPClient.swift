internal import AsyncHTTPClient
internal import Dispatch
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Requests whose answers are read piece by piece on the calling thread, one at a time.
///
/// Redirections are answers like others: who follows one decides what to send along. A proxy that the environment
/// names is gone through, as curl does it.
final class HTTPClient: Sendable {
  /// What an answer says before its body.
  struct Head: Sendable {
    let status: Int
    let url: URL
    private let fields: HTTPHeaders

    fileprivate init(_ head: HTTPResponseHead, url: URL) {
      (status, self.url, fields) = (Int(head.status.code), url, head.headers)
    }

    /// The field `name`, whose case doesn't matter.
    subscript(_ name: String) -> String? { fields.first(name: name) }
  }

  private typealias Connections = AsyncHTTPClient.HTTPClient

  private let timeout: TimeAmount
  private let environment: [String: String]
  /// The connections through each proxy, and through none, with HTTPS and without.
  private let connections = Mutex<[Way: Connections]>([:])

  private struct Way: Hashable {
    let proxy: HTTPProxy?
    let isSecure: Bool
  }

  /// Whether any server has answered: from then on one that can't be connected to may be back in a moment.
  private let hasAnswered = Atomic(false)

  /// Gives up a connection after `timeout` seconds without a byte.
  init(timeout: Double, environment: [String: String]) {
    self.timeout = .nanoseconds(Int64(timeout * 1e9))
    self.environment = environment
  }

  deinit {
    for (_, connections) in connections.withLock({ $0 }) { try? connections.syncShutdown() }
  }

  /// Sends a request and hands on its answer: the head once, then the body in pieces.
  ///
  /// - Throws: `HubError` of kind `unreachable` where no connection is made at first, `network` where it fails later or
  ///   ends early, `failed` where there are no certificates to check the server by, `cancelled` where `isCancelled`
  ///   became true; what `head` and `body` throw.
  func send(
    _ method: String, _ url: URL, headers: [String: String], isCancelled: () -> Bool,
    head: (Head) throws -> Void, body: (Data) throws -> Void
  ) throws {
    let place = url.host() ?? url.absoluteString
    let answer = Answer()
    let task: AsyncHTTPClient.HTTPClient.Task<Void>
    do {
      let request = try AsyncHTTPClient.HTTPClient.Request(
        url: url.absoluteString, method: HTTPMethod(rawValue: method),
        headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
      task = try connections(for: url).execute(request: request, delegate: answer)
    } catch let error as HubError {
      throw error
    } catch {
      throw HubError(.network, "\(place): \(sentence(of: error))")
    }
    // What throws below leaves the transfer behind.
    defer { task.cancel() }
    while true {
      guard !isCancelled() else { throw HubError(.cancelled, "the download was cancelled") }
      guard let event = answer.next(within: .milliseconds(100)) else { continue }
      switch event {
      case .head(let response):
        hasAnswered.store(true, ordering: .relaxed)
        try head(Head(response, url: url))
      case .body(let bytes, let isTaken):
        // The next piece comes once this one is written, so that memory holds no more than one.
        defer { isTaken.succeed() }
        try body(Data(bytes.readableBytesView))
      case .end(let error):
        guard let error else { return }
        let problem = "\(place): \(sentence(of: error))"
        let isReached = !isOfConnecting(error) || hasAnswered.load(ordering: .relaxed)
        throw HubError(isReached ? .network : .unreachable, problem)
      }
    }
  }

  private func connections(for url: URL) throws -> Connections {
    let way = Way(
      proxy: HTTPProxy(for: url, environment: environment), isSecure: url.scheme == "https")
    return try connections.withLock { all in
      if let known = all[way] { return known }
      var settings = Connections.Configuration(redirectConfiguration: .disallow)
      settings.timeout = .init(connect: timeout, read: timeout)
      // A server that refuses, or whose name is not known, is told at once: HubClient tries again.
      settings.connectionPool.retryConnectionEstablishment = false
      settings.proxy = way.proxy?.setting
      if way.isSecure {
        var security = TLSConfiguration.makeClientConfiguration()
        security.trustRoots = .file(try TrustedCertificates(environment: environment).path)
        settings.tlsConfiguration = security
      }
      let made = Connections(eventLoopGroupProvider: .singleton, configuration: settings)
      all[way] = made
      return made
    }
  }
}

/// What happens to a transfer, put in a queue by the threads of the network and taken out by the caller.
private final class Answer: HTTPClientResponseDelegate, Sendable {
  enum Event: Sendable {
    case head(HTTPResponseHead)
    case body(ByteBuffer, isTaken: EventLoopPromise<Void>)
    case end((any Error)?)
  }

  private let waiting = Mutex<[Event]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  /// Pieces that nobody took are given back: a promise may not be forgotten.
  deinit {
    for case .body(_, let isTaken) in waiting.withLock({ $0 }) { isTaken.succeed() }
  }

  /// The next event; nil where none comes in time.
  func next(within time: DispatchTimeInterval) -> Event? {
    if let event = take() { return event }
    _ = arrivals.wait(timeout: .now() + time)
    return take()
  }

  private func take() -> Event? { waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

  private func put(_ event: Event) {
    waiting.withLock { $0.append(event) }
    arrivals.signal()
  }

  func didReceiveHead(
    task: AsyncHTTPClient.HTTPClient.Task<Void>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    put(.head(head))
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: AsyncHTTPClient.HTTPClient.Task<Void>, _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let isTaken = task.eventLoop.makePromise(of: Void.self)
    put(.body(buffer, isTaken: isTaken))
    return isTaken.futureResult
  }

  func didReceiveError(task: AsyncHTTPClient.HTTPClient.Task<Void>, _ error: any Error) {
    put(.end(error))
  }

  func didFinishRequest(task: AsyncHTTPClient.HTTPClient.Task<Void>) { put(.end(nil)) }
}

/// Whether an error comes before a server can be asked anything.
private func isOfConnecting(_ error: any Error) -> Bool {
  switch error {
  case is NIOConnectionError, is IOError, is ChannelError, is NIOSSLError, is BoringSSLError,
    is NIOSSLExtraError:
    true
  case let error as HTTPClientError:
    [.connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout].contains(error)
  default: false
  }
}

/// What an error of the network is, in words for a person.
private func sentence(of error: any Error) -> String {
  switch error {
  case let error as NIOConnectionError:
    if let failure = error.connectionErrors.first?.error { return sentence(of: failure) }
    return error.dnsAError == nil && error.dnsAAAAError == nil
      ? "no connection" : "the name is not known"
  case let error as IOError: return unsafe String(cString: strerror(error.errnoCode))
  case is ChannelError: return "no connection was made in time"
  case let error as HTTPClientError where error == .connectTimeout:
    return "no connection was made in time"
  case let error as HTTPClientError where error == .readTimeout: return "nothing came for too long"
  case let error as HTTPClientError where error == .remoteConnectionClosed:
    return "the connection ended before the answer did"
  case is HTTPParserError: return "the answer is no HTTP"
  case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
    return sentence(ofSecurity: "\(error)")
  default: return "\(error)"
  }
}

/// What keeps HTTPS from beginning; the library's errors say it by names of OpenSSL's only.
private func sentence(ofSecurity problem: String) -> String {
  if problem.contains("CERTIFICATE_VERIFY_FAILED") {
    return "its certificate is not valid by the ones that are trusted here; "
      + "SSL_CERT_FILE names a file of others"
  }
  if problem.contains("failedToValidateHostname") || problem.contains("validate hostname") {
    return "its certificate is of another host"
  }
  if problem.contains("WRONG_VERSION_NUMBER") || problem.contains("HTTP_REQUEST") {
    return "it does not speak HTTPS"
  }
  return "HTTPS does not begin: \(problem.prefix(200))"
}
