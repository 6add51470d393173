import Activations
import Figures
import Formats
import Foundation
import FoundationNetworking
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Surveys
import Synchronization
import Tensors
import TestSupport
import Testing
import Viewer

@Suite struct ViewerSurveyTests {
  private let folder: TemporaryFolder

  /// A survey of ten texts; its model looks at the token before, and in head 1 at the first.
  init() throws {
    folder = try TemporaryFolder()
    let lines = (0..<10).map { "{\"text\": \"\(String(repeating: "ab", count: $0 + 2))\"}" }
    try Data((lines.joined(separator: "\n") + "\n").utf8)
      .write(to: URL(filePath: folder.path + "/x.jsonl"))
    let settings = try SurveySettings(
      model: "toy", fingerprint: "", vocabulary: 128,
      heads: (0..<2).map { Head(layer: 0, index: $0) },
      scores: try ["previous", "first"].map(HeadScores.named), longest: 100,
      sources: [folder.path + "/x.jsonl"])
    let model = SurveyModel(
      windows: { text in [.init(ids: text.utf8.map { Int($0) }, text: text)] },
      run: { prompts, layers, tap in
        for (index, ids) in prompts.enumerated() {
          let count = ids.count
          let values = (0..<2 * count * count).map { place -> Float in
            let (head, query, key) = (
              place / (count * count), place / count % count, place % count
            )
            return key == (head == 0 ? max(0, query - 1) : 0) ? 1 : 0
          }
          for layer in layers {
            try tap(layer, index, Tensor(shape: [2, count, count], values: values))
          }
        }
      }, pieces: { ids in ids.map { "Ġ" + String(UnicodeScalar(UInt8($0))) } })
    _ = try Survey(settings, in: folder.path + "/s", version: "test")(
      try SurveyFiles([folder.path + "/x.jsonl"]), by: model)
    try SurveyFolder(path: folder.path + "/s").merge(score: HeadScores.named)
  }

  private func routes(_ make: Bool = true, isAllowed: Bool = true) -> ViewerState {
    var source = ViewerSource()
    let made: SurveySource.Make = { text, head, score, _ in
      SurveySource.Made(
        tokens: text.map { String($0) }, pattern: Tensor(shape: [1, 1], values: [0.5]),
        value: score == "first" ? 1 : nil)
    }
    source.survey = SurveySource(
      path: folder.path + "/s", note: make ? nil : "no model here", isAllowed: { isAllowed },
      make: make ? made : nil)
    return ViewerState(source)
  }

  private func ask(
    _ path: String, _ state: ViewerState, token: String = ""
  ) async throws -> TestResponse {
    let application = Application(responder: ViewerResponder(state, token: nil))
    let name = try #require(HTTPField.Name("X-Plens-Run"))
    let headers: HTTPFields = token.isEmpty ? [:] : [name: token]
    return try await application.test(.router) { client in
      try await client.execute(uri: path, method: .get, headers: headers)
    }
  }

  @Test func `a survey has its page, its cards and its texts`() async throws {
    let state = routes()
    let page = try await ask("/", state)
    #expect(page.text.contains("page/survey.js"))
    // The styles are in the page: a link to one would find nothing.
    #expect(!page.text.contains("stylesheet") && page.text.contains(".card"))
    let styles = page.text.components(separatedBy: "<style>").count - 1
    let policy = try #require(page.headers[.contentSecurityPolicy])
    #expect(styles > 0 && policy.components(separatedBy: "'sha256-").count == styles + 1)
    let cards = try await ask("/api/survey", state).json
    #expect(cards["model"] == .string("toy"))
    #expect(cards["texts"] == .integer(10))
    #expect(cards["scores"] == .array([.string("previous"), .string("first")]))
    let columns = cards["columns"]?.arrayValue ?? []
    let row = cards["heads"]?.arrayValue?.first?.arrayValue ?? []
    #expect(row.first == .string("L0H0"))
    let previous = try #require(columns.firstIndex(of: .string("previous")))
    #expect(row[previous].doubleValue == 1)
    // All rows but the first look one token back.
    #expect(cards["histograms"]?.arrayValue?[0]["distance"]?.arrayValue?[1].doubleValue == 1)
    #expect(cards["histograms"]?.arrayValue?[1]["first"]?.arrayValue?.last?.doubleValue == 1)
    #expect(cards["runs"] == .bool(true))
    let head = try await ask("/api/survey/L0H1", state).json
    let top = try #require(head["top"]?.arrayValue)
    #expect(top.count == 20)
    #expect(top.allSatisfy { $0["head"] == .string("L0H1") })
    #expect(head["sources"]?.arrayValue?.count == 2)
    let hash = try #require(top.first?["hash"]?.stringValue)
    let pattern = "/api/survey/L0H1/pattern?hash=\(hash)&score=first"
    #expect(try await ask(pattern, state).status == .forbidden)
    let token = try #require(cards["token"]?.stringValue)
    let made = try await ask(pattern, state, token: token).json
    #expect(made["values"] == .string("AAAAPw=="))  // 0.5 as float32
    #expect(made["value"]?.doubleValue == 1)
    for score in ["nothing", ""] {
      let path = "/api/survey/L0H1/pattern?hash=\(hash)&score=\(score)"
      let answer = try await ask(path, state, token: token)
      #expect(answer.status == .badRequest)
      #expect(
        try answer.problem == "the survey has no score '\(score)': it has previous, first")
    }
  }

  @Test func `tokens read as they do in the text`() async throws {
    let state = routes()
    let tokens = try await ask("/api/survey", state).json["tokens"]?.arrayValue?.first
    let shown = Set(
      ["at", "from"].flatMap { tokens?[$0]?.arrayValue ?? [] }.compactMap(\.stringValue))
    #expect(shown == [" a", " b"])
    let head = try await ask("/api/survey/L0H0", state).json
    for (table, column) in [("top", "query_token"), ("examples", "key_token"), ("tokens", "token")]
    {
      let shown = Set(head[table]?.arrayValue?.compactMap { $0[column]?.stringValue } ?? [])
      #expect(!shown.isEmpty && shown.isSubset(of: [" a", " b"]), "\(table): \(shown)")
    }
  }

  @Test func `a shell that lets no page run models lets no survey either`() async throws {
    let state = routes(isAllowed: false)
    let cards = try await ask("/api/survey", state).json
    #expect(cards["runs"] == .bool(false))
    #expect(cards["note"]?.stringValue?.contains("'set page.run on' does") == true)
    let token = try #require(cards["token"]?.stringValue)
    let top = try await ask("/api/survey/L0H1", state).json["top"]?.arrayValue
    let hash = try #require(top?.first?["hash"]?.stringValue)
    let path = "/api/survey/L0H1/pattern?hash=\(hash)&score=first"
    let answer = try await ask(path, state, token: token)
    #expect(answer.status == .forbidden)
    #expect(try answer.problem.contains("'set page.run on' does"))
  }

  @Test func `what runs for a page ends when the page has gone`() async throws {
    let begun = Mutex(false)
    let ended = Mutex(false)
    var source = ViewerSource()
    source.survey = SurveySource(path: folder.path + "/s", note: nil) { _, _, _, isCancelled in
      begun.withLock { $0 = true }
      for _ in 0..<5000 where !isCancelled() { usleep(2000) }
      ended.withLock { $0 = isCancelled() }
      throw CancellationError()
    }
    // On a thread of its own: starting waits for the server, and the pool that both run in may have no more than two.
    let served = source
    let handle = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try ViewerServer.start(served, port: 0) })
      }
    }
    defer { handle.stop() }
    func get(_ path: String, _ more: String = "") -> String {
      "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(handle.port)\r\n\(more)\r\n"
    }
    func json(_ path: String) async throws -> JSON {
      let address = try #require(URL(string: "http://127.0.0.1:\(handle.port)\(path)"))
      return try JSON(parsing: Array(try await URLSession.shared.data(from: address).0))
    }
    let token = try #require(try await json("/api/survey")["token"]?.stringValue)
    let top = try await json("/api/survey/L0H1")["top"]?.arrayValue
    let hash = try #require(top?.first?["hash"]?.stringValue)
    do {
      let page = try RawConnection(port: handle.port)
      page.send(
        get("/api/survey/L0H1/pattern?hash=\(hash)&score=first", "X-Plens-Run: \(token)\r\n"))
      for _ in 0..<2000 where !begun.withLock({ $0 }) {
        try await Task.sleep(for: .milliseconds(2))
      }
      #expect(begun.withLock { $0 })
      withExtendedLifetime(page) {}
    }
    for _ in 0..<2000 where !ended.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
    #expect(ended.withLock { $0 })
  }

  @Test(arguments: [
    ("/api/survey/nothing", "is no head"), ("/api/survey/L0H0/other", "there is nothing at"),
    ("/api/survey/L0H0/pattern?hash=x&score=first", "has no text 'x'"),
  ])
  func `what is not there is said`(path: String, problem: String) async throws {
    #expect(try await ask(path, routes()).problem.contains(problem))
  }

  @Test func `a server that others reach runs no model`() async throws {
    var source = ViewerSource()
    source.survey = SurveySource(path: folder.path + "/s", note: nil) { _, _, _, _ in
      SurveySource.Made(tokens: [], pattern: Tensor(shape: [1, 1], values: [0.5]), value: nil)
    }
    let state = ViewerState(source, isLocal: false)
    let cards = try await ask("/api/survey", state).json
    #expect(cards["runs"] == .bool(false) && cards["token"] == .string(""))
    #expect(cards["note"]?.stringValue?.contains("other machines") == true)
  }

  @Test func `without the model there are cards and no patterns`() async throws {
    let state = routes(false)
    let cards = try await ask("/api/survey", state).json
    #expect(cards["runs"] == .bool(false) && cards["note"] == .string("no model here"))
    #expect(
      try await ask("/api/survey/L0H0/pattern?hash=x&score=first", state).problem == "no model here"
    )
  }
}
