extension EditedReader: LineEditorClient {
  func press(_ key: EditorKey, code: Unicode.Scalar) -> KeyOutcome {
    switch key {
    case .forward, .end:
      if acceptHint() { return .refresh }
      let line = editor.line
      guard line.cursor < line.scalars.count else { return .refused }
      editor.moveCursor(to: key == .end ? line.scalars.count : line.cursor + 1)
      return .refresh
    case .command: return runBound(code)
    case .older: return older()
    case .newer: return newer()
    case .search: return search()
    case .complete: return complete()
    case .paste: return paste()
    case .insertNewline:
      editor.insert("\n")
      return .refresh
    case .undo: return undoChange()
    case .cutWord: return cut { $0.wordStart }
    case .cutNextWord: return cut { $0.wordEnd }
    case .cutEnd: return cut { $0.scalars.count }
    case .cutLine: return cut(to: { _ in 0 }, from: editor.line.scalars.count)
    case .pasteCut: return pasteCut()
    case .lastWord: return insertLastWord()
    case .edit: return editElsewhere()
    case .ignore: return .done
    }
  }

  /// Binds our keys, then has the user's file bind its own over them.
  func bindKeys() {
    for key in EditedReader.unusedKeys { editor.bind(key, to: EditorKey.ignore.rawValue) }
    for key in EditingKey.all {
      for sequence in key.sequences { editor.bind(sequence, to: key.function) }
    }
    editor.bind("\\e[200~", to: EditorKey.paste.rawValue)
    // Ctrl-S would freeze the screen; here it searches.
    editor.setTerminal("-ixon")
    // libedit has the system swap returns and newlines, but pasted line ends may be both in a row.
    for mode in ["-icrnl", "-inlcr"] { editor.setTerminal(mode) }
    guard readsUserKeys else { return }
    editor.readUserKeys()
    if editor.isVi { bindViKeys() }
  }

  /// Binds the keys that the user has bound by `bind`, if that changed.
  func applyKeys() {
    guard appliedKeys != keys.changes else { return }
    appliedKeys = keys.changes
    editor.resetKeys()
    (sequences, boundCommands) = ([:], [:])
    bindKeys()
    for entry in keys.entries {
      switch entry.action {
      case .function(let name): bind(entry.key, to: name)
      case .command(let text):
        let code = Unicode.Scalar(UInt8(0x9F - boundCommands.count))
        boundCommands[code] = text
        bind(entry.key, to: EditorKey.command.rawValue, code)
      }
    }
  }

  /// Binds `key` to a function, which is told `code` where that is given.
  private func bind(_ key: Key, to function: String, _ code: Unicode.Scalar? = nil) {
    if let code {
      editor.bind(String(code), to: function)
      if editor.isVi { editor.bind(String(code), to: function, inCommandMode: true) }
    }
    for sequence in key.sequences {
      if let code, editor.isVi, sequence.hasPrefix("\\e") {
        sequences[EditedReader.typed(sequence)] = code
      } else if let code {
        editor.bind(sequence, typing: String(code))
      } else {
        editor.bind(sequence, to: function)
      }
    }
  }

  /// Runs what a key is bound to; the line that was typed comes back with the next prompt.
  private func runBound(_ code: Unicode.Scalar) -> KeyOutcome {
    guard let command = boundCommands[code], !command.isEmpty else { return .refused }
    let typed = editor.line
    clearLine()
    editor.replace(with: EditedLine(command))
    drawLine()
    endLine(with: "\r\n")
    kept = typed.scalars.isEmpty ? nil : typed
    return .newline
  }

  /// vi's keys, which `bind -v` has put in the place of ours.
  ///
  /// Escape alone is a key of vi's, so the sequences that it begins can't be bound: the reader
  /// recognises them and gives the editor one private character (a C1 control) for each function.
  private func bindViKeys() {
    var codes: [String: Unicode.Scalar] = [:]
    var bound = EditingKey.all.flatMap { key in key.sequences.map { ($0, key.function) } }
    bound.append(("\\e[200~", EditorKey.paste.rawValue))
    bound += EditedReader.unusedKeys.filter { key in !bound.contains { $0.0 == key } }
      .map { ($0, EditorKey.ignore.rawValue) }
    for (key, function) in bound where key.hasPrefix("\\e") {
      let code = codes[function] ?? Unicode.Scalar(UInt8(0x80 + codes.count))
      codes[function] = code
      sequences[EditedReader.typed(key)] = code
    }
    // In command mode the cursor stays on a character, which is libedit's to see to.
    let inCommandMode = [
      EditorKey.forward.rawValue: "ed-next-char", EditorKey.end.rawValue: "ed-move-to-end",
    ]
    for (function, code) in codes {
      editor.bind(String(code), to: function)
      editor.bind(String(code), to: inCommandMode[function] ?? function, inCommandMode: true)
    }
    editor.bind("^I", to: EditorKey.complete.rawValue)
    editor.bind("^R", to: EditorKey.search.rawValue)
    // vi would type it.
    editor.bind("^L", to: "ed-clear-screen")
  }

  /// What a key in libedit's notation sends.
  private static func typed(_ key: String) -> String {
    key.replacing("\\e", with: "\u{1B}").replacing("^M", with: "\r").replacing("^J", with: "\n")
      .replacing("^?", with: "\u{7F}").replacing("^H", with: "\u{8}")
  }

  /// Keys that have no meaning here, in libedit's notation: what it does not know it would type
  /// into the line, `~` and all.
  private static let unusedKeys: [String] = {
    var keys = ["\\e[Z", "\\e[I", "\\e[O", "\\e[P"]
    for number in 1...34 {
      keys.append("\\e[\(number)~")
      for modifier in 2...8 { keys.append("\\e[\(number);\(modifier)~") }
    }
    for final in "ABCDEFHPQRS" {
      keys.append("\\eO\(final)")
      for modifier in 2...8 { keys.append("\\e[1;\(modifier)\(final)") }
    }
    for final in "ABCDE" { keys.append("\\e[[\(final)") }
    return keys
  }()
}
