public import Tokenizers

extension GeneratedPrompt {
  /// Random words that are repeated once, on which induction heads can be recognised.
  ///
  /// Words are tokens that read as a space with letters after it, so that the text, tokenized again, gives these very tokens.
  ///
  /// - Parameters:
  ///   - count: Number of prompts.
  ///   - length: Number of tokens before they come again, at least 1.
  ///   - seed: Where the random numbers start.
  /// - Throws: `CausalError` where the vocabulary has too few such words; `TokenizerError`.
  public static func repeats(
    _ count: Int, length: Int, seed: UInt64, tokenizer: Tokenizer
  ) throws -> [GeneratedPrompt] {
    guard count >= 1, length >= 1 else {
      throw CausalError("\(count) prompts of \(length) tokens twice; at least 1 and 1 are allowed")
    }
    let words = try tokenizer.words()
    guard words.count >= 10 else {
      throw CausalError(
        "the vocabulary of \(tokenizer.path) has \(words.count) words that are one token; "
          + "10 are needed")
    }
    var random = SplitMix(seed: seed)
    return try (0..<count).map { _ in
      // Words that its tokenizer would cut otherwise are drawn anew.
      for _ in 0..<100 {
        let once = (0..<length).map { _ in words[random.below(words.count)] }
        let words = once.map(\.text).joined() + once.map(\.text).joined()
        let tokens = once.map(\.token) + once.map(\.token)
        // Some tokenizers put the first space there themselves.
        for text in [words, String(words.dropFirst())] where try tokenizer.encode(text) == tokens {
          return GeneratedPrompt(text: text, tokens: tokens)
        }
      }
      throw CausalError("words of \(tokenizer.path) don't stay tokens beside one another")
    }
  }
}

extension Tokenizer {
  /// The tokens that read as a space with small letters after it, in text and on their own.
  fileprivate func words() throws -> [(token: Int, text: String)] {
    try (0..<vocabularySize).compactMap { token in
      guard !isSpecial(token) else { return nil }
      // A decoder may drop the first space of a text: a token in front keeps it.
      let text = decode([token, token], skippingSpecial: false)
      let half = String(text.suffix(text.count - text.count / 2))
      guard half.first == " ", half.count > 2, half.dropFirst().allSatisfy(\.isPlainLetter),
        try encode(half) == [token] || encode(String(half.dropFirst())) == [token]
      else { return nil }
      return (token, half)
    }
  }
}

extension Character {
  fileprivate var isPlainLetter: Bool { ("a"..."z").contains(self) }
}
