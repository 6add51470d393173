import Foundation
import Synchronization
import Terminal
import Testing
import Text

/// libedit keeps static state, so these run one after another.
@Suite(.serialized) struct EditedReaderTests {
  /// A history of these commands, kept nowhere.
  private func past(_ commands: [String]) -> History {
    let past = History(path: nil)
    for text in commands {
      past.record(HistoryEntry(time: .now, cwd: "/", status: 0, ms: 0, text: text))
    }
    return past
  }

  private func read(
    _ keys: String, after history: [String] = [], completer: Completer? = nil
  ) throws -> (input: LineInput, screen: String) {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: past(history), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false))
    reader.completer = completer
    terminal.type(keys, atPrompt: 1)
    let input = reader.readLine(prompt: "> ")
    terminal.wait { $0.contains("\u{1B}[?2004l") }
    return (input, terminal.screen)
  }

  private static let esc = "\u{1B}"
  private static let up = "\u{1B}[A"
  private static let down = "\u{1B}[B"

  @Test(arguments: [
    ("abc\r", "abc"),
    ("日本 é😀\r", "日本 é😀"),
    ("abc\(esc)[D\(esc)[DX\r", "aXbc"),
    ("abc\(esc)[HX\(esc)[FY\r", "XabcY"),
    ("abc\(esc)[1~X\(esc)[4~Y\r", "XabcY"),
    ("abc\u{1}\(esc)[3~\r", "bc"),
    ("one two\(esc)[1;5DX\r", "one Xtwo"),
    ("one two\u{1}\(esc)[1;5CX\r", "oneX two"),
    ("one two\u{17}\r", "one "),
    ("a\(esc)[15~\(esc)[5~\(esc)[1;2C\(esc)[Zb\(esc)OP\r", "ab"),
    ("a\(esc)\rb\r", "a\nb"),
    ("a\(esc)\rb\(esc)[AX\r", "aX\nb"),
    ("a\(esc)\rb\(esc)[A\(esc)[BX\r", "a\nbX"),
  ])
  func `keys edit the line`(keys: String, line: String) throws {
    #expect(try read(keys).input == .line(line))
  }

  @Test(arguments: [
    ("a\rb\r\n\tc\n", "a\nb\n\tc"), ("\u{7}x\u{1B}[31my", "x[31my"), ("", ""), ("\n\n", ""),
    ("日本\n", "日本"),
  ])
  func `pasted text is inserted and not run`(pasted: String, text: String) throws {
    let keys = "[" + Self.esc + "[200~" + pasted + Self.esc + "[201~" + "]\r"
    let input = try read(keys).input
    #expect(input == .line("[" + text + "]"))
  }

  @Test func `bracketed paste is on only while a line is typed`() throws {
    let screen = try read("a\r").screen
    #expect(screen.contains("\u{1B}[?2004h"))
    #expect(screen.contains("\u{1B}[?2004l"))
  }

  @Test(arguments: [
    (up + "\r", "echo b"),
    (up + up + "\r", "size"),
    (up + up + up + up + up + "\r", "echo a"),
    ("ec" + up + up + "\r", "echo a"),
    ("ec" + up + up + down + "\r", "echo b"),
    ("ec" + up + down + "X\r", "ecX"),
    ("ec" + up + "X" + up + "\r", "echo bX"),
    ("echo b" + up + "\r", "echo b"),
    ("\u{10}\u{10}\u{E}\r", "echo b"),
    ("zz" + up + "\r", "zz"),
    ("zz" + down + "\r", "zz"),
  ])
  func `up and down go through commands that begin alike`(keys: String, line: String) throws {
    let history = ["echo b", "echo a", "size", "echo b"]
    let input = try read(keys, after: history).input
    #expect(input == .line(line))
  }

  @Test(arguments: [
    ("\u{12}size\r", "size"),
    ("\u{12}echo\u{12}\r", "echo a"),
    ("\u{12}echo\u{12}\u{12}\u{12}\u{13}\r", "echo b"),
    ("\u{12}SIZE\r", ""),
    ("ab\u{12}echo\u{7}c\r", "abc"),
    ("ab\u{12}none\rc\r", "ab"),
    ("\u{12}sizq\u{7F}e\u{1B}[D\u{1B}[DX\r", "siXze"),
    ("\u{12}multi\r", "multi\n\tline"),
    ("\u{12}b\u{1}X\r", "Xecho b"),
  ])
  func `Ctrl-R searches as one types`(keys: String, line: String) throws {
    let history = ["multi\n\tline", "echo a", "size", "echo b"]
    let input = try read(keys, after: history).input
    #expect(input == .line(line))
  }

  @Test func `Tab completes as far as candidates agree and then lists them`() throws {
    let completer: Completer = { line, cursor in
      let begun = line.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
      let names = ["shout", "show", "日本"].filter { $0.hasPrefix(begun) }
      return Completion(
        start: cursor - begun.unicodeScalars.count, candidates: names.map { Candidate($0) })
    }
    #expect(try read("a 日\tb\r", completer: completer).input == .line("a 日本 b"))
    let (input, screen) = try read("s\t\tw\tx\r", completer: completer)
    #expect(input == .line("show x"))
    #expect(screen.contains("shout  show\r"))
    #expect(try read("x\ty\r", completer: completer).input == .line("xy"))
  }

  @Test func `an empty line ended by Ctrl-D is the end, and Ctrl-D in a line is not`() throws {
    #expect(try read("\u{4}").input == .end)
    #expect(try read("ab\u{1}\u{4}\r").input == .line("b"))
  }

  @Test func `a message appears above the line being typed`() throws {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: History(path: nil), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false))
    let notices = reader.notices
    Thread.detachNewThread {
      terminal.wait { $0.contains("> ") }
      terminal.type("half")
      terminal.wait { $0.contains("half") }
      notices.post("[1] done")
      terminal.wait { $0.contains("[1] done\r\r\n> half") }
      terminal.type(" typed\r")
    }
    #expect(reader.readLine(prompt: "> ") == .line("half typed"))
    let cleared = "\r\u{1B}[K\u{1B}7\u{1B}[B\u{1B}[J\u{1B}8"
    #expect(terminal.screen.contains(cleared + "[1] done\r\r\n> half"))
  }

  @Test func `Ctrl-C gives up the line`() throws {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: History(path: nil), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false))
    Thread.detachNewThread {
      terminal.wait { $0.contains("> ") }
      terminal.type("half")
      terminal.wait { $0.contains("half") }
      kill(getpid(), SIGINT)
    }
    #expect(reader.readLine(prompt: "> ") == .interrupted)
    terminal.wait { $0.contains("^C") }
    #expect(terminal.screen.contains("half\r\u{1B}[6C^C\r"))
    #expect(!Interrupt.isRequested)
    terminal.type("next\r", atPrompt: 2)
    #expect(reader.readLine(prompt: "> ") == .line("next"))
  }

  @Test func `Ctrl-C once a line is taken is for what the line asks for`() async {
    // In a process of its own: what runs beside it would be cancelled.
    await #expect(processExitsWith: .success) {
      let terminal = try PseudoTerminal()
      let reader = try #require(
        EditedReader(
          history: History(path: nil), input: terminal.terminal, output: terminal.terminal,
          readsUserKeys: false))
      reader.completer = { _, _ in
        // As if it came with Enter, too late for the editor to see it.
        Interrupt.request()
        return Completion(start: 0, candidates: [])
      }
      terminal.type("a\t\r", atPrompt: 1)
      #expect(reader.readLine(prompt: "> ") == .line("a"))
      #expect(Interrupt.isRequested)
      terminal.type("b\t\r", atPrompt: 2)
      #expect(reader.readCommand(prompt: "> ") { _ in "... " } == .interrupted)
      reader.completer = nil
      terminal.type("c\r", atPrompt: 3)
      #expect(reader.readLine(prompt: "> ") == .line("c"))
      #expect(!Interrupt.isRequested)
    }
  }

  @Test(arguments: [
    "[?62;22;4c", "[6;20;10t", "[0n", "P>|foot(1.16.2)\u{1B}\\", "]11;rgb:1e1e/1e1e/2e2e\u{7}",
    "_Gi=31;OK\u{1B}\\", "[>41;354;0c", "[<0;12;5M",
  ])
  func `what a terminal replies late is not typed`(reply: String) throws {
    #expect(try read("a\u{1B}\(reply)b\r").input == .line("ab"))
  }

  @Test func `keys that look like the beginning of a reply are keys`() throws {
    #expect(try read("ab\u{1B}[1;5Dc\u{1B}b\u{1B}[Cd\r").input == .line("cdab"))
  }

  /// Types `first`, waits until the screen shows `shown`, then types `rest`.
  private func read(
    _ first: String, until shown: String, _ rest: String, after history: [String],
    keys: KeyBindings = KeyBindings(), style: Style = Style(depth: .sixteen)
  ) throws -> (input: LineInput, reader: EditedReader, terminal: PseudoTerminal) {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: past(history), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false,
        style: style, keys: keys))
    reader.hinter = { $0 == "ra" ? "nk" : nil }
    Thread.detachNewThread {
      terminal.wait { $0.contains("> ") }
      terminal.type(first)
      terminal.wait { $0.contains(shown) }
      terminal.type(rest)
    }
    return (reader.readLine(prompt: "> "), reader, terminal)
  }

  @Test(arguments: [
    ("sh", "\u{1B}7\u{1B}[2mow p0\u{1B}[0m\u{1B}8", "\u{1B}[C\r", "show p0"),
    ("sh", "ow p0", "\u{5}\r", "show p0"), ("sh", "ow p0", "\u{1B}[F!\r", "show p0!"),
    ("sh", "ow p0", "\r", "sh"), ("sh", "ow p0", "x\r", "shx"),
    ("sh", "ow p0", "\u{1}\u{6}\u{6}\u{6}\r", "show p0"),
    ("ra", "\u{1B}[2mnk\u{1B}[0m", "\u{6}\r", "rank"),
  ])
  func `what is offered is taken at the end of the line alone`(
    first: String, shown: String, rest: String, line: String
  ) throws {
    let (input, _, terminal) = try read(first, until: shown, rest, after: ["show p1", "show p0"])
    #expect(input == .line(line))
    #expect(terminal.screen.contains(shown))
  }

  @Test func `nothing is offered without colour`() throws {
    let (input, _, terminal) = try read(
      "sh", until: "sh", "\u{1B}[C\r", after: ["show p0"], style: .plain)
    #expect(input == .line("sh"))
    #expect(!terminal.screen.contains("ow p0"))
  }

  @Test func `a bound key runs its command and the half-typed line comes back`() throws {
    let keys = KeyBindings()
    try keys.bind(Key("f5"), to: .command("show _"))
    try keys.bind(Key("ctrl-t"), to: .command("models"))
    try keys.bind(Key("alt-p"), to: .function("ed-move-to-beg"))
    for (sequence, command) in [("\u{1B}[15~", "show _"), ("\u{14}", "models")] {
      let (input, reader, terminal) = try read(
        "half", until: "half", sequence, after: [], keys: keys)
      #expect(input == .line(command))
      Thread.detachNewThread {
        terminal.wait { $0.components(separatedBy: "half").count > 2 }
        terminal.type("X\u{1B}pY\r")
      }
      #expect(reader.readLine(prompt: "> ") == .line("YhalfX"))
    }
  }

  @Test func `whoever is wanted interrupts the line and it goes on after`() throws {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: History(path: nil), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false))
    let isWanted = Atomic(false)
    reader.isWanted = { isWanted.load(ordering: .relaxed) }
    let notices = reader.notices
    Thread.detachNewThread {
      terminal.wait { $0.contains("> ") }
      terminal.type("half\u{1B}[D")
      terminal.wait { $0.contains("half") }
      usleep(100_000)
      isWanted.store(true, ordering: .relaxed)
      notices.wake()
      terminal.type("X\r", atPrompt: 2)
    }
    var woken = 0
    func wake() {
      woken += 1
      isWanted.store(false, ordering: .relaxed)
    }
    let input = reader.readCommand(
      prompt: "> ", continuation: { _ in nil }, onWake: wake)
    #expect(input == .line("halXf"))
    #expect(woken == 1)
  }

  @Test func `a prompt keeps its colour to itself`() throws {
    let terminal = try PseudoTerminal()
    let reader = try #require(
      EditedReader(
        history: History(path: nil), input: terminal.terminal, output: terminal.terminal,
        readsUserKeys: false))
    Thread.detachNewThread {
      terminal.wait { $0.contains("gpt2>") }
      terminal.type("x\r")
    }
    _ = reader.readLine(prompt: "\u{1B}[32mgpt2> \u{1B}[0m")
    terminal.wait { $0.contains("x") }
    #expect(terminal.screen.contains("\u{1B}[32mgpt2>\u{1B}[0m x"))
  }
}
