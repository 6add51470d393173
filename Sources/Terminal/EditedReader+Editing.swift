internal import Foundation

/// Earlier states of the line being typed, for undo.
struct UndoStack {
  private var states: [EditedLine] = [EditedLine("")]
  private var isTyping = false

  /// Keeps `line` where it differs from the last state; letters typed one after another are one
  /// step.
  mutating func note(_ line: EditedLine) {
    let last = states[states.count - 1]
    guard line.scalars != last.scalars else { return }
    let isLetter =
      line.scalars.count == last.scalars.count + 1 && line.cursor == last.cursor + 1
      && line.scalars[last.cursor] != " "
    if isLetter && isTyping {
      states[states.count - 1] = line
    } else {
      states.append(line)
    }
    isTyping = isLetter
  }

  /// The state before `line`; nil where it is the first.
  mutating func undo(_ line: EditedLine) -> EditedLine? {
    note(line)
    guard states.count > 1 else { return nil }
    states.removeLast()
    isTyping = false
    return states[states.count - 1]
  }
}

/// What was cut last, by however many keys in a row.
struct CutText {
  private(set) var text = ""
  private var after: EditedLine?

  /// Cuts `range` out of `line`; what was cut right before is joined with it.
  mutating func cut(_ range: Range<Int>, of line: EditedLine, isBackward: Bool) -> EditedLine {
    let piece = String(line.scalars[range])
    let joins = after == line
    text = !joins ? piece : isBackward ? piece + text : text + piece
    var scalars = line.scalars
    scalars.removeSubrange(range)
    let rest = EditedLine(scalars: scalars, cursor: range.lowerBound)
    after = rest
    return rest
  }
}

/// The last word of an older command, which a key has put into the line.
struct LastWord {
  let position: Int
  let length: Int
  let line: EditedLine
}

extension EditedReader {
  /// Takes back the last change of the line.
  func undoChange() -> KeyOutcome {
    guard let line = undo.undo(editor.line) else { return .refused }
    editor.replace(with: line)
    return .refresh
  }

  /// Cuts from the cursor to a place before or behind it.
  func cut(to place: (EditedLine) -> Int, from start: Int? = nil) -> KeyOutcome {
    let line = editor.line
    let (from, to) = (start ?? line.cursor, place(line))
    guard from != to else { return .refused }
    editor.replace(
      with: cutText.cut(min(from, to)..<max(from, to), of: line, isBackward: to < from))
    return .refresh
  }

  /// Inserts what was cut last.
  func pasteCut() -> KeyOutcome {
    guard !cutText.text.isEmpty else { return .refused }
    editor.insert(cutText.text)
    return .refresh
  }

  /// Inserts the last word of the command before; pressed again, that of the one before it.
  func insertLastWord() -> KeyOutcome {
    let recall = history.recall
    let again = lastWord.flatMap { $0.line == editor.line ? $0 : nil }
    let found = recall.position(before: again?.position ?? recall.end) { !$0.lastWord.isEmpty }
    guard let found, let text = recall[found]?.lastWord else { return .refused }
    if let again { editor.deleteBackward(again.length) }
    editor.insert(text)
    lastWord = LastWord(
      position: found, length: text.unicodeScalars.count, line: editor.line)
    return .refresh
  }

  /// Opens the line in the user's editor and takes what is saved there; nothing of it runs before
  /// Enter.
  func editElsewhere() -> KeyOutcome {
    let typed = editor.line.text
    let file = FileManager.default.temporaryDirectory.appending(
      path: "plens-\(UUID().uuidString).plens")
    let isMade = FileManager.default.createFile(
      atPath: file.path, contents: Data((typed + "\n").utf8),
      attributes: [.posixPermissions: 0o600])
    guard isMade else { return .refused }
    defer { try? FileManager.default.removeItem(at: file) }
    endLine(with: "\r\n" + BracketedPaste.off)
    editor.prepareTerminal(false)
    // Ctrl-Z in the editor would stop it with nobody to go on with it.
    let stopping = signal(SIGTSTP, SIG_IGN)
    let status = unsafe system("${VISUAL:-${EDITOR:-vi}} '\(file.path)'")
    _ = signal(SIGTSTP, stopping)
    editor.prepareTerminal(true)
    draw(BracketedPaste.on)
    if status == 0, let text = try? String(contentsOf: file, encoding: .utf8) {
      editor.replace(
        with: EditedLine(EditedReader.cleaned(Array(text.unicodeScalars))))
    }
    drawLine()
    return .done
  }
}

extension EditedLine {
  /// The start of the word before the cursor.
  var wordStart: Int {
    var place = cursor
    while place > 0, !Self.isWord(scalars[place - 1]) { place -= 1 }
    while place > 0, Self.isWord(scalars[place - 1]) { place -= 1 }
    return place
  }

  /// The end of the word at the cursor or behind it.
  var wordEnd: Int {
    var place = cursor
    while place < scalars.count, !Self.isWord(scalars[place]) { place += 1 }
    while place < scalars.count, Self.isWord(scalars[place]) { place += 1 }
    return place
  }

  /// What libedit's own keys take for a word.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || "*?_-.[]~=".unicodeScalars.contains(scalar)
  }
}

extension String {
  /// The last word, quotes and what is in them included.
  fileprivate var lastWord: String {
    let text = self[...].trimmingSuffix { $0.isWhitespace }
    guard let last = text.last else { return "" }
    var start = text.startIndex
    if last == "'" || last == "\"" {
      let inner = text.dropLast()
      start = inner.lastIndex(of: last) ?? start
      // A quote may be the end of a word that begins before it: --where='A > 0.5'.
    } else {
      start = text.endIndex
    }
    while start > text.startIndex, !text[text.index(before: start)].isWhitespace {
      start = text.index(before: start)
    }
    return String(text[start...])
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isDropped(last) { rest.removeLast() }
    return rest
  }
}
