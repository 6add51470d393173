import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Tensors
import TestSupport
import Testing
import Viewer

/// What a page has a model do, by a runner that takes as long as it is let.
@Suite struct ViewerRunTests {
  private final class Runner: PageRunner {
    let kept = Mutex<[RunRequest]>([])
    let asked = Mutex<(way: HeadEffects.Way, request: RunRequest)?>(nil)
    var isAllowed: Bool { true }
    var models: [String] { ["m"] }

    func typed(
      _ request: RunRequest, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> TypedPrompt {
      var cache = ActivationCache()
      cache[.pattern(0)] = Tensor(shape: [1, 2, 2], values: [1, 0, 0.25, 0.75])
      return TypedPrompt(
        prompt: PromptRecord(text: request.text, tokens: ["a", "b"]), patterns: cache, next: [],
        edits: "edit off_L0H0 = L0H0.z: 0; ", modelName: "m+off_L0H0")
    }

    /// Says that three of ten runs are done, and goes on until nobody waits.
    func effects(
      _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way,
      progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void,
      isCancelled: @escaping @Sendable () -> Bool
    ) throws -> HeadEffects {
      asked.withLock { $0 = (way, request) }
      guard way != .attribution else {
        return HeadEffects(values: [.nan, 0.5], total: 2, other: -1, command: "attribute")
      }
      progress(3, 10)
      while !isCancelled() { usleep(1000) }
      throw CancellationError()
    }

    func keep(_ request: RunRequest) throws -> String {
      kept.withLock { $0.append(request) }
      return "capture"
    }

    func tell(
      _ request: RunRequest, on answer: Int, against: Int?, by way: HeadEffects.Way
    ) throws -> String {
      asked.withLock { $0 = (way, request) }
      return "ablate \(answer) \(against ?? -1)"
    }
  }

  private let runner = Runner()
  private let state: ViewerState

  init() {
    var source = ViewerSource()
    source.runner = runner
    source.configs = [
      "m": ["model_name": .string("m"), "n_layers": .integer(1), "n_heads": .integer(1)]
    ]
    state = ViewerState(source)
  }

  private func ask(_ path: String) async throws -> TestResponse {
    let application = Application(responder: ViewerResponder(state))
    return try await application.test(.router) { client in
      let session = try await client.execute(uri: "/api/session", method: .get)
      let token = try session.json["runs"]?["token"]?.stringValue ?? ""
      let name = try #require(HTTPField.Name("X-Plens-Run"))
      return try await client.execute(uri: path, method: .get, headers: [name: token])
    }
  }

  @Test func `what runs says how far it is, and ends when it is stopped`() async throws {
    async let effects = ask("/api/effects?model=m&text=a&answer=1&by=patching&into=b")
    var told = JSON.null
    while told == .null {
      told = try await ask("/api/progress?model=m").json
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(told["done"] == .integer(3) && told["of"] == .integer(10))
    _ = try await ask("/api/stop?model=m")
    #expect(try await effects.status == .conflict)
    #expect(runner.asked.withLock { $0?.way } == .patching(into: "b"))
    #expect(try await ask("/api/progress?model=m").json == .null)
  }

  @Test func `a change of the model comes as it was asked for`() async throws {
    let answer = try await ask(
      "/api/effects?model=m&text=a&answer=1&off=L0H0&cut=L0H0.1.0&first=drop&at=1")
    #expect(try answer.json["values"] == .array([.null, .number(0.5)]))
    #expect(try answer.json["other"] == .number(-1))
    let request = try #require(runner.asked.withLock { $0?.request })
    let head = Head(layer: 0, index: 0)
    #expect(
      request
        == RunRequest(
          text: "a", model: "m", position: 1, off: [head],
          cuts: [RunRequest.Cut(head: head, query: 1, key: 0)], dropsFirst: true))
    _ = try await ask("/api/keep?model=m&text=a&off=L0H0")
    #expect(runner.kept.withLock { $0.map(\.off) } == [[head]])
    let told = try await ask("/api/keep?model=m&text=a&off=L0H0&answer=1&against=2&by=ablation")
    #expect(try told.json["command"] == .string("ablate 1 2"))
    #expect(runner.asked.withLock { $0?.way } == .ablation)
    #expect(try await ask("/api/keep?model=m&text=a&answer=1&by=guessing").status == .badRequest)
    #expect(runner.kept.withLock { $0.count } == 1)
  }

  @Test func `pictures come with what is typed`() async throws {
    let answer = try await ask("/api/type?model=m&text=a+b&tiles=0/0/raw.png&size=64")
    let length = answer.bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSON(parsing: Array(answer.bytes[4..<4 + length]))
    #expect(header["told"]?["text"] == .string("a b"))
    #expect(header["told"]?["named"] == .string("m+off_L0H0"))
    #expect(header["tiles"]?.arrayValue?.first?["width"] == .integer(2))
    let hash = try #require(header["told"]?["hash"]?.stringValue)
    let tile = try await ask("/api/tiles?of=m/\(hash)/0/0/raw.png&size=64")
    // The same palette and pixels as when they are asked for by themselves.
    let own = tile.bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(answer.bytes[(4 + length)...] == tile.bytes[(4 + own)...])
  }

  @Test(arguments: [
    ("by=guessing&answer=1", "'answer' is a token's number"), ("by=patching&answer=1", "'into'"),
    ("answer=1&off=H3", "no head"), ("answer=1&cut=L0H0.1", "no cut"), ("", "'answer' is"),
  ])
  func `what can't be asked is said in a sentence`(query: String, problem: String) async throws {
    let answer = try await ask("/api/effects?model=m&text=a&\(query)")
    #expect(answer.status == .badRequest)
    #expect(try answer.problem.contains(problem))
  }
}
