import Activations
import Foundation
import Synchronization
import TestSupport
import Testing
import Viewer

@Suite struct ViewerServerTests {
  @Test(arguments: ["0.0.0.0", "192.168.1.2", "example.org", "127.0.0.1.example.org", ""])
  func `other machines are not served`(host: String) async throws {
    let store = CaptureStore(root: "/nowhere")
    await #expect(throws: ViewerError.self) {
      try await ViewerServer(store: store, host: host, port: 0).run(handlesSignals: false) { _ in }
    }
  }

  @Test func `it serves until its task is cancelled, and says when a port is in use`() async throws
  {
    let fixture = try ViewerFixture()
    let (urls, ready) = AsyncStream.makeStream(of: String.self)
    let server = ViewerServer(store: fixture.store, port: 0)
    let task = Task {
      defer { ready.finish() }
      try await server.run(handlesSignals: false) { ready.yield($0) }
    }
    var found = urls.makeAsyncIterator()
    let url = try #require(await found.next())
    let port = try #require(URL(string: url)?.port)
    #expect(url == "http://127.0.0.1:\(port)/")
    await #expect(throws: ViewerError.self) {
      try await ViewerServer(store: fixture.store, port: port).run(handlesSignals: false) { _ in }
    }
    task.cancel()
    try await task.value
  }
}
