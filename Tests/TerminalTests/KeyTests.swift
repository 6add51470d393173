import Terminal
import Testing

@Suite struct KeyTests {
  @Test(arguments: [
    ("ctrl-t", "Ctrl-T"), ("^t", "Ctrl-T"), ("C-T", "Ctrl-T"), ("alt-h", "Alt-H"), ("M-1", "Alt-1"),
    ("f5", "F5"), ("F12", "F12"),
  ])
  func `a key has one name`(text: String, name: String) throws {
    #expect(try Key(text).description == name)
  }

  @Test(arguments: [
    "ctrl-c", "^m", "ctrl-i", "f13", "f0", "x", "", "ctrl-", "alt-\u{E9}", "hyper-x", "^",
  ])
  func `what is no key, or needed, is refused`(text: String) {
    #expect(throws: KeyError.self) { try Key(text) }
  }

  @Test func `a key does one thing, and at first what it did before`() throws {
    let keys = KeyBindings()
    let key = try Key("f5")
    try keys.bind(key, to: .command("models"))
    try keys.bind(key, to: .command("show _"))
    #expect(keys.entries.map(\.action) == [.command("show _")])
    #expect(throws: KeyError.self) { try keys.bind(key, to: .function("no-such")) }
    #expect(keys.release(key) && !keys.release(key))
    #expect(keys.entries.isEmpty)
  }

  @Test func `as many keys run commands as there are codes`() throws {
    let keys = KeyBindings()
    for number in 0..<KeyBindings.commandLimit {
      let letters = Array("abcdefghijklmno")
      try keys.bind(Key("alt-\(letters[number])"), to: .command("models"))
    }
    #expect(throws: KeyError.self) { try keys.bind(Key("f1"), to: .command("models")) }
    try keys.bind(Key("f1"), to: .function("ed-move-to-beg"))
  }
}
