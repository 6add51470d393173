public import Tokenizers

extension GeneratedPrompt {
  /// Sentences whose next token is a later year (Hanna et al., 2023): `The war lasted from the year
  /// 1732 to the year 17`.
  ///
  /// Answers are the tokens that only later years begin with, `against` those that only earlier
  /// ones do; in the corruption the first year ends with 01, so that every year is later.
  ///
  /// - Parameters:
  ///   - count: Number of prompts, no two alike.
  ///   - seed: Where the random numbers start.
  /// - Throws: `CausalError` where the tokenizer's tokens of years tell nothing apart.
  public static func greaterThan(
    _ count: Int, seed: UInt64, tokenizer: Tokenizer
  ) throws -> [GeneratedPrompt] {
    guard count >= 1 else { throw CausalError("\(count) prompts; at least 1 is allowed") }
    var random = SplitMix(seed: seed)
    var prompts: [GeneratedPrompt] = []
    var seen: Set<String> = []
    for _ in 0..<count * 100 where prompts.count < count {
      let noun = nouns[random.below(nouns.count)]
      let century = 11 + random.below(7)
      let year = 2 + random.below(97)
      func sentence(_ year: Int) -> String {
        "The \(noun) lasted from the year \(century)\(twoDigits(year)) to the year \(century)"
      }
      let text = sentence(year)
      let tokens = try tokenizer.encode(text)
      guard try tokenizer.encode(sentence(1)).count == tokens.count else { continue }
      guard let (later, earlier) = try tokenizer.years(after: year, behind: text, tokens) else {
        continue
      }
      guard seen.insert(text).inserted else { continue }
      prompts.append(
        GeneratedPrompt(
          text: text, tokens: tokens, corrupt: sentence(1), answers: later, against: earlier))
    }
    guard prompts.count == count else {
      throw CausalError(
        prompts.isEmpty
          ? "the tokens of \(tokenizer.path) don't tell later years from earlier ones"
          : "\(count) prompts; \(prompts.count) different ones were found")
    }
    return prompts
  }

  private static let nouns = [
    "war", "siege", "reign", "journey", "project", "trial", "debate", "drought", "voyage",
    "contract", "dispute", "festival",
  ]
}

extension Tokenizer {
  /// The tokens with which only years after `year`, and only years up to it, go on behind a text;
  /// nil where there are none of one kind.
  fileprivate func years(
    after year: Int, behind text: String, _ tokens: [Int]
  ) throws -> (later: [Int], earlier: [Int])? {
    var later: Set<Int> = []
    var earlier: Set<Int> = []
    for other in 0..<100 {
      let whole = try encode(text + twoDigits(other))
      guard whole.count > tokens.count, whole.starts(with: tokens) else { return nil }
      if other > year {
        later.insert(whole[tokens.count])
      } else {
        earlier.insert(whole[tokens.count])
      }
    }
    let both = later.intersection(earlier)
    guard later.count > both.count, earlier.count > both.count else { return nil }
    return (later.subtracting(both).sorted(), earlier.subtracting(both).sorted())
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
