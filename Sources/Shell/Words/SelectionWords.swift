import Language
import Workspace

/// The operands of a command about patterns, sorted: prompts, and the heads of all of them.
///
/// Heads may stand in several words, before or behind the prompts, with a slice as a word of its
/// own; a comma behind a word says nothing.
struct SelectionWords {
  /// Addresses, files and texts, those of one text still apart.
  private(set) var prompts: [Word] = []
  /// Heads with a slice, or a full address, as one word; nil where none are named.
  private(set) var heads: Word?
  private var addresses: [Word] = []

  /// Sorts `words`.
  ///
  /// - Parameter isText: Whether a word without quotes may be part of a text.
  /// - Throws: `LanguageError` where words contradict one another, or a head stands within a text.
  init(_ words: [Word], isText: (Word) -> Bool) throws {
    var named: [Word] = []
    var slice: Word?
    func isProse(_ word: Word) -> Bool {
      isText(word) && AddressParts(word.withoutComma) == nil && !word.text.hasPrefix("[")
    }
    for (place, written) in words.enumerated() {
      let word = written.withoutComma
      let isLast = place == words.count - 1
      if let text = word.bareText, text.hasPrefix("["), !isText(word) || !named.isEmpty {
        guard place > 0, named.last?.span.end == words[place - 1].span.end, slice == nil else {
          throw LanguageError(
            word.span, "'\(text)' are tokens of heads: they stand behind these, as in L3H4\(text)")
        }
        slice = word
      } else if let parts = AddressParts(word), parts.prompt != nil {
        addresses.append(word)
        if isLast, named.isEmpty { heads = word } else { prompts.append(word) }
      } else if AddressParts(word) != nil, word.bareText != nil || isLast {
        if !isLast, isProse(words[place + 1]), place == 0 || isProse(words[place - 1]) {
          throw LanguageError(
            word.span, "'\(word.text)' is heads, and stands within a text: put the text in quotes")
        }
        named.append(word)
      } else {
        prompts.append(word)
      }
    }
    if !named.isEmpty {
      heads = try Self.joined(named, slice)
      return
    }
    guard let other = addresses.first(where: { AddressParts($0)?.heads != lastHeads }) else {
      return
    }
    throw LanguageError(
      other.span, "the addresses name different heads; those of one command are the same for all")
  }

  /// The heads that all full addresses are to have: those of the last, if no others are named.
  private var lastHeads: String? { addresses.last.flatMap { AddressParts($0)?.heads } }

  /// Heads of several words as one.
  private static func joined(_ words: [Word], _ slice: Word?) throws -> Word {
    var text = ""
    for (place, word) in words.enumerated() {
      let (heads, own) = AddressParts.splitSlice(word.text)
      text += (place > 0 ? "," : "") + heads
      guard own == nil || place == words.count - 1 && slice == nil else {
        throw LanguageError(
          word.span, "the tokens in [] stand once, behind the last head, and are those of all")
      }
      text += own ?? ""
    }
    text += slice?.text ?? ""
    let end = slice ?? words[words.count - 1]
    return Word(argument: text, span: words[0].span.joined(with: end.span))
  }
}

extension Word {
  /// The word without a comma at its end, if it is an address or heads; else the word.
  fileprivate var withoutComma: Word {
    guard let text = bareText, text.hasSuffix(",") else { return self }
    let rest = Word(argument: String(text.dropLast()), span: SourceSpan(span.start, span.end - 1))
    return PromptAddress.isAddress(rest.text) || AddressParts(rest) != nil ? rest : self
  }
}
