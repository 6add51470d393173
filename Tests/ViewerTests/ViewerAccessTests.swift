import Activations
import Formats
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Viewer

@Suite struct ViewerAccessTests {
  private let viewer: ViewerFixture

  init() throws { viewer = try ViewerFixture() }

  private func ask(
    _ path: String, host: String? = nil, origin: String? = nil, access: ViewerAccess
  ) async throws -> TestResponse {
    let application = Application(responder: ViewerResponder(viewer.state, access: access))
    return try await application.test(.router) { client in
      var headers: HTTPFields = [:]
      if let origin { headers[.origin] = origin }
      return try await client.execute(uri: path, method: .get, headers: headers)
    }
  }

  @Test(arguments: ["lab", "ftp://a", "https://", "https://a/b", "https://a?b", "http://u@a", ""])
  func `what is no origin is refused`(text: String) {
    let error = #expect(throws: ViewerError.self) { try ViewerAccess(origins: [text]) }
    #expect(error?.description.hasPrefix("'\(text)' is no origin") == true)
  }

  @Test func `pages of other origins are refused, those that may read are answered`() async throws {
    let access = try ViewerAccess(
      origins: ["https://Lab.example.org:443/"], readers: ["http://10.0.0.5:8888"])
    #expect(access.origins == ["https://lab.example.org"])
    let evil = try await ask("/api/session", origin: "https://evil.example", access: access)
    #expect(evil.status == .forbidden)
    let own = try await ask("/api/session", origin: "https://lab.example.org", access: access)
    #expect(own.status == .ok && own.header("Access-Control-Allow-Origin") == nil)
    let reader = try await ask("/api/session", origin: "http://10.0.0.5:8888", access: access)
    #expect(reader.header("Access-Control-Allow-Origin") == "http://10.0.0.5:8888")
    // The page's own files hold nothing of anybody's.
    #expect(
      try await ask("/page/index.js", origin: "https://evil.example", access: .own).status == .ok)
  }

  @Test func `a model runs for no page that does not say what it began with`() async throws {
    #expect(try await ask("/api/type?model=m&text=a", access: .own).status == .forbidden)
    #expect(try await ask("/api/keep?model=m&text=a", access: .own).status == .forbidden)
    #expect(try await viewer.ask("/api/session").json["runs"] == .null)
  }
}
