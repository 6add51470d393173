internal import CLibEdit
internal import Synchronization
internal import Text

/// Messages from other threads to the person at the prompt, such as the end of a background job.
///
/// They appear above the line being typed, which is drawn again below them; while a command runs
/// they wait for the next prompt.
public final class Notices: Sendable {
  private let waiting = Mutex<[String]>([])

  /// No messages yet.
  public init() {}

  /// Hands over a message of one or more lines; from any thread, returns at once.
  public func post(_ text: String) {
    waiting.withLock { $0.append(printable(text, keepsColors: true)) }
    plens_wake()
  }

  /// Wakes the line reader, as `post` does.
  public func wake() { plens_wake() }

  /// Takes the messages that wait, oldest first.
  public func take() -> [String] {
    waiting.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
