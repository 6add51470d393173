import Activations
import Formats
import Testing

@Suite struct TokenFrameTests {
  private let prompt = PromptRecord(text: "a b", tokens: ["a", "b"])

  @Test(arguments: [
    (1, ["<BOS>"]), (2, ["a", "b"]), (3, ["<BOS>", "a", "b"]), (4, ["<BOS>", "a", "b", "<EOS>"]),
  ])
  func `of a folder that says nothing tokens beside the prompt's have marks`(
    count: Int, labels: [String]
  ) {
    #expect(TokenFrame(nil).labels(of: prompt, count: count) == labels)
  }

  @Test func `of a prompt that was cut the model read a BOS and the beginning`() {
    let prompt = PromptRecord(text: "a b c d", tokens: ["a", "b", "c", "d"])
    #expect(TokenFrame(nil).labels(of: prompt, count: 3) == ["<BOS>", "a", "b"])
    // Where the model's BOS is known, as many rows as tokens are a prompt that is cut by one.
    let known = TokenFrame(before: ["<s>"], after: [])
    #expect(known.labels(of: prompt, count: 4) == ["<s>", "a", "b", "c"])
  }

  @Test func `an encoder's marks stand around what it read`() {
    let frame = TokenFrame(before: ["[CLS]"], after: ["[SEP]"])
    #expect(frame.labels(of: prompt, count: 4) == ["[CLS]", "a", "b", "[SEP]"])
    #expect(frame.labels(of: prompt, count: 3) == ["[CLS]", "a", "[SEP]"])
    #expect(frame.labels(of: prompt, count: 5) == nil)
  }

  @Test func `what a folder was told comes back from its configuration`() {
    var config: JSONObject = ["default_prepend_bos": .bool(true)]
    let frame = TokenFrame(before: ["<|endoftext|>"], after: [])
    frame.write(to: &config)
    #expect(TokenFrame(config) == frame)
    #expect(TokenFrame(config).labels(of: prompt, count: 3) == ["<|endoftext|>", "a", "b"])
    #expect(TokenFrame(["default_prepend_bos": .bool(false)]).labels(of: prompt, count: 1) == ["a"])
    #expect(
      TokenFrame(["original_architecture": .string("BertModel")]).labels(of: prompt, count: 4)
        == ["[CLS]", "a", "b", "[SEP]"])
  }

  @Test func `a prompt of ids was read as it is`() throws {
    let ids = try PromptRecord(fields: [
      "text": .string("5 6"), "token_ids": .array([.integer(5), .integer(6)]),
      "tokens": .array([.string("a"), .string("b")]),
    ])
    #expect(TokenFrame(before: ["<s>"], after: []).labels(of: ids, count: 2) == ["a", "b"])
  }

  @Test func `tokens that can't be those of the rows are not known`() {
    #expect(TokenFrame(nil).labels(of: prompt, count: 7) == nil)
    #expect(TokenFrame(nil).labels(of: PromptRecord(text: "a b"), count: 2) == nil)
    let sides = TokenFrame(before: [], after: []).sides(of: prompt, queries: 5, keys: 2)
    #expect(sides.queries == nil && sides.keys == ["a", "b"])
  }
}
