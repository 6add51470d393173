internal import Activations
internal import Dispatch
internal import Formats
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import Pictures
internal import Synchronization

/// Passes requests from Hummingbird to `ViewerRoutes`, and answers back.
package struct ViewerResponder: HTTPResponder {
  /// Hummingbird's context of a request.
  package typealias Context = BasicRequestContext

  private let state: ViewerState
  private let guardian: RequestGuard
  /// Whether requests come over a connection, whose end is heard; not where they are made in this program.
  private let isConnected: Bool

  /// Makes a responder for `state`.
  ///
  /// - Parameter token: What requests must know; nil for a server on a loopback address.
  package init(
    _ state: ViewerState, host: String = "127.0.0.1", token: String? = nil,
    access: ViewerAccess = .own, isConnected: Bool = true
  ) {
    (self.state, self.isConnected) = (state, isConnected)
    guardian = RequestGuard(host: host, token: token, access: access)
  }

  /// The answer to any request; it never throws.
  package func respond(to request: Request, context: Context) async throws -> Response {
    if request.method == .post && request.uri.path == Self.pdfPath { return await pdf(request) }
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
    let reader = guardian.reader(request.head)
    if path == "/api/events" {
      return request.method == .head ? response(.problem(405, "GET")) : events()
    }
    if Self.runs.contains(path) { return await run(request) }
    if ViewerRoutes.isSurveyRun(path) {
      return await whileHeard(request) { isGone in
        var routes = self.state.routes
        (routes.mayRun, routes.isGone) = (mayRun(request), isGone)
        return await self.state.typed.alone { [routes] in
          routes.answer(path: path, query: request.uri.query ?? "", known: nil)
        }
      }
    }
    let query = request.uri.query ?? ""
    let known = request.headers[.ifNoneMatch]
    let routes = state.routes
    let state = state
    // A row of a long pattern is made at once; the whole of another one may take seconds.
    let queue =
      path == "/api/scores"
      ? state.scoring : path.hasPrefix("/api/part/") ? state.reading : state.drawing
    let tiles = routes.askedTiles(path: path, query: query)
    if let tiles, tiles.isAlone, routes.ready(tiles, known: known) == nil {
      // A page asks for a tile alone where it takes seconds: it holds up nothing else, nor does one that nobody waits for.
      var response = await whileHeard(request) { isGone in
        await withCheckedContinuation { continuation in
          state.drawingAlone.async {
            continuation.resume(
              returning: isGone()
                ? .problem(409, "nobody waits for this any more")
                : routes.answer(tiles, known: known))
          }
        }
      }
      if let reader { Self.open(&response, to: reader) }
      return request.method == .head ? response.createHeadResponse() : response
    }
    let answer =
      if let ready = tiles.flatMap({ routes.ready($0, known: known) }) {
        ready
      } else {
        await withCheckedContinuation { continuation in
          queue.async {
            state.beginToLook()
            continuation.resume(
              returning: tiles.map { routes.answer($0, known: known) }
                ?? routes.answer(path: path, query: query, known: known))
          }
        }
      }
    var response = response(answer)
    if let reader { Self.open(&response, to: reader) }
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// Whether a request may have a model run: on this machine, by a page that says what it began with.
  private func mayRun(_ request: Request) -> Bool {
    // A page of another origin can't set this header without being asked first, and knows no token.
    guard state.isLocal, let name = HTTPField.Name("X-Plens-Run") else { return false }
    return request.headers[name] == state.typed.token
  }

  /// Answers with what takes long, and says when nobody waits for it any more: a page was closed, or went on.
  ///
  /// The connection ends with it: from the end of what a client sends it is seen that the client has gone.
  private func whileHeard(
    _ request: Request,
    _ body: (_ isGone: @escaping @Sendable () -> Bool) async -> ViewerAnswer
  ) async -> Response {
    guard isConnected else { return response(await body { false }) }
    let gone = Gone()
    let answer = try? await request.body.consumeWithInboundCloseHandler(
      { _ in await body { gone.isSet.load(ordering: .relaxed) } },
      onInboundClosed: { gone.isSet.store(true, ordering: .relaxed) })
    var response = response(answer ?? .problem(409, "nobody waits for this any more"))
    response.headers[.connection] = "close"
    return response
  }

  private final class Gone: Sendable { let isSet = Atomic(false) }

  /// Runs a model, or has the session keep a prompt or a table.
  private func run(_ request: Request) async -> Response {
    guard mayRun(request) else {
      return response(.problem(403, "only a page of this session may have its models run"))
    }
    let routes = state.routes
    guard let runner = routes.catalog.source.runner else {
      return response(.problem(404, "this viewer shows a folder: it has no model to run"))
    }
    guard runner.isAllowed else {
      return response(.problem(.runsNothing))
    }
    switch request.uri.path {
    case "/api/progress": return response(state.typed.progress)
    case "/api/stop":
      state.typed.stop()
      return response(.json(.null))
    default: break
    }
    let asked: PageRequest
    do {
      asked = try PageRequest(request.uri.query ?? "", for: runner)
    } catch let problem as RequestProblem {
      return response(.problem(problem))
    } catch {
      return response(.problem(400, "\(error)"))
    }
    let model = asked.run.model
    switch request.uri.path {
    case "/api/type":
      let name = CaptureStore.sanitizedName(model)
      let state = state
      return await whileHeard(request) { isGone in
        await state.typed.run(
          asked.run, by: runner, isGone: isGone,
          // A model that runs is in memory, with what it reads around tokens.
          frame: { (try? routes.catalog.frame(of: name)) ?? TokenFrame(nil) },
          answer: { hash, told in
            try state.routes.tiles(of: hash, model: name, asked.target, telling: told)
          })
      }
    case "/api/effects":
      guard let answer = asked.answer, let way = asked.way else {
        return response(.problem(Self.unclearQuestion))
      }
      return await whileHeard(request) { isGone in
        await state.typed.effects(
          of: asked.run, on: answer, against: asked.against, by: way, runner, isGone: isGone)
      }
    default: break
    }
    if asked.answer != nil, asked.way == nil { return response(.problem(Self.unclearQuestion)) }
    let answer = await withCheckedContinuation { continuation in
      state.reading.async {
        do {
          let command =
            if let answer = asked.answer, let way = asked.way {
              try runner.tell(asked.run, on: answer, against: asked.against, by: way)
            } else {
              try runner.keep(asked.run)
            }
          continuation.resume(returning: ViewerAnswer.json(.object(["command": .string(command)])))
        } catch {
          continuation.resume(returning: .problem(422, "\(error)"))
        }
      }
    }
    return response(answer)
  }

  /// What has a model run, or the session do something.
  private static let runs: Set<String> = [
    "/api/type", "/api/effects", "/api/keep", "/api/progress", "/api/stop",
  ]

  private static let unclearQuestion = RequestProblem.bad(
    "'answer' is a token's number, and 'by' attribution, ablation, or patching with a text 'into'")

  private static let pdfPath = "/api/pdf"

  /// Bytes that a drawing may have.
  private static let largestDrawing = 32 << 20

  /// A drawing that one of the viewer's pages has made, as a PDF: `POST /api/pdf?width=640&height=480` with an SVG.
  private func pdf(_ request: Request) async -> Response {
    switch guardian.verdict(request.head) {
    case .allowed where guardian.mayPost(request.head): break
    case .refused(let status, let text): return response(.problem(status, text))
    default:
      return response(
        .problem(403, "only the viewer's own pages may have a drawing made into a PDF"))
    }
    let size = ["width", "height"].compactMap {
      request.uri.queryParameters[Substring($0)].flatMap { Double($0) }
    }
    guard size.count == 2, size.allSatisfy({ $0 > 0 && $0 < 200_000 }) else {
      return response(.problem(400, "'width' and 'height' are the drawing's, in pixels"))
    }
    guard let body = try? await request.body.collect(upTo: Self.largestDrawing) else {
      return response(.problem(413, "a drawing has at most \(Self.largestDrawing >> 20) MiB"))
    }
    let svg = String(buffer: body)
    let answer = await withCheckedContinuation { continuation in
      state.drawing.async {
        do {
          let bytes = try printed(svg, as: .pdf, size: (size[0], size[1]))
          continuation.resume(returning: ViewerAnswer(type: "application/pdf", body: bytes))
        } catch {
          continuation.resume(returning: .problem(501, "\(error)"))
        }
      }
    }
    return response(answer)
  }

  /// Lets pages of another origin read an answer.
  private static func open(_ response: inout Response, to reader: String) {
    for (name, value) in [
      ("Access-Control-Allow-Origin", reader), ("Vary", "Origin"),
      ("Cross-Origin-Resource-Policy", "cross-origin"),
      ("Access-Control-Expose-Headers", "X-Shape, X-Dtype, X-Step, X-Range, X-Causal"),
    ] {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
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
    fields[.contentSecurityPolicy] = answer.policy.replacing(
      "frame-ancestors 'none'", with: "frame-ancestors \(guardian.access.frames)")
    fields[.cacheControl] = answer.isFixed ? "private, max-age=31536000, immutable" : "no-cache"
    fields[.eTag] = answer.tag.map { "\"\($0)\"" }
    if answer.status == 405 { fields[.allow] = "GET, HEAD" }
    if !answer.shape.isEmpty {
      let told = [
        "X-Shape": answer.shape.map { "\($0)" }.joined(separator: ","), "X-Dtype": answer.numbers,
      ]
      for (name, value) in told.merging(answer.about, uniquingKeysWith: { $1 }) {
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
