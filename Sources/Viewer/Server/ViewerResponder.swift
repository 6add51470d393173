internal import Dispatch
internal import Formats
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// Carries requests from Hummingbird to `ViewerRoutes` and their answers back.
package struct ViewerResponder: HTTPResponder {
  package typealias Context = BasicRequestContext

  private let state: ViewerState
  private let guardian: RequestGuard

  /// Answers for what `state` shows.
  ///
  /// - Parameter token: What requests must know; nil for a server on a loopback address.
  package init(_ state: ViewerState, host: String = "127.0.0.1", token: String? = nil) {
    self.state = state
    guardian = RequestGuard(host: host, token: token)
  }

  /// The answer to any request; it never throws.
  package func respond(to request: Request, context: Context) async throws -> Response {
    guard request.method == .get || request.method == .head else {
      return response(
        .problem(405, "the viewer answers GET and HEAD, not \(request.method.rawValue)"))
    }
    guard request.headers[.contentLength] ?? "0" == "0",
      request.headers[.transferEncoding] == nil
    else { return response(.problem(413, "a request has no body here")) }
    switch guardian.verdict(request.head) {
    case .allowed: break
    case .refused(let status, let text): return response(.problem(status, text))
    case .remember(let location, let cookie):
      var fields = Self.fields
      fields[.location] = location
      fields[.setCookie] = cookie
      return Response(status: .seeOther, headers: fields)
    }
    let path = request.uri.path
    if path == "/api/events" {
      return request.method == .head ? response(.problem(405, "GET")) : events()
    }
    let query = request.uri.query ?? ""
    let known = request.headers[.ifNoneMatch]
    let routes = state.routes
    let state = state
    let queue = path == "/api/scores" ? state.scoring : state.drawing
    let answer =
      if let ready = routes.ready(path: path, query: query, known: known) {
        ready
      } else {
        await withCheckedContinuation { continuation in
          queue.async {
            state.beginToLook()
            continuation.resume(returning: routes.answer(path: path, query: query, known: known))
          }
        }
      }
    let response = response(answer)
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// The stream of events, which begins with the present revision.
  private func events() -> Response {
    guard let events = state.hub.listen() else {
      return response(.problem(503, "\(EventHub.limit) pages listen already"))
    }
    let first = EventHub.text("hello", [:], revision: state.revision)
    var fields = Self.fields
    fields[.contentType] = "text/event-stream"
    fields[.cacheControl] = "no-store"
    return Response(
      status: .ok, headers: fields,
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "retry: 1000\n" + first))
        for await event in events { try await writer.write(ByteBuffer(string: event)) }
        try await writer.finish(nil)
      })
  }

  /// What every answer says.
  private static let fields: HTTPFields = {
    var fields = HTTPFields()
    fields[.xContentTypeOptions] = "nosniff"
    for (name, value) in [
      ("Cross-Origin-Resource-Policy", "same-origin"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return fields
  }()

  private func response(_ answer: ViewerAnswer) -> Response {
    var fields = Self.fields
    fields[.contentType] = answer.type
    fields[.contentSecurityPolicy] = answer.policy
    fields[.cacheControl] = answer.isFixed ? "private, max-age=31536000, immutable" : "no-cache"
    fields[.eTag] = answer.tag.map { "\"\($0)\"" }
    if answer.status == 405 { fields[.allow] = "GET, HEAD" }
    if !answer.shape.isEmpty {
      for (name, value) in [
        ("X-Shape", answer.shape.map { "\($0)" }.joined(separator: ",")),
        ("X-Dtype", answer.numbers),
      ] {
        if let name = HTTPField.Name(name) { fields[name] = value }
      }
    }
    guard answer.status != 304 else { return Response(status: .notModified, headers: fields) }
    return Response(
      status: .init(code: answer.status), headers: fields,
      body: answer.file.map { body(of: $0) }
        ?? ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  /// A file in parts: the next is read when the last was taken.
  private func body(of file: OpenFile) -> ResponseBody {
    let reading = state.reading
    return ResponseBody(contentLength: file.count) { writer in
      var sent = 0
      while sent < file.count {
        let offset = sent
        let part = await withCheckedContinuation { continuation in
          reading.async {
            let most = min(1 << 18, file.count - offset)
            continuation.resume(returning: file.bytes(from: offset, atMost: most))
          }
        }
        // A file that has become shorter can't be sent as it was announced.
        guard !part.isEmpty else { throw CancellationError() }
        try await writer.write(ByteBuffer(bytes: part))
        sent += part.count
      }
      try await writer.finish(nil)
    }
  }
}

extension ViewerAnswer {
  /// What is wrong, in a sentence.
  fileprivate static func problem(_ status: Int, _ text: String) -> ViewerAnswer {
    .problem(RequestProblem(status: status, text: text))
  }
}
