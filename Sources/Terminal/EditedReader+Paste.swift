/// Bracketed paste: the terminal says where pasted text begins and ends.
enum BracketedPaste {
  static let on = "\u{1B}[?2004h"
  static let off = "\u{1B}[?2004l"
  static let end = Array("\u{1B}[201~".unicodeScalars)
}

extension EditedReader {
  /// Inserts what is pasted, newlines and tabs as text: nothing of it runs before Enter.
  func paste() -> KeyOutcome {
    var pasted: [Unicode.Scalar] = []
    isPasting = true
    defer { isPasting = false }
    repeat {
      guard let next = editor.nextCharacter() else { return .endOfInput }
      pasted.append(next)
    } while !pasted.ends(with: BracketedPaste.end)
    pasted.removeLast(BracketedPaste.end.count)
    editor.insert(EditedReader.cleaned(pasted))
    return .refresh
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
