public import Tokenizers

extension GeneratedPrompt {
  /// Sentences that end where the indirect object is named (Wang et al., 2022): `When Mary and John
  /// went to the store, John gave a drink to`.
  ///
  /// The answer is the first token of the name that stands once, compared with that of the name
  /// that stands twice. In the corruption the other name comes twice.
  ///
  /// - Parameters:
  ///   - count: Number of prompts, all of one length in tokens and no two alike.
  ///   - seed: Where the random numbers start.
  ///   - template: A sentence with `{A}` for the answer and `{B}`, twice, for the other name.
  ///   - names: Names to choose from; nil for common English ones.
  /// - Throws: `CausalError` for a template without its places, or where too few names have as many tokens as one another.
  public static func indirectObjects(
    _ count: Int, seed: UInt64, tokenizer: Tokenizer, template: String = indirectObjectTemplate,
    names: [String]? = nil
  ) throws -> [GeneratedPrompt] {
    guard template.contains("{A}"),
      template.split(separator: "{B}", omittingEmptySubsequences: false).count == 3
    else {
      throw CausalError("'\(template)' is no template: it has {A} once or more, and {B} twice")
    }
    guard count >= 1 else { throw CausalError("\(count) prompts; at least 1 is allowed") }
    let usable = try tokenizer.names(names ?? commonNames)
    guard usable.count >= 2 else {
      throw CausalError(
        "no two names have as many tokens and begin with different ones in \(tokenizer.path)")
    }
    let most = usable.count * (usable.count - 1)
    guard count <= most else {
      throw CausalError(
        "\(count) prompts; \(usable.count) names that begin with different tokens make \(most)")
    }
    var random = SplitMix(seed: seed)
    var prompts: [GeneratedPrompt] = []
    var seen: Set<String> = []
    while prompts.count < count {
      let first = random.below(usable.count)
      let second = (first + 1 + random.below(usable.count - 1)) % usable.count
      let (answer, other) = (usable[first], usable[second])
      let text = template.replacing("{A}", with: answer.name).replacing("{B}", with: other.name)
      guard seen.insert(text).inserted else { continue }
      // The second time the other name comes it is the answer's.
      let parts = template.split(separator: "{B}", omittingEmptySubsequences: false)
      let corrupt = "\(parts[0])\(other.name)\(parts[1])\(answer.name)\(parts[2])"
        .replacing("{A}", with: answer.name)
      let tokens = try tokenizer.encode(text)
      guard try tokenizer.encode(corrupt).count == tokens.count else {
        throw CausalError("'\(text)' and '\(corrupt)' have different numbers of tokens")
      }
      prompts.append(
        GeneratedPrompt(
          text: text, tokens: tokens, corrupt: corrupt, answers: [answer.tokens[0]],
          against: [other.tokens[0]]))
    }
    return prompts
  }

  /// The sentence that is made unless another is given.
  public static let indirectObjectTemplate =
    "When {A} and {B} went to the store, {B} gave a drink to"

  private static let commonNames = [
    "Mary", "John", "Tom", "James", "Dan", "Martin", "Amy", "Anna", "Alice", "Paul", "Mark",
    "Sarah", "David", "Kate", "Rose", "Max", "Tim", "Kim", "Ben", "Sam", "Lily", "Jack", "Lucy",
    "Peter", "Emma", "Adam", "Jane", "Bob", "Sue", "Laura",
  ]
}

extension Tokenizer {
  /// Names with as many tokens as most others have, each behind a space, no two of which begin
  /// alike.
  fileprivate func names(_ names: [String]) throws -> [(name: String, tokens: [Int])] {
    var byCount: [Int: [(name: String, tokens: [Int])]] = [:]
    for name in names {
      // Behind a word, as in a sentence: a tokenizer may put a space before a text's first word.
      let before = try encode("and")
      let all = try encode("and " + name)
      guard all.starts(with: before), all.count > before.count else { continue }
      let tokens = Array(all[before.count...])
      let group = byCount[tokens.count] ?? []
      guard !group.contains(where: { $0.tokens[0] == tokens[0] }) else { continue }
      byCount[tokens.count] = group + [(name, tokens)]
    }
    // Names of one token where there are enough.
    if let single = byCount[1], single.count >= 4 { return single }
    return byCount.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value ?? []
  }
}
