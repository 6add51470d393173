internal import CLibEdit
internal import Foundation

/// A terminal's answers to queries about its abilities.
package struct TerminalAnswer: Equatable {
  /// Name and version, by XTVERSION (xterm's `CSI > q`); empty where it has none.
  var name = ""
  /// What it can, by DA1 (ECMA-48 8.3.24, `CSI c`): 4 is sixel.
  var attributes: [Int] = []
  /// Pixels of a cell, by xterm's `CSI 16 t`.
  var cell: CellSize?

  /// Parses the replies; nil while the last one, to DA1, is incomplete.
  package init?(_ replies: [UInt8]) {
    let text = String(decoding: replies, as: UTF8.self)
    guard let last = text.wholeMatch(of: /[\s\S]*\u{1B}\[\?([0-9;]*)c[\s\S]*/) else { return nil }
    attributes = last.1.split(separator: ";").compactMap { Int($0) }
    if let version = text.firstMatch(of: /\u{1B}P>\|([^\u{1B}\u{07}]*)/) {
      name = version.1.filter { $0.isASCII && !$0.isNewline && $0 >= " " }
    }
    if let size = text.firstMatch(of: /\u{1B}\[6;([0-9]{1,4});([0-9]{1,4})t/),
      let height = Int(size.1), let width = Int(size.2)
    {
      cell = CellSize(width: width, height: height)
    }
  }

  /// Asks the terminal behind two descriptors; nil where it does not answer in time.
  ///
  /// A terminal that has begun to answer gets as much time again. Keys that were typed meanwhile are
  /// kept for the next line; what comes later still is passed over by its reader.
  init?(askingOn input: Int32, output: Int32, milliseconds: Int) {
    var modes = termios()
    guard unsafe tcgetattr(input, &modes) == 0 else { return nil }
    var raw = modes
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard unsafe tcsetattr(input, TCSADRAIN, &raw) == 0 else { return nil }
    var replies: [UInt8] = []
    defer {
      unsafe _ = tcsetattr(input, TCSADRAIN, &modes)
      TypedAhead.add(TerminalReply.keys(in: replies), on: input)
    }
    draw("\u{1B}[>q\u{1B}[16t\u{1B}[c", on: output)
    let start = ContinuousClock.now
    while replies.count < 4096 {
      let time = milliseconds * (replies.contains(0x1B) ? 2 : 1)
      let rest = (start + .milliseconds(time) - .now) / .milliseconds(1)
      var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard rest > 0, unsafe poll(&source, 1, Int32(rest.rounded(.up))) == 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = unsafe read(input, &bytes, bytes.count)
      guard count > 0 else { return nil }
      replies += bytes.prefix(count)
      if let answer = TerminalAnswer(replies) {
        self = answer
        return
      }
    }
    return nil
  }
}
