internal import Dispatch
internal import Foundation
internal import FoundationNetworking
internal import Synchronization

/// Requests whose answers are read piece by piece on the calling thread, one at a time.
///
/// Redirections are answers like others: who follows one decides what to send along.
final class HTTPClient: Sendable {
  /// What an answer says before its body.
  struct Head: Sendable {
    let status: Int
    let url: URL
    private let fields: [String: String]

    init(_ response: HTTPURLResponse, url: URL) {
      status = response.statusCode
      self.url = url
      var fields: [String: String] = [:]
      for case (let key as String, let value as String) in response.allHeaderFields {
        fields[key.lowercased()] = value
      }
      self.fields = fields
    }

    /// The field `name`, whose case doesn't matter.
    subscript(_ name: String) -> String? { fields[name.lowercased()] }
  }

  private let session: URLSession
  private let events = Events()

  /// Gives up a connection after `timeout` seconds without a byte.
  init(timeout: Double) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.timeoutIntervalForResource = 7 * 86_400
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    session = URLSession(configuration: configuration, delegate: events, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  /// Sends a request and hands on its answer: the head once, then the body in pieces.
  ///
  /// - Throws: `HubError` of kind `network` where the connection fails or ends early, `cancelled` where
  ///   `isCancelled` became true, and what `head` and `body` throw.
  func send(
    _ method: String, _ url: URL, headers: [String: String], isCancelled: () -> Bool,
    head: (Head) throws -> Void, body: (Data) throws -> Void
  ) throws {
    var request = URLRequest(url: url)
    request.httpMethod = method
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let task = session.dataTask(with: request)
    events.begin(task.taskIdentifier)
    task.resume()
    // What throws below leaves the transfer behind.
    defer { task.cancel() }
    var hasHead = false
    while true {
      guard !isCancelled() else { throw HubError(.cancelled, "the download was cancelled") }
      guard let event = events.next(within: .milliseconds(100)) else { continue }
      switch event {
      case .head(let response):
        hasHead = true
        try head(Head(response, url: url))
      case .body(let data): try body(data)
      case .end(let problem):
        if let problem {
          throw HubError(.network, "\(url.host() ?? url.absoluteString): \(problem)")
        }
        if !hasHead {
          throw HubError(.network, "\(url.host() ?? url.absoluteString) gave no answer")
        }
        return
      }
    }
  }
}

/// What happens to the running transfer, put in a queue by the session and taken out by the caller.
private final class Events: NSObject, URLSessionDataDelegate, Sendable {
  enum Event {
    case head(HTTPURLResponse)
    case body(Data)
    case end(String?)
  }

  private struct State {
    var task = -1
    var waiting: [Event] = []
    var hasHead = false
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)

  /// Forgets what came for another task.
  func begin(_ task: Int) { state.withLock { $0 = State(task: task) } }

  /// The next event; nil where none comes in time.
  func next(within time: DispatchTimeInterval) -> Event? {
    if let event = take() { return event }
    _ = arrivals.wait(timeout: .now() + time)
    return take()
  }

  private func take() -> Event? {
    state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  private func put(_ event: sending Event, of task: Int) {
    state.withLock { state in
      guard state.task == task else { return }
      if case .head = event { state.hasHead = true }
      state.waiting.append(event)
    }
    arrivals.signal()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    if let response = response as? HTTPURLResponse {
      put(.head(response), of: dataTask.taskIdentifier)
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    put(.body(data), of: dataTask.taskIdentifier)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    // A redirection that isn't followed has its head here alone.
    let hasHead = state.withLock { $0.hasHead || $0.task != task.taskIdentifier }
    if !hasHead, let response = task.response as? HTTPURLResponse {
      put(.head(response), of: task.taskIdentifier)
    }
    put(.end(error.map { $0.localizedDescription }), of: task.taskIdentifier)
  }
}
