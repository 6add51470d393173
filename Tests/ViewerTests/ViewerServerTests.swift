import Activations
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing
import Viewer

/// One at a time: starting a server waits for it on this thread, and the pool that it runs in may have no more than two.
@Suite(.serialized) struct ViewerServerTests {
  private func source() -> ViewerSource { ViewerSource(store: CaptureStore(root: "/nowhere")) }

  /// Whether a server that was stopped ends: `stop()` waits for two seconds, and a busy machine may take longer.
  private func ends(_ viewer: ViewerHandle) -> Bool {
    var waits = 0
    while viewer.isRunning, waits < 3000 {
      usleep(10_000)
      waits += 1
    }
    return !viewer.isRunning
  }

  @Test func `it serves until it is stopped, and takes the next port where one is in use`() throws {
    let first = try ViewerServer.start(source(), port: 0)
    #expect(first.url == "http://127.0.0.1:\(first.port)/")
    #expect(!first.isOtherPort)
    let second = try ViewerServer.start(source(), port: first.port)
    #expect(second.port > first.port)
    #expect(second.isOtherPort)
    second.stop()
    #expect(ends(second))
    let error = #expect(throws: ViewerError.self) {
      try ViewerServer.start(source(), port: first.port, isFixed: true)
    }
    #expect(error?.description == "port \(first.port) of 127.0.0.1 is in use")
    #expect(first.isRunning)
    let connection = try RawConnection(port: first.port)
    connection.send("GET /api/session HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(connection.receive { $0.contains("PatternLens") }.hasPrefix("HTTP/1.1 200"))
    first.stop()
    #expect(ends(first))
  }

  @Test(arguments: [-1, 65536]) func `a port that is none is refused`(port: Int) {
    #expect(throws: ViewerError.self) { try ViewerServer.start(source(), port: port) }
  }

  @Test(arguments: ["", "no.such.host.invalid", "256.1.1.1"])
  func `a host that is none is an error`(host: String) {
    #expect(throws: ViewerError.self) { try ViewerServer.start(source(), host: host, port: 0) }
  }

  @Test func `events reach a page that listens`() throws {
    let viewer = try ViewerServer.start(source(), port: 0)
    defer { viewer.stop() }
    let page = try RawConnection(port: viewer.port)
    page.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    let hello = page.receive { $0.contains("event: hello") }
    #expect(hello.contains("text/event-stream"))
    #expect(hello.contains("id: 1\nevent: hello\ndata: {}\n\n"))
    viewer.publish(
      nil,
      events: [
        .captured(model: "org/tiny", hash: "abc"),
        .selected(model: "org/tiny", hash: "abc", head: Head(layer: 1, index: 0)),
      ])
    let told = page.receive { $0.contains("L1H0") }
    #expect(
      told.contains(
        "id: 2\nevent: captured\ndata: {\"model\": \"org-tiny\", \"hash\": \"abc\"}\n\n"))
    #expect(told.contains("event: selected\n"))
  }

  @Test func `a request without end and one with a body do no harm`() throws {
    let viewer = try ViewerServer.start(source(), port: 0)
    defer { viewer.stop() }
    let endless = try RawConnection(port: viewer.port)
    endless.send("GET / HTTP/1.1\r\nHost: localhost\r\n")
    for number in 0..<200 {
      endless.send("X-\(number): \(String(repeating: "a", count: 1000))\r\n")
    }
    #expect(!endless.receive { _ in false }.hasPrefix("HTTP/1.1 200"))
    let large = try RawConnection(port: viewer.port)
    large.send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc")
    #expect(large.receive { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 413"))
    let next = try RawConnection(port: viewer.port)
    next.send("GET /api/models HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(next.receive { $0.contains("[]") }.hasPrefix("HTTP/1.1 200"))
  }

  @Test(arguments: ["GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "GET /", ""])
  func `who sends a request byte by byte is cut off in time`(start: RawRequest) throws {
    var limits = ViewerLimits()
    limits.idleSeconds = 0.3
    let viewer = try ViewerServer.start(source(), port: 0, limits: limits)
    defer { viewer.stop() }
    let slow = try RawConnection(port: viewer.port)
    slow.send(start.text)
    #expect(slow.isClosed(sending: "a", tries: 100))
  }

  @Test func `more connections than allowed wait, and none is lost`() throws {
    var limits = ViewerLimits()
    (limits.connections, limits.idleSeconds) = (4, 0.5)
    let viewer = try ViewerServer.start(source(), port: 0, limits: limits)
    defer { viewer.stop() }
    let silent = try (0..<8).map { _ in try RawConnection(port: viewer.port) }
    let next = try RawConnection(port: viewer.port)
    next.send("GET /api/models HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(next.receive { $0.contains("[]") }.hasPrefix("HTTP/1.1 200"))
    #expect(silent.count == 8)
  }

  @Test(arguments: [
    "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "X: a\r\n", count: 200))\r\n",
  ])
  func `an address or head that is too large is refused`(request: RawRequest) throws {
    let viewer = try ViewerServer.start(source(), port: 0)
    defer { viewer.stop() }
    let large = try RawConnection(port: viewer.port)
    large.send(request.text)
    let answer = large.receive { $0.contains("\r\n\r\n") }
    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(60))")
  }

  @Test(arguments: [
    ("Host: evil.example\r\n", 403), ("Host: evil.example:8000\r\n", 403),
    ("Host: 192.168.0.1\r\n", 403), ("Host: localhost.evil.example\r\n", 403),
    ("Host: 127.0.0.1.evil.example\r\n", 403), ("Host: LOCALHOST\r\n", 200),
    ("Host: [::1]:80\r\n", 200), ("Host: 127.0.0.1\r\n", 200),
    ("Host: localhost\r\nOrigin: http://evil.example\r\n", 403),
    ("Host: localhost\r\nOrigin: null\r\n", 403),
    ("Host: localhost:1\r\nOrigin: http://localhost:2\r\n", 403),
    ("Host: localhost:1\r\nOrigin: http://localhost:1\r\n", 200),
  ])
  func `names and origins of others are refused`(head: RawRequest, status: Int) throws {
    let viewer = try ViewerServer.start(source(), port: 0)
    defer { viewer.stop() }
    let connection = try RawConnection(port: viewer.port)
    connection.send("GET /api/models HTTP/1.1\r\n\(head.text)\r\n")
    let answer = connection.receive { $0.contains("\r\n\r\n") }
    #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer.prefix(60))")
    #expect(!answer.lowercased().contains("access-control"))
  }

  @Test func `a token is asked for once and remembered`() async throws {
    let fixture = try ViewerFixture()
    let token = "0123456789abcdef"
    for path in ["/", "/api/models", "/?token=", "/?token=0123456789abcdeF", "/?token=\(token)0"] {
      #expect(try await fixture.ask(path, token: token).status == .unauthorized, "\(path)")
    }
    let first = try await fixture.ask("/?models=a&token=\(token)", token: token)
    #expect(first.status == .seeOther)
    #expect(first.headers[.location] == "/?models=a")
    let cookie = try #require(first.headers[.setCookie])
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    let value = try #require(cookie.split(separator: ";").first.map(String.init))
    let answer = try await fixture.ask("/api/models", headers: [.cookie: value], token: token)
    #expect(answer.status == .ok)
    let outside = try await fixture.ask("//evil.example/?token=\(token)", token: token)
    #expect(outside.headers[.location]?.hasPrefix("//") != true)
  }
}

/// What is sent to a server, told in one line.
struct RawRequest: ExpressibleByStringInterpolation, CustomTestStringConvertible {
  let text: String

  init(stringLiteral text: String) { self.text = text }

  var testDescription: String {
    text.prefix(60).split(whereSeparator: \.isNewline).joined(separator: ", ")
  }
}
