internal import CLibEdit
internal import Foundation
public import Text

/// Reads lines from a pipe, a file, or a terminal that can't move its cursor.
public final class PlainReader: LineReader {
  /// Whether a person types, with keys to edit the line: false.
  public let isEditing = false
  /// Messages to show above the prompt.
  public let notices = Notices()
  /// What Tab offers; never asked.
  public var completer: Completer?
  /// What a line could go on with; never asked.
  public var hinter: Hinter?
  /// Asked after `wake`: whether the caller has something to do first.
  public var isWanted: (() -> Bool)?
  /// The keys that the user has bound, for a reader that has keys.
  public let keys: KeyBindings

  private let input: Int32
  private let output: Int32
  private let showsPrompt: Bool
  private let signals: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Why the input can't be read, as "can't be read: Is a directory"; nil if it can.
  public private(set) var problem: String?

  /// A reader of `input`; off a terminal it shows no prompt.
  public init(
    input: Int32 = 0, output: Int32 = 1, showsPrompt: Bool, keys: KeyBindings = KeyBindings()
  ) {
    self.keys = keys
    self.input = input
    self.output = output
    self.showsPrompt = showsPrompt
    signals = plens_install_signals(showsPrompt)
  }

  /// Reads the next line, showing `prompt` only on a terminal.
  public func readLine(prompt: String) -> LineInput {
    if showsPrompt { plens_clear_interrupts() }
    if isWanted?() ?? false { return .woken }
    showNotices()
    show(prompt)
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        return .line(takeLine(upTo: end))
      }
      searched = buffer.count - position
      if isAtEnd {
        return position < buffer.count ? .line(takeLine(upTo: buffer.count)) : .end
      }
      let waited = wait(prompt)
      if waited == .woken {
        show("\r")
        return .woken
      }
      if waited == .interrupted {
        buffer.removeAll()
        position = 0
        show("\n")
        return .interrupted
      }
      fill()
    }
  }

  /// The bytes before `end` as text, invalid UTF-8 replaced, without a carriage return at the end.
  private func takeLine(upTo end: Int) -> String {
    var line = buffer[position..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    let text = String(decoding: line, as: UTF8.self)
    if String(validating: line, as: UTF8.self) == nil { problem = "is not UTF-8" }
    position = min(end + 1, buffer.count)
    return text
  }

  /// Whether a line, or a part of one, is there already.
  public var hasMore: Bool {
    if position == buffer.count, !isAtEnd {
      var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&source, 1, 0) == 1 { fill() }
    }
    return position < buffer.count
  }

  /// What ended the waiting for input.
  private enum Waited {
    case typed
    case interrupted
    case woken
  }

  /// Waits for input, Ctrl-C, or work for the caller.
  private func wait(_ prompt: String) -> Waited {
    var sources = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      // poll is never restarted after a handler, unlike read.
      let count = unsafe poll(&sources, 2, -1)
      if plens_interrupted() { return .interrupted }
      if count < 0 { continue }
      if sources[1].revents != 0 {
        while plens_next_signal() >= 0 {}
        if isWanted?() ?? false { return .woken }
        if showNotices(overPrompt: showsPrompt) { show(prompt) }
      }
      if sources[0].revents != 0 { return .typed }
    }
  }

  private func fill() {
    buffer.removeSubrange(..<position)
    position = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(input, $0.baseAddress, $0.count) }
    if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    if count < 0 { problem = "can't be read: \(systemMessage(errno))" }
    if count <= 0 { isAtEnd = true }
  }

  @discardableResult
  private func showNotices(overPrompt: Bool = false) -> Bool {
    let messages = notices.take()
    if messages.isEmpty { return false }
    if overPrompt { draw("\n", on: 2) }
    for message in messages { Messages.write(message) }
    return true
  }

  private func show(_ text: String) {
    if showsPrompt { draw(text, on: output) }
  }
}
