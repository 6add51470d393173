extension EditedReader: LineEditorClient {
  func press(_ key: EditorKey) -> KeyOutcome {
    switch key {
    case .older: return older()
    case .newer: return newer()
    case .search: return search()
    case .complete: return complete()
    case .paste: return paste()
    case .insertNewline:
      editor.insert("\n")
      return .refresh
    case .ignore: return .done
    }
  }

  /// Binds our keys, then has the user's file bind its own over them.
  func bindKeys(readsUserKeys: Bool) {
    for (key, function) in EditedReader.keys { editor.bind(key, to: function) }
    // Ctrl-S would freeze the screen; here it searches.
    editor.setTerminal("-ixon")
    // libedit has the system swap returns and newlines, but pasted line ends may be both in a row.
    for mode in ["-icrnl", "-inlcr"] { editor.setTerminal(mode) }
    guard readsUserKeys else { return }
    editor.readUserKeys()
    if editor.isVi { bindViKeys() }
  }

  /// vi's keys, which `bind -v` has put in the place of ours.
  ///
  /// Escape alone is a key of vi's, so the sequences that it begins can't be bound: the reader
  /// recognises them and gives the editor one private character (a C1 control) for each function.
  private func bindViKeys() {
    var codes: [String: Unicode.Scalar] = [:]
    for (key, function) in EditedReader.keys where key.hasPrefix("\\e") {
      let code = codes[function] ?? Unicode.Scalar(UInt8(0x80 + codes.count))
      codes[function] = code
      let typed = key.replacing("\\e", with: "\u{1B}").replacing("^M", with: "\r")
        .replacing("^J", with: "\n").replacing("^?", with: "\u{7F}").replacing("^H", with: "\u{8}")
      sequences[typed] = code
    }
    for (function, code) in codes {
      editor.bind(String(code), to: function)
      editor.bind(String(code), to: function, inCommandMode: true)
    }
    editor.bind("^I", to: EditorKey.complete.rawValue)
    editor.bind("^R", to: EditorKey.search.rawValue)
  }

  /// Keys in libedit's notation.
  ///
  /// Those that have no meaning here are bound as well: what libedit
  /// does not know it would type into the line, `~` and all.
  private static let keys: [(key: String, function: String)] = {
    var keys = unusedKeys.map { ($0, EditorKey.ignore.rawValue) }
    for (key, function) in editingKeys { keys.append((key, function)) }
    return keys
  }()

  private static let editingKeys: [(String, String)] = [
    // xterm, rxvt and the Linux console differ in Home, End and the keys with Ctrl.
    (["\\e[A", "\\eOA", "^P"], EditorKey.older.rawValue),
    (["\\e[B", "\\eOB", "^N"], EditorKey.newer.rawValue),
    (["\\e[C", "\\eOC"], "ed-next-char"),
    (["\\e[D", "\\eOD"], "ed-prev-char"),
    (["\\e[H", "\\eOH", "\\e[1~", "\\e[7~"], "ed-move-to-beg"),
    (["\\e[F", "\\eOF", "\\e[4~", "\\e[8~"], "ed-move-to-end"),
    (["\\e[3~"], "ed-delete-next-char"),
    (["\\e[1;5C", "\\e[1;3C", "\\e[5C", "\\eOc"], "em-next-word"),
    (["\\e[1;5D", "\\e[1;3D", "\\e[5D", "\\eOd"], "ed-prev-word"),
    (["\\e[3;5~", "\\e[3;3~"], "em-delete-next-word"),
    (["\\e^?", "\\e^H", "^W"], "ed-delete-prev-word"),
    (["\\e[200~"], EditorKey.paste.rawValue),
    (["\\e^M", "\\e^J"], EditorKey.insertNewline.rawValue),
    (["^I"], EditorKey.complete.rawValue),
    (["^R", "^S"], EditorKey.search.rawValue),
  ].flatMap { (keys: [String], function: String) in keys.map { ($0, function) } }

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
