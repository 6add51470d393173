package import Activations
internal import Dispatch
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// Carries requests from Hummingbird to `ViewerRoutes` and their answers back.
package struct ViewerResponder: HTTPResponder {
  package typealias Context = BasicRequestContext

  private let routes: ViewerRoutes

  // Decoding and drawing use all cores themselves, so one request at a time; the threads that
  // carry the connections stay free.
  private let queue = DispatchQueue(label: "viewer", qos: .userInitiated)

  /// Answers for the captures in `store`.
  package init(store: CaptureStore) { routes = ViewerRoutes(store: store) }

  /// The answer to any request; it never throws.
  package func respond(to request: Request, context: Context) async throws -> Response {
    guard request.method == .get || request.method == .head else {
      return response(
        .problem(405, "the viewer answers GET and HEAD, not \(request.method.rawValue)"))
    }
    guard isOwnName(request.head.authority) else {
      return response(.problem(403, "the viewer answers under this machine's own names only"))
    }
    let path = request.uri.path
    let query = request.uri.query ?? ""
    let known = request.headers[.ifNoneMatch]
    let routes = routes
    let queue = queue
    let answer = await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(returning: routes.answer(path: path, query: query, known: known))
      }
    }
    let response = response(answer)
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// Whether the `Host` of a request is a name of this machine: a page from elsewhere could give
  /// its own name this machine's address, and so read the captures.
  private func isOwnName(_ authority: String?) -> Bool {
    guard let authority else { return true }
    if authority.hasPrefix("[") {
      return authority == "[::1]" || authority.hasPrefix("[::1]:")
    }
    return isLoopback(String(authority.prefix { $0 != ":" }))
  }

  private func response(_ answer: ViewerAnswer) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = answer.type
    headers[.contentSecurityPolicy] = answer.policy
    headers[.xContentTypeOptions] = "nosniff"
    headers[.cacheControl] = "no-cache"
    headers[.eTag] = answer.tag
    if answer.status == 405 { headers[.allow] = "GET, HEAD" }
    for (name, value) in [
      ("Cross-Origin-Resource-Policy", "same-origin"), ("Referrer-Policy", "no-referrer"),
      ("X-Shape", answer.shape.map { "\($0)" }.joined(separator: ",")),
    ] where !value.isEmpty {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    guard answer.status != 304 else { return Response(status: .notModified, headers: headers) }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
