/// The split patterns of byte-level tokenizers for which there is a faster, hand-written scanner.
///
/// Each covers every character of any text, so that the pieces lie end to end. Oniguruma gives the
/// same pieces at a tenth of the speed.
package enum SplitRule: Equatable, Sendable {
  /// GPT-2's: a word, a number or punctuation, each with a space before it.
  case gpt2
  /// cl100k's: the mark before a word belongs to it; numbers of at most `digits` digits.
  case cl100k(digits: Int)
  /// o200k's: words also split where lower case turns to upper case.
  case o200k(digits: Int, contractions: Bool)

  /// The rule whose pattern reads exactly `source`, if there is one.
  init?(source: String) {
    guard let rule = Self.known[source] else { return nil }
    self = rule
  }

  /// The pattern of this rule.
  package var source: String {
    let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
    let spaces = #"\s*[\r\n]+|\s+(?!\S)|\s+"#
    switch self {
    case .gpt2:
      return #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .cl100k(let digits):
      return contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + Self.number(digits)
        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|"# + spaces
    case .o200k(let digits, let hasContractions):
      let head = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
      let tail = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
      let mark = #"[^\r\n\p{L}\p{N}]?"#
      let end = hasContractions ? contractions + "?" : ""
      return mark + head + "*" + tail + "+" + end + "|" + mark + head + "+" + tail + "*" + end + "|"
        + Self.number(digits) + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|"# + spaces
    }
  }

  /// The patterns with a scanner: GPT-2's, Llama 3's, Qwen2's, GPT-4o's and Mistral's tekken.
  package static let all: [SplitRule] = [
    .gpt2, .cl100k(digits: 3), .cl100k(digits: 1), .o200k(digits: 3, contractions: true),
    .o200k(digits: 1, contractions: false),
  ]

  private static let known = Dictionary(uniqueKeysWithValues: all.map { ($0.source, $0) })

  private static func number(_ digits: Int) -> String {
    digits == 1 ? #"\p{N}"# : #"\p{N}{1,\#(digits)}"#
  }
}
