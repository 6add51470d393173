internal import CLibEdit
internal import Foundation

extension EditedReader {
  /// The next character typed; what the terminal replies to questions is passed over, and with vi's
  /// keys a sequence that Escape begins is read as one.
  func readCharacter() -> CharacterInput {
    if !pending.isEmpty { return .character(pending.removeFirst()) }
    while true {
      let first = nextScalar()
      guard first == .character("\u{1B}"), !isPasting, isMoreTyped() else { return first }
      var sequence: [Unicode.Scalar] = ["\u{1B}"]
      var match = TerminalReply.Match.partial
      while match != .complete, case .character(let next) = nextScalar() {
        sequence.append(next)
        if let code = sequences[String(sequence)] { return .character(code) }
        match = TerminalReply.match(sequence)
        // `O` and `[[` take one more character; parameters go on to a byte from @ on.
        let isOpening = next == "[" || (next == "O" && sequence.count == 2)
        if match == .none && !isOpening || sequence.count > 4096 { break }
        if match != .complete && !isMoreTyped(wait: sequence.count > 2 ? 200 : 25) { break }
      }
      if match == .complete { continue }
      pending += sequence.dropFirst()
      return first
    }
  }

  /// Whether more comes at once, as the rest of a key's sequence does.
  private func isMoreTyped(wait milliseconds: Int32 = 25) -> Bool {
    if TypedAhead.isWaiting(on: input) { return true }
    var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&source, 1, milliseconds) == 1
  }

  /// The next code point typed, while signals and messages are dealt with as they come.
  private func nextScalar() -> CharacterInput {
    if !isPasting, overlay == nil { undo.note(editor.line) }
    if let line = kept.take() {
      editor.replace(with: line)
      draw("\r\u{1B}[J")
      editor.redraw()
    }
    while true {
      if TypedAhead.isWaiting(on: input), let typed = readScalar() { return typed }
      if !isMoreTyped(wait: 0) {
        if isWanted?() ?? false, overlay == nil, !isPasting {
          kept = editor.line
          clearLine()
          isWoken = true
          return .interrupted
        }
        if hasUnsureWidth, !isPasting { drawExactly() }
        drawHint()
      }
      var sources = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      ]
      let count = unsafe poll(&sources, 2, -1)
      if count < 0 && errno != EINTR { return .end }
      if count <= 0 { continue }
      eraseHint()
      if sources[1].revents != 0 {
        guard handleSignals() else {
          isInterrupted = true
          return .interrupted
        }
      } else if sources[0].revents != 0, let typed = readScalar() {
        return typed
      }
    }
  }

  /// Does what the signals in the pipe ask for; false if one was Ctrl-C.
  private func handleSignals() -> Bool {
    while case let signal = plens_next_signal(), signal >= 0 {
      switch signal {
      case SIGINT:
        endLine(with: "^C\r\n")
        return false
      case SIGTSTP:
        stop()
      case SIGCONT:
        // Stopped by another than us (kill -STOP): a shell has changed the terminal's modes since,
        // which libedit can't know.
        editor.prepareTerminal(false)
        editor.prepareTerminal(true)
        draw(BracketedPaste.on)
        redraw()
      case SIGWINCH:
        editor.resize()
        redraw()
        drawExactly()
      default:
        show(notices.take())
      }
    }
    return true
  }

  /// Ctrl-Z: hands the terminal back as it was, stops, and goes on where it left off.
  private func stop() {
    endLine(with: "\r\n" + BracketedPaste.off)
    editor.prepareTerminal(false)
    plens_stop()
    editor.prepareTerminal(true)
    editor.resize()
    draw(BracketedPaste.on)
    drawLine()
    // Being continued is a signal of its own, and what it asks for is done.
    var source = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&source, 1, 20) == 1 else { return }
    let signal = plens_next_signal()
    if signal != SIGCONT && signal > 0 { _ = kill(getpid(), signal) }
  }

  /// One code point of UTF-8, a byte at a time: what comes after it may be another program's; nil where none is there.
  private func readScalar() -> CharacterInput? {
    var bytes: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      if let typed = TypedAhead.next(on: input) {
        byte = typed
      } else {
        let count = unsafe read(keyboard, &byte, 1)
        if count < 0 && errno == EINTR { continue }
        if count < 0 && errno == EAGAIN {
          if bytes.isEmpty { return nil }
          // The rest of a character comes at once, or was dropped.
          if isMoreTyped() { continue }
          return .character("\u{FFFD}")
        }
        if count <= 0 { return .end }
      }
      bytes.append(byte)
      var decoder = UTF8()
      var iterator = bytes.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) { return .character(scalar) }
      // An invalid sequence never becomes valid: at most 4 bytes, and only the first may lead.
      let length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC2 ? 2 : 1
      let isContinued = bytes.count == 1 || byte & 0xC0 == 0x80
      if bytes.count >= length || !isContinued { return .character("\u{FFFD}") }
    }
  }
}
