import Testing
import Text

@Suite struct ReadableTokenTests {
  @Test func `words of a vocabulary are read each by itself, in the spelling of all`() {
    #expect(
      readableVocabulary(["Ġcat", "Ã", "©", "at"]).map(\.label) == [" cat", "<C3>", "<A9>", "at"])
    #expect(readableVocabulary(["▁cat", "<0x0A>"]).map(\.label) == [" cat", "\n"])
    #expect(readableVocabulary(["cat", "##s"]).map(\.label) == ["cat", "##s"])
  }

  @Test func `byte-level tokens read as their text`() {
    let tokens = readableTokens(["<|endoftext|>", "The", "\u{120}cat", "\u{10A}\u{10A}"])
    #expect(tokens.map(\.text) == ["<|endoftext|>", "The", " cat", "\n\n"])
    #expect(tokens.map(\.piece)[2] == "\u{120}cat")
  }

  // GPT-2's own tokens of " 京", whose UTF-8 is 20 E4 BA AC, and of "👍", F0 9F 91 8D.
  @Test func `a character of several tokens stands in the first of them`() {
    let tokens = readableTokens([
      "\u{120}\u{E4}\u{BA}", "\u{AC}", "\u{F0}\u{141}\u{133}", "\u{12F}",
    ])
    #expect(tokens.map(\.text) == [" \u{4EAC}", "", "\u{1F44D}", ""])
    #expect(
      tokens.map(\.label) == [" \u{4EAC} 1/2", "\u{4EAC} 2/2", "\u{1F44D} 1/2", "\u{1F44D} 2/2"])
  }

  @Test func `bytes that are no character are spelled`() {
    #expect(readableTokens(["\u{120}a", "\u{E4}"]).map(\.text) == [" a", "<E4>"])
    #expect(
      readableTokens(["\u{2581}a", "<0xE4>", "<0xBA>", "<0xAC>"]).map(\.text) == [
        " a", "\u{4EAC}", "", "",
      ])
  }

  @Test func `pieces of words keep their spelling as labels`() {
    let tokens = readableTokens(["[CLS]", "un", "##do", "it", "[SEP]"])
    #expect(tokens.map(\.text) == ["[CLS]", " un", "do", " it", "[SEP]"])
    #expect(tokens.map(\.label) == ["[CLS]", "un", "##do", "it", "[SEP]"])
  }

  @Test func `plain letters beyond ASCII are no bytes`() {
    #expect(readableTokens(["caf\u{E9}", "[SEP]"]).map(\.text) == ["caf\u{E9}", "[SEP]"])
    // "é" in GPT-2's letters is C3 A9.
    #expect(readableTokens(["caf\u{C3}\u{A9}"]).map(\.text) == ["caf\u{E9}"])
  }
}
