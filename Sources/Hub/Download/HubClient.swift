internal import Foundation

/// Requests to the hub's server, with the token where it belongs, tried again where that may help.
///
/// https://huggingface.co/docs/hub/api and what huggingface_hub does.
struct HubClient {
  let settings: HubSettings
  let repository: String
  let isCancelled: @Sendable () -> Bool
  private let http: HTTPClient

  /// Tries of a request that fails before one more byte came.
  static let tries = 5

  init(
    settings: HubSettings, repository: String, isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.settings = settings
    self.repository = repository
    self.isCancelled = isCancelled
    http = HTTPClient(timeout: settings.timeout, environment: settings.environment)
  }

  /// The body of the answer to a GET of `path`; redirections within the server are followed.
  func text(_ path: String) throws -> Data {
    var body = Data()
    _ = try retrying {
      body = Data()
      return try follow("GET", url(path), headers: [:], within: true) { body.append($0) }
    }
    return body
  }

  /// The head of `path`'s file: of the last answer that the server itself gives.
  func head(_ path: String) throws -> HTTPClient.Head {
    try retrying { try follow("HEAD", url(path), headers: [:], within: true) { _ in } }
  }

  /// Calls `attempt` until it ends without an error that trying again may help, waiting longer each
  /// time.
  ///
  /// - Parameter progress: A number that becomes higher than ever when a try was not for nothing.
  func retrying<Result>(
    progress: () -> Int = { 0 }, _ attempt: () throws -> Result
  ) throws -> Result {
    var failures = 0
    var most = progress()
    while true {
      do {
        return try attempt()
      } catch let error as HubError where error.kind == .network {
        // what is only received again is no progress, or a file that always breaks off would never end
        failures = progress() > most ? 0 : failures + 1
        most = max(most, progress())
        guard failures < Self.tries else { throw error }
        try wait(seconds: settings.retryDelay * Double(1 << failures) / 2)
      } catch let busy as Busy {
        failures += 1
        guard failures < Self.tries, busy.seconds <= 60 else {
          throw HubError(
            .network,
            "\(settings.endpoint) gets too many requests (429): it asks to wait "
              + "\(Int(busy.seconds)) seconds"
              + (settings.token == nil ? "; with HF_TOKEN more are allowed" : ""))
        }
        try wait(seconds: busy.seconds)
      }
    }
  }

  /// Sends one request and follows its redirections, at most ten.
  ///
  /// - Parameters:
  ///   - within: Whether a redirection to another server ends the way and is the answer.
  ///   - body: Gets the body of an answer of success, in pieces.
  func follow(
    _ method: String, _ start: URL, headers: [String: String], within: Bool,
    head checkHead: (HTTPClient.Head) throws -> Void = { _ in }, body: (Data) throws -> Void
  ) throws -> HTTPClient.Head {
    var url = start
    for _ in 0..<10 {
      var headers = headers
      headers["Accept-Encoding"] = "identity"
      headers["User-Agent"] = "plens"
      // A token is for the server that the user named, and for no other that it may point at.
      if isOwn(url), let token = settings.token { headers["Authorization"] = "Bearer " + token }
      var answer: HTTPClient.Head?
      var problem = Data()
      try http.send(method, url, headers: headers, isCancelled: isCancelled) { head in
        answer = head
        if (200..<300).contains(head.status) { try checkHead(head) }
      } body: { data in
        if let status = answer?.status, (200..<300).contains(status) {
          try body(data)
        } else if problem.count < 4096 {
          problem.append(data)
        }
      }
      guard let answer else { throw HubError(.network, "\(url.absoluteString) gave no answer") }
      guard (300..<400).contains(answer.status), let location = answer["Location"],
        let target = URL(string: location, relativeTo: url)?.absoluteURL
      else {
        try explain(answer, problem)
        return answer
      }
      if within && !isOwn(target) { return answer }
      guard ["http", "https"].contains(target.scheme) else {
        throw HubError(.network, "\(url.absoluteString) points at '\(location)'")
      }
      url = target
    }
    throw HubError(.network, "\(start.absoluteString) is redirected more than ten times")
  }

  /// The address of `path` on the server.
  private func url(_ path: String) throws -> URL {
    guard let url = URL(string: settings.endpoint + path), ["http", "https"].contains(url.scheme),
      url.host() != nil
    else {
      throw HubError(
        .failed,
        "HF_ENDPOINT is '\(settings.endpoint)'; an address as https://huggingface.co is expected")
    }
    return url
  }

  /// Whether `url` is on the server that the user named.
  private func isOwn(_ url: URL) -> Bool {
    guard let own = URL(string: settings.endpoint) else { return false }
    return url.scheme == own.scheme && url.host()?.lowercased() == own.host()?.lowercased()
      && url.port == own.port
  }

  private func wait(seconds: Double) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      guard !isCancelled() else { throw HubError(.cancelled, "the download was cancelled") }
      Thread.sleep(forTimeInterval: min(0.1, max(0, end.timeIntervalSinceNow)))
    }
  }
}

/// The server asks to wait.
private struct Busy: Error {
  let seconds: Double
}

extension HubClient {
  /// Throws what a person can do about an answer that is no success.
  private func explain(_ answer: HTTPClient.Head, _ body: Data) throws {
    let page = settings.endpoint + "/" + repository
    let code = answer["X-Error-Code"] ?? ""
    switch (answer.status, code) {
    case (200..<300, _): return
    case (_, "GatedRepo"):
      let how =
        settings.token == nil
        ? "accept its terms at \(page), and set HF_TOKEN to a token of your account"
        : "the token's account has no access yet; ask for it at \(page)"
      throw HubError(.notAllowed, "'\(repository)' is gated: \(how)")
    case (404, "RevisionNotFound"):
      throw HubError(.notFound, "'\(repository)' has no such revision")
    case (404, "EntryNotFound"):
      throw HubError(.notFound, "'\(repository)' has no file at \(answer.url.path())")
    case (401, "RepoNotFound"), (404, _),
      (401, _) where settings.token == nil:
      throw HubError(
        .notFound,
        "there is no '\(repository)' at \(settings.endpoint)"
          + (settings.token == nil
            ? ", or it is private: then HF_TOKEN must be set to a token that may read it"
            : " that the token may read"))
    case (401, _):
      throw HubError(
        .notAllowed,
        "\(settings.endpoint) does not accept the token in HF_TOKEN or the token file")
    case (403, _):
      throw HubError(
        .notAllowed, "\(settings.endpoint) does not let the token read '\(repository)' (403)")
    case (429, _):
      throw Busy(seconds: answer["Retry-After"].flatMap { Double($0) } ?? settings.retryDelay)
    case (408, _), (500..., _):
      throw HubError(.network, "\(answer.url.host() ?? "the server") answers \(answer.status)")
    default:
      let text = String(decoding: body.prefix(200), as: UTF8.self)
      throw HubError(
        .failed, "\(answer.url.host() ?? "the server") answers \(answer.status) \(text)")
    }
  }
}
