internal import CLibEdit
internal import Foundation
public import Text

/// Reads lines from a person at a terminal, who edits them with libedit.
///
/// Keys are emacs's unless `~/.editrc` says otherwise. Signals arrive through a pipe that is polled
/// beside the terminal, so the half-typed line survives a resize, Ctrl-Z and messages from other
/// threads; Ctrl-C gives it up. Used by one thread.
public final class EditedReader: LineReader {
  /// Whether a person types, with keys to edit the line: true.
  public let isEditing = true
  /// Messages to show above the prompt.
  public let notices = Notices()
  /// What Tab offers.
  public var completer: Completer?
  /// The source of dim proposals behind the typed text; nil for none, not even from the history.
  public var hinter: Hinter?
  /// Asked after `wake`: whether the caller has something to do before the line is finished.
  public var isWanted: (() -> Bool)?
  /// The keys that the user has bound.
  public let keys: KeyBindings

  let style: Style
  let history: History
  let editor: LineEditor
  let input: Int32
  /// The same terminal, opened again so that reading it never waits.
  ///
  /// Ctrl-C drops what was typed even after it was announced. It is `input` where it can't be opened, as after `su`.
  let keyboard: Int32
  let output: Int32
  let signals: Int32

  /// The command of the history that is shown, while Up and Down go through it.
  var browsing: Browsing?
  /// What is drawn instead of the line, while it is not the line that is edited.
  var overlay: String?
  var isInterrupted = false
  /// Whether `isWanted` ended the reading.
  var isWoken = false
  /// A line that is put back before the next key.
  var kept: EditedLine?
  /// What undo goes back to.
  var undo = UndoStack()
  /// What Ctrl-Y inserts.
  var cutText = CutText()
  /// What Alt and a dot have put in last.
  var lastWord: LastWord?
  /// What was offered last.
  var hint: Hint?
  var isHintDrawn = false
  /// What the user's keys type, by the code that they send.
  var boundCommands: [Unicode.Scalar: String] = [:]
  /// How many changes of `keys` are in the editor.
  var appliedKeys = 0
  /// What the keys that begin with Escape are to vi's tables; empty with emacs's.
  var sequences: [String: Unicode.Scalar] = [:]
  /// Characters that were read to see whether they go on a sequence, and do not.
  var pending: [Unicode.Scalar] = []
  /// Whether what is read is pasted text, in which nothing is a key.
  var isPasting = false
  var prompt = ""
  let readsUserKeys: Bool
  private var remembered = 0

  /// An editor on two descriptors of one terminal; nil where libedit can't make one.
  ///
  /// - Parameters:
  ///   - readsUserKeys: whether `~/.editrc` is obeyed.
  ///   - style: how what Tab lists is shown.
  public init?(
    history: History, input: Int32 = 0, output: Int32 = 1, readsUserKeys: Bool = true,
    style: Style = .plain, keys: KeyBindings = KeyBindings()
  ) {
    // libedit drops what it can't encode, and crashes on a prompt that it can't.
    _ = TextLocale.isUTF8
    guard let editor = LineEditor(input: input, output: output) else { return nil }
    signals = plens_install_signals(true)
    self.style = style
    self.history = history
    self.editor = editor
    self.input = input
    let keyboard = unsafe ttyname(input).map {
      unsafe open($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    self.keyboard = keyboard.flatMap { $0 >= 0 ? $0 : nil } ?? input
    self.output = output
    self.keys = keys
    self.readsUserKeys = readsUserKeys
    editor.client = self
    bindKeys()
    plens_remember_terminal(input)
  }

  /// Reads the next line, showing `prompt`, colours in it allowed.
  public func readLine(prompt: String) -> LineInput {
    loadHistory()
    forgetSignals()
    if isWanted?() ?? false { return .woken }
    OutputLine.end(on: output)
    applyKeys()
    for message in notices.take() { draw(message + "\n") }
    self.prompt = prompt
    browsing = nil
    (isInterrupted, isWoken) = (false, false)
    (hint, isHintDrawn) = (nil, false)
    (undo, lastWord) = (UndoStack(), nil)
    plens_set_editing(true)
    // Before anything says that one may type: libedit does it after the prompt, and what is pasted in
    // between would have its carriage returns changed by the system.
    editor.prepareTerminal(true)
    draw(BracketedPaste.on)
    let line = editor.readLine(prompt: EditedReader.marked(prompt))
    draw(BracketedPaste.off)
    plens_set_editing(false)
    guard let line, !isWoken, !isInterrupted else {
      plens_clear_interrupts()
      if isWoken { return .woken }
      if isInterrupted { return .interrupted }
      draw("\n")
      return .end
    }
    // A Ctrl-C from after Enter stays: it is for what the line asks for.
    return .line(line.hasSuffix("\n") ? String(line.dropLast()) : line)
  }

  func draw(_ text: String) { Terminal.draw(text, on: output) }

  /// Cells and rows of the terminal now.
  var size: TerminalSize { TerminalSize(of: output) }

  /// `prompt` as libedit wants it: escape sequences between marks, none of them last, since libedit
  /// would lose it, and nothing that can't be encoded.
  static func marked(_ prompt: String) -> String {
    var pieces: [(text: String, isVisible: Bool)] = []
    var rest = prompt.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}" {
        var sequence = String(scalar)
        while let next = rest.popFirst() {
          sequence.unicodeScalars.append(next)
          if next.properties.isAlphabetic { break }
        }
        pieces.append((sequence, false))
      } else {
        let isShown = scalar.isASCII || TextLocale.isUTF8
        pieces.append((isShown ? String(scalar) : "?", true))
      }
    }
    if pieces.last?.isVisible == false, let last = pieces.lastIndex(where: \.isVisible) {
      pieces.append(pieces.remove(at: last))
    }
    return pieces.map { $0.isVisible ? $0.text : "\u{1}\($0.text)\u{1}" }.joined()
  }

  /// Gives libedit what was added to the history since the last line.
  private func loadHistory() {
    history.load()
    let recall = history.recall
    let added = recall.added - remembered
    guard added > 0 else { return }
    for text in recall.entries.suffix(added) { editor.remember(text) }
    remembered = recall.added
  }

  /// Drops what signals came while no line was read; the size of the terminal may have changed.
  private func forgetSignals() {
    while plens_next_signal() >= 0 {}
    plens_clear_interrupts()
    editor.resize()
  }
}
