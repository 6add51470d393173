internal import CLibEdit
internal import Foundation

extension EditedReader {
  /// The next character typed; with vi's keys, a sequence that Escape begins as one.
  func readCharacter() -> CharacterInput {
    if !pending.isEmpty { return .character(pending.removeFirst()) }
    let first = nextScalar()
    guard first == .character("\u{1B}"), !sequences.isEmpty, !isPasting, isMoreTyped() else {
      return first
    }
    var sequence = "\u{1B}"
    while case .character(let next) = nextScalar() {
      sequence.unicodeScalars.append(next)
      if let code = sequences[sequence] { return .character(code) }
      // ECMA-48 5.4: parameters, then a byte from @ on ends it. `O` and `[[` take one more.
      let isOpening = next == "[" || (next == "O" && sequence.unicodeScalars.count == 2)
      let isLong = sequence.unicodeScalars.count > 2 && !isOpening
      if !isOpening && !(isLong && next.value < 0x40) || !isMoreTyped() { break }
    }
    pending += sequence.unicodeScalars.dropFirst()
    return first
  }

  /// Whether more comes at once, as the rest of a key's sequence does.
  private func isMoreTyped() -> Bool {
    var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&source, 1, 25) == 1
  }

  /// The next code point typed, while signals and messages are dealt with as they come.
  private func nextScalar() -> CharacterInput {
    while true {
      var sources = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      ]
      let count = unsafe poll(&sources, 2, -1)
      if count < 0 && errno != EINTR { return .end }
      if count <= 0 { continue }
      if sources[1].revents != 0 {
        guard handleSignals() else {
          isInterrupted = true
          return .interrupted
        }
      } else if sources[0].revents != 0 {
        return readScalar()
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

  /// One code point of UTF-8, a byte at a time: what comes after it may be another program's.
  private func readScalar() -> CharacterInput {
    var bytes: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      let count = unsafe read(input, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return .end }
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
