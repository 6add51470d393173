internal import CLibEdit
internal import Foundation

/// A line as it stands in the editor.
struct EditedLine: Equatable {
  /// Its code points, which may include newlines.
  var scalars: [Unicode.Scalar]
  /// The cursor: a count of code points from the start.
  var cursor: Int

  /// All of it.
  var text: String { String(scalars) }
  /// What is before the cursor.
  var head: String { String(scalars[..<cursor]) }

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    cursor = scalars.count
  }

  init(scalars: [Unicode.Scalar], cursor: Int) {
    self.scalars = scalars
    self.cursor = min(max(0, cursor), scalars.count)
  }
}

extension String {
  /// The text of `scalars`.
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}

/// libedit's editor: the one place where its pointers are touched.
///
/// libedit keeps static state: one thread at a time, and one editor that reads.
@safe final class LineEditor {
  private let editor: OpaquePointer
  private let history: OpaquePointer
  private var prompt: UnsafeMutablePointer<wchar_t>?
  private var numbers: [String: Int32] = [:]

  /// Receives the keys bound to our own functions, and is asked for characters.
  weak var client: (any LineEditorClient)?

  /// An editor on two descriptors, emacs keys; nil where libedit can't make one.
  init?(input: Int32, output: Int32) {
    // libedit complains about a TERM it doesn't know (any new terminal, over ssh): not to the user.
    let quiet = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard quiet >= 0, let editor = unsafe plens_editor("plens", input, output, quiet),
      let history = unsafe history_winit()
    else { return nil }
    unsafe self.editor = editor
    unsafe self.history = history
    unsafe prompt = nil
    if unsafe plens_editor_capability(editor, "up") == nil {
      unsafe _ = plens_editor_terminal(editor, "xterm")
    }
    let itself = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe _ = plens_editor_set_client(editor, itself)
    unsafe _ = plens_editor_signals(editor, 0)
    unsafe _ = plens_editor_mode(editor, "emacs")
    unsafe _ = plens_history_limit(history, 100_000)
    unsafe _ = plens_editor_history(editor, history)
    unsafe _ = plens_editor_prompt(editor) { editor in
      unsafe LineEditor.of(editor)?.prompt
    }
    unsafe _ = plens_editor_reader(editor) { editor, character in
      unsafe LineEditor.of(editor)?.read(into: character) ?? 0
    }
    for key in EditorKey.allCases {
      unsafe _ = plens_editor_function(editor, key.rawValue, key.help, key.function)
    }
  }

  deinit {
    unsafe el_end(editor)
    unsafe history_wend(history)
    unsafe prompt?.deallocate()
  }

  /// Reads one line, newline included; nil at the end of input or when the client gave up.
  func readLine(prompt text: String) -> String? {
    unsafe prompt?.deallocate()
    unsafe prompt = LineEditor.allocate(text)
    var count: Int32 = 0
    guard let line = unsafe el_wgets(editor, &count), count > 0 else { return nil }
    return unsafe String(LineEditor.scalars(from: line, count: Int(count)))
  }

  /// The line being typed.
  var line: EditedLine {
    guard let info = unsafe el_wline(editor), let start = unsafe info.pointee.buffer else {
      return EditedLine("")
    }
    let count = unsafe info.pointee.lastchar - start
    let cursor = unsafe info.pointee.cursor - start
    return unsafe EditedLine(
      scalars: LineEditor.scalars(from: start, count: count), cursor: cursor)
  }

  /// Puts `line` in the place of the line being typed.
  func replace(with line: EditedLine) {
    let text = unsafe LineEditor.allocate(line.text)
    defer { unsafe text.deallocate() }
    unsafe _ = el_wreplacestr(editor, text)
    moveCursor(to: line.cursor)
  }

  /// Moves the cursor to a count of code points from the start.
  func moveCursor(to place: Int) {
    unsafe _ = el_cursor(editor, Int32(place - line.cursor))
  }

  /// Puts `text` in at the cursor.
  func insert(_ text: String) {
    let text = unsafe LineEditor.allocate(text)
    defer { unsafe text.deallocate() }
    unsafe _ = el_winsertstr(editor, text)
  }

  /// Takes `count` code points before the cursor away.
  func deleteBackward(_ count: Int) { unsafe el_deletestr(editor, Int32(count)) }

  /// Draws the prompt and the line where the screen's cursor is.
  func redraw() { unsafe _ = plens_editor_refresh(editor) }

  /// Asks the terminal for its size.
  func resize() { unsafe el_resize(editor) }

  /// Switches the terminal to reading single keys, or back to lines.
  func prepareTerminal(_ isRaw: Bool) { unsafe _ = plens_editor_prepare(editor, isRaw ? 1 : 0) }

  /// The next character, from keys pushed back or typed; nil at the end or when given up.
  func nextCharacter() -> Unicode.Scalar? {
    var character: wchar_t = 0
    guard unsafe el_wgetc(editor, &character) == 1 else { return nil }
    return Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}"
  }

  /// Has `text` be read before what is typed.
  func push(_ text: String) {
    let text = unsafe LineEditor.allocate(text)
    defer { unsafe text.deallocate() }
    unsafe el_wpush(editor, text)
  }

  /// Adds `text` to libedit's own history, which vi's command mode and M-p look through.
  func remember(_ text: String) {
    if let number = numbers[text] { unsafe _ = plens_history_remove(history, number) }
    let wide = unsafe LineEditor.allocate(text)
    defer { unsafe wide.deallocate() }
    let number = unsafe plens_history_add(history, wide)
    numbers[text] = number < 0 ? nil : number
  }

  /// Whether the user's own key file has chosen vi's keys.
  var isVi: Bool { unsafe plens_editor_is_vi(editor) }

  /// Binds `key`, in libedit's notation, to one of its functions or of ours.
  func bind(_ key: String, to function: String, inCommandMode: Bool = false) {
    if inCommandMode {
      unsafe _ = plens_editor_bind_command(editor, key, function)
    } else {
      unsafe _ = plens_editor_bind(editor, key, function)
    }
  }

  /// Has `key` type `text`.
  func bind(_ key: String, typing text: String) {
    unsafe _ = plens_editor_bind_text(editor, key, text)
  }

  /// Takes all bindings back to libedit's own.
  func resetKeys() { unsafe _ = plens_editor_mode(editor, "emacs") }

  /// Changes the terminal's modes while a line is typed, such as `-ixon`.
  func setTerminal(_ mode: String) { unsafe _ = plens_editor_tty(editor, mode) }

  /// Obeys `~/.editrc`, or the file that `EDITRC` names.
  func readUserKeys() { unsafe _ = el_source(editor, nil) }

  fileprivate static func of(_ editor: OpaquePointer) -> LineEditor? {
    guard let client = unsafe plens_editor_client(editor) else { return nil }
    return unsafe Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
  }

  fileprivate static func press(
    _ key: EditorKey, in editor: OpaquePointer, code: Int32 = 0
  ) -> UInt8 {
    let code = Unicode.Scalar(UInt32(bitPattern: code)) ?? "\0"
    return unsafe of(editor)?.client?.press(key, code: code).rawValue
      ?? KeyOutcome.refused.rawValue
  }

  private func read(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    switch client?.readCharacter() ?? .end {
    case .character(let scalar):
      unsafe character.pointee = wchar_t(bitPattern: scalar.value)
      return 1
    case .end: return 0
    case .interrupted:
      errno = EINTR
      return -1
    }
  }

  private static func allocate(_ text: String) -> UnsafeMutablePointer<wchar_t> {
    let wide = text.unicodeScalars.filter { $0 != "\0" }.map { wchar_t(bitPattern: $0.value) } + [0]
    let copy = UnsafeMutablePointer<wchar_t>.allocate(capacity: wide.count)
    unsafe copy.initialize(from: wide, count: wide.count)
    return unsafe copy
  }

  private static func scalars(
    from start: UnsafePointer<wchar_t>, count: Int
  ) -> [Unicode.Scalar] {
    unsafe UnsafeBufferPointer(start: start, count: count).map { character in
      Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}"
    }
  }
}

/// What the editor asks of the reader that owns it.
protocol LineEditorClient: AnyObject {
  /// The next character typed.
  func readCharacter() -> CharacterInput
  /// A key bound to one of our functions was pressed, whose last character is `code`.
  func press(_ key: EditorKey, code: Unicode.Scalar) -> KeyOutcome
}

/// What was read.
enum CharacterInput: Equatable {
  case character(Unicode.Scalar)
  case interrupted
  case end
}

/// What the editor does after one of our functions: libedit's CC_ codes.
enum KeyOutcome: UInt8 {
  case done = 0
  case newline = 1
  case endOfInput = 2
  case refresh = 4
  case refused = 6
}

/// Our own editing functions, by the names under which `~/.editrc` may bind them.
enum EditorKey: String, CaseIterable {
  case older = "plens-older"
  case newer = "plens-newer"
  case search = "plens-search"
  case complete = "plens-complete"
  case paste = "plens-paste"
  case insertNewline = "plens-insert-newline"
  case forward = "plens-forward"
  case end = "plens-end"
  case undo = "plens-undo"
  case cutWord = "plens-cut-word"
  case cutNextWord = "plens-cut-next-word"
  case cutEnd = "plens-cut-end"
  case cutLine = "plens-cut-line"
  case pasteCut = "plens-paste-cut"
  case lastWord = "plens-last-word"
  case edit = "plens-edit"
  case command = "plens-command"
  case ignore = "plens-ignore"

  var help: String {
    switch self {
    case .older: "The line above, or the command before that begins as this one"
    case .newer: "The line below, or the command after that begins as this one"
    case .search: "Search older commands as you type"
    case .complete: "Complete the word before the cursor"
    case .paste: "Insert pasted text as it is"
    case .insertNewline: "Insert a newline"
    case .forward: "The next character, or what is offered at the end of the line"
    case .end: "The end of the line, with what is offered there"
    case .undo: "Take back the last change of the line"
    case .cutWord: "Cut to the start of the word"
    case .cutNextWord: "Cut to the end of the word"
    case .cutEnd: "Cut to the end of the line"
    case .cutLine: "Cut the line"
    case .pasteCut: "Insert what was cut"
    case .lastWord: "Insert the last word of the command before"
    case .edit: "Edit the line in $VISUAL or $EDITOR"
    case .command: "Run the command that the key is bound to"
    case .ignore: "Do nothing"
    }
  }

  // A C function can't capture which key it stands for: one for each.
  fileprivate var function: plens_key_function {
    switch self {
    case .older: { editor, _ in unsafe LineEditor.press(.older, in: editor) }
    case .newer: { editor, _ in unsafe LineEditor.press(.newer, in: editor) }
    case .search: { editor, _ in unsafe LineEditor.press(.search, in: editor) }
    case .complete: { editor, _ in unsafe LineEditor.press(.complete, in: editor) }
    case .paste: { editor, _ in unsafe LineEditor.press(.paste, in: editor) }
    case .insertNewline: { editor, _ in unsafe LineEditor.press(.insertNewline, in: editor) }
    case .forward: { editor, _ in unsafe LineEditor.press(.forward, in: editor) }
    case .end: { editor, _ in unsafe LineEditor.press(.end, in: editor) }
    case .undo: { editor, _ in unsafe LineEditor.press(.undo, in: editor) }
    case .cutWord: { editor, _ in unsafe LineEditor.press(.cutWord, in: editor) }
    case .cutNextWord: { editor, _ in unsafe LineEditor.press(.cutNextWord, in: editor) }
    case .cutEnd: { editor, _ in unsafe LineEditor.press(.cutEnd, in: editor) }
    case .cutLine: { editor, _ in unsafe LineEditor.press(.cutLine, in: editor) }
    case .pasteCut: { editor, _ in unsafe LineEditor.press(.pasteCut, in: editor) }
    case .lastWord: { editor, _ in unsafe LineEditor.press(.lastWord, in: editor) }
    case .edit: { editor, _ in unsafe LineEditor.press(.edit, in: editor) }
    case .command: { editor, code in unsafe LineEditor.press(.command, in: editor, code: code) }
    case .ignore: { editor, _ in unsafe LineEditor.press(.ignore, in: editor) }
    }
  }
}
