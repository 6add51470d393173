/// A group of keys with the same function at the prompt.
public struct EditingKey: Sendable {
  /// Their names, such as `Right, Ctrl-F`.
  public let names: String
  /// The editor's function that they call; other keys can be bound to it.
  public let function: String
  /// What it does, without a full stop.
  public let summary: String
  /// What they send, in libedit's notation; empty where libedit binds them itself.
  let sequences: [String]

  /// All keys that a person may want to know.
  public static let all: [EditingKey] = [
    // xterm, rxvt and the Linux console differ in Home, End and the keys with Ctrl.
    key(
      "Tab", EditorKey.complete.rawValue,
      "Complete the word before the cursor, or list what it could be", ["^I"]),
    key(
      "Right, Ctrl-F", EditorKey.forward.rawValue,
      "The next character; at the end of the line, take what is offered",
      ["\\e[C", "\\eOC", "^F"]),
    key("Left, Ctrl-B", "ed-prev-char", "The character before", ["\\e[D", "\\eOD"]),
    key(
      "End, Ctrl-E", EditorKey.end.rawValue, "The end of the line, with what is offered there",
      ["\\e[F", "\\eOF", "\\e[4~", "\\e[8~", "^E"]),
    key(
      "Home, Ctrl-A", "ed-move-to-beg", "The start of the line",
      ["\\e[H", "\\eOH", "\\e[1~", "\\e[7~"]),
    key(
      "Ctrl-Right, Alt-F", "em-next-word", "The end of the word",
      ["\\e[1;5C", "\\e[1;3C", "\\e[5C", "\\eOc"]),
    key(
      "Ctrl-Left, Alt-B", "ed-prev-word", "The start of the word",
      ["\\e[1;5D", "\\e[1;3D", "\\e[5D", "\\eOd"]),
    key(
      "Up, Ctrl-P", EditorKey.older.rawValue,
      "The line above, or the command before that begins as this one", ["\\e[A", "\\eOA", "^P"]),
    key(
      "Down, Ctrl-N", EditorKey.newer.rawValue,
      "The line below, or the command after that begins as this one", ["\\e[B", "\\eOB", "^N"]),
    key(
      "Ctrl-R, Ctrl-S", EditorKey.search.rawValue,
      "Search older commands for what is typed; again for the next", ["^R", "^S"]),
    key(
      "Alt-Enter", EditorKey.insertNewline.rawValue, "A new line of the same command",
      ["\\e^M", "\\e^J"]),
    key("Delete", "ed-delete-next-char", "Delete the character at the cursor", ["\\e[3~"]),
    key(
      "Ctrl-Delete, Alt-D", EditorKey.cutNextWord.rawValue, "Cut to the end of the word",
      ["\\e[3;5~", "\\e[3;3~", "\\ed"]),
    key(
      "Ctrl-W, Alt-Backspace", EditorKey.cutWord.rawValue, "Cut to the start of the word",
      ["\\e^?", "\\e^H", "^W"]),
    key("Ctrl-K", EditorKey.cutEnd.rawValue, "Cut to the end of the line", ["^K"]),
    key("Ctrl-U", EditorKey.cutLine.rawValue, "Cut the line", ["^U"]),
    key(
      "Ctrl-Y", EditorKey.pasteCut.rawValue, "Insert what was cut, by several keys in a row too",
      ["^Y"]),
    key("Ctrl-_", EditorKey.undo.rawValue, "Take back the last change", ["^_", "^X^U"]),
    key(
      "Alt-.", EditorKey.lastWord.rawValue,
      "The last word of the command before; again for the one before that", ["\\e."]),
    key(
      "Ctrl-X Ctrl-E", EditorKey.edit.rawValue, "Edit the line in $VISUAL or $EDITOR", ["^X^E"]),
    key("Ctrl-T", "ed-transpose-chars", "Swap two characters"),
    key("Alt-U", "em-upper-case", "The word in capitals"),
    key("Alt-L", "em-lower-case", "The word in small letters"),
    key("Ctrl-L", "ed-clear-screen", "Clear the screen"),
    key("Ctrl-V", "ed-quoted-insert", "Insert the next key as it is"),
    key("(none)", EditorKey.ignore.rawValue, "Do nothing"),
  ]

  /// Keys that are no function of the editor's and can't be bound.
  public static let fixed: [(names: String, summary: String)] = [
    ("Enter", "Run the command, or go on with one that is not whole"),
    ("Ctrl-C", "Give up what is typed; cancel what runs, never the shell"),
    ("Ctrl-D", "Leave, on an empty line"),
    ("Ctrl-Z", "Stop the shell; the system's 'fg' comes back to the half-typed line"),
  ]

  private static func key(
    _ names: String, _ function: String, _ summary: String, _ sequences: [String] = []
  ) -> EditingKey {
    EditingKey(names: names, function: function, summary: summary, sequences: sequences)
  }
}
