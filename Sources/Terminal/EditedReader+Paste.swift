/// Bracketed paste: the terminal says where pasted text begins and ends.
enum BracketedPaste {
  static let on = "\u{1B}[?2004h"
  static let off = "\u{1B}[?2004l"
  static let start = Array("\u{1B}[200~".unicodeScalars)
  static let end = Array("\u{1B}[201~".unicodeScalars)
}

extension EditedReader {
  /// Inserts what is pasted, newlines and tabs as text: nothing of it runs before Enter.
  func paste() -> KeyOutcome {
    guard let text = readPaste() else { return .endOfInput }
    editor.insert(text)
    return .refresh
  }

  /// What is pasted, up to where the terminal says that it ends; nil where the input does.
  func readPaste() -> String? {
    var pasted: [Unicode.Scalar] = []
    isPasting = true
    defer { isPasting = false }
    repeat {
      guard let next = editor.nextCharacter() else { return nil }
      pasted.append(next)
    } while !pasted.ends(with: BracketedPaste.end)
    pasted.removeLast(BracketedPaste.end.count)
    return EditedReader.cleaned(pasted)
  }

  /// Whether `key`, just read, begins a paste: the rest of what says so is then read, too.
  func beginsPaste(_ key: Unicode.Scalar) -> Bool {
    // With vi's keys the sequence was read as one character.
    if sequences[String(BracketedPaste.start)] == key { return true }
    guard key == "\u{1B}", pending.starts(with: BracketedPaste.start.dropFirst()) else {
      return false
    }
    pending.removeFirst(BracketedPaste.start.count - 1)
    return true
  }

  /// Pasted code points as text: newlines for carriage returns, none at the end, and no other
  /// control characters than tabs.
  static func cleaned(_ pasted: [Unicode.Scalar]) -> String {
    var text: [Unicode.Scalar] = []
    for (place, scalar) in pasted.enumerated() {
      let isSecondHalf = scalar == "\n" && place > 0 && pasted[place - 1] == "\r"
      if isSecondHalf { continue }
      let mapped: Unicode.Scalar = scalar == "\r" ? "\n" : scalar
      let isControl = mapped.properties.generalCategory == .control
      if !isControl || mapped == "\n" || mapped == "\t" { text.append(mapped) }
    }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}

extension [Unicode.Scalar] {
  fileprivate func ends(with suffix: [Unicode.Scalar]) -> Bool {
    last == suffix.last && count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
  }
}
