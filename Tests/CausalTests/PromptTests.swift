import Causal
import TestSupport
import Testing
import Tokenizers

@Suite struct PromptTests {
  static let folders = [
    modelFolder("demo"), fixture("tokenizers/bytelevel-gpt2"), fixture("tokenizers/split-llama3"),
    fixture("tokenizers/bytefallback-llama2"), fixture("tokenizers/bytelevel-digits"),
    fixture("tokenizers/unigram-metaspace"), fixture("tokenizers/wordpiece-bert-uncased"),
  ]

  @Test(arguments: folders)
  func `repeated prompts are the same tokens twice, and their text gives them`(
    folder: String
  ) throws {
    let tokenizer = try Tokenizer(folder: folder)
    guard let prompts = try? GeneratedPrompt.repeats(5, length: 8, seed: 1, tokenizer: tokenizer)
    else {
      #expect(throws: CausalError.self) {
        try GeneratedPrompt.repeats(5, length: 8, seed: 1, tokenizer: tokenizer)
      }
      return
    }
    #expect(prompts.count == 5)
    for prompt in prompts {
      #expect(prompt.tokens.count == 16 && prompt.tokens.prefix(8) == prompt.tokens.suffix(8))
      #expect(try tokenizer.encode(prompt.text) == prompt.tokens)
      #expect(Set(prompt.tokens).count > 3)
    }
    #expect(try prompts == GeneratedPrompt.repeats(5, length: 8, seed: 1, tokenizer: tokenizer))
    #expect(try prompts != GeneratedPrompt.repeats(5, length: 8, seed: 2, tokenizer: tokenizer))
  }

  @Test func `the demo model has words for repeated prompts`() throws {
    let tokenizer = try Tokenizer(folder: modelFolder("demo"))
    let prompts = try GeneratedPrompt.repeats(20, length: 50, seed: 1, tokenizer: tokenizer)
    #expect(Set(prompts.flatMap(\.tokens)).count > 200)
  }

  // In Llama's small vocabulary all names begin with the same token.
  @Test(arguments: folders.filter { !$0.hasSuffix("bytefallback-llama2") })
  func `names differ in their first token, prompts and corruptions have one length`(
    folder: String
  ) throws {
    let tokenizer = try Tokenizer(folder: folder)
    let prompts = try GeneratedPrompt.indirectObjects(12, seed: 3, tokenizer: tokenizer)
    #expect(Set(prompts.map(\.text)).count == 12)
    let lengths = Set(prompts.map(\.tokens.count))
    #expect(lengths.count == 1)
    for prompt in prompts {
      #expect(try tokenizer.encode(prompt.text) == prompt.tokens)
      let corrupt = try tokenizer.encode(try #require(prompt.corrupt))
      #expect(corrupt.count == prompt.tokens.count && corrupt != prompt.tokens)
      let (answer, against) = (prompt.answers[0], prompt.against[0])
      #expect(answer != against)
      #expect(prompt.tokens.count { $0 == answer } >= 1)
      #expect(prompt.tokens.count { $0 == against } >= 2)
    }
  }

  @Test func `an indirect object is the name that stands once`() throws {
    let tokenizer = try Tokenizer(folder: modelFolder("demo"))
    let prompt = try GeneratedPrompt.indirectObjects(
      1, seed: 1, tokenizer: tokenizer, template: "{A} saw {B}. Then {B} called",
      names: ["Mary", "John"])[0]
    let isMary = prompt.text == "Mary saw John. Then John called"
    #expect(isMary || prompt.text == "John saw Mary. Then Mary called")
    #expect(
      prompt.corrupt
        == (isMary ? "Mary saw John. Then Mary called" : "John saw Mary. Then John called"))
    #expect(throws: CausalError.self) {
      try GeneratedPrompt.indirectObjects(1, seed: 1, tokenizer: tokenizer, template: "{A} {B}")
    }
    #expect(throws: CausalError.self) {
      try GeneratedPrompt.indirectObjects(1, seed: 1, tokenizer: tokenizer, names: ["Mary"])
    }
  }

  @Test func `later years are answers, earlier ones are not`() throws {
    let tokenizer = try Tokenizer(folder: fixture("tokenizers/bytelevel-digits"))
    for prompt in try GeneratedPrompt.greaterThan(10, seed: 1, tokenizer: tokenizer) {
      let digits = prompt.text.filter(\.isNumber)
      let year = try #require(Int(digits.dropFirst(2).prefix(2)))
      for token in prompt.answers {
        // One digit a token: any year that begins with it is later.
        let digit = try #require(Int(tokenizer.decode([token])))
        #expect(digit * 10 > year)
      }
      for token in prompt.against {
        let digit = try #require(Int(tokenizer.decode([token])))
        #expect(digit * 10 + 9 <= year)
      }
      #expect(!prompt.answers.isEmpty && !prompt.against.isEmpty)
      #expect(prompt.corrupt?.contains("01 to") == true)
    }
  }
}
