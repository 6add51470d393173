internal import Formats
internal import Synchronization

/// Brings what happens to all open pages, as server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
///
/// Each event has the source's revision as its id. A page that was away for a while sees a revision
/// that it does not know, and asks for everything anew.
final class EventHub: Sendable {
  private struct State {
    var pages: [Int: AsyncStream<String>.Continuation] = [:]
    var count = 0
    var isClosed = false
  }

  /// Pages that are told at a time; another one is refused.
  static let limit = 64

  private let state = Mutex(State())

  /// The events from now on, each as the stream's text; nil where too many listen already.
  func listen() -> AsyncStream<String>? {
    state.withLock { state in
      guard state.pages.count < Self.limit, !state.isClosed else { return nil }
      state.count += 1
      let number = state.count
      let (events, page) = AsyncStream.makeStream(
        of: String.self, bufferingPolicy: .bufferingNewest(256))
      page.onTermination = { [weak self] _ in self?.forget(number) }
      state.pages[number] = page
      return events
    }
  }

  private func forget(_ number: Int) { state.withLock { _ = $0.pages.removeValue(forKey: number) } }

  /// Whether any page listens.
  var hasPages: Bool { state.withLock { !$0.pages.isEmpty } }

  /// Tells all pages.
  func send(_ event: ViewerEvent, revision: Int) {
    send(Self.text(event.name, event.content, revision: revision))
  }

  /// Says nothing, so that a connection that is gone is noticed.
  func beat() { send(": still here\n\n") }

  private func send(_ text: String) {
    let pages = state.withLock { Array($0.pages.values) }
    for page in pages { page.yield(text) }
  }

  /// Ends all streams.
  func close() {
    let pages = state.withLock { state in
      state.isClosed = true
      defer { state.pages = [:] }
      return Array(state.pages.values)
    }
    for page in pages { page.finish() }
  }

  /// An event as the stream's text.
  static func text(_ name: String, _ content: JSONObject, revision: Int) -> String {
    "id: \(revision)\nevent: \(name)\ndata: \(JSON.object(content).pageText)\n\n"
  }
}
