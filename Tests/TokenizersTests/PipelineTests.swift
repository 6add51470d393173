import Formats
import TestSupport
import Testing
import Tokenizers

/// Tokenizers that differ in one step each, against Hugging Face's library.
@Suite struct PipelineTests {
  @Test func `normalizers, pre-tokenizers and added tokens do as the reference`() throws {
    let file = try JSON.load(path: fixture("tokenizers/pipelines.json"))
    let model = try #require(file["model"]?.stringValue)
    let texts = try #require(file["texts"]?.strings)
    var base = try JSONObject(loading: fixture("tokenizers/\(model)/tokenizer.json"))
    for step in ["normalizer", "pre_tokenizer", "post_processor"] { base[step] = .null }
    let pipelines = try #require(file["pipelines"]?.arrayValue)
    #expect(pipelines.count > 80)
    for pipeline in pipelines {
      var json = base
      for (step, value) in try #require(pipeline["steps"]?.objectValue) { json[step] = value }
      let tokenizer = try Tokenizer(json: .object(json))
      let name = String(try #require(pipeline["steps"]).text.suffix(200))
      for (text, expected) in zip(texts, try #require(pipeline["results"]?.arrayValue)) {
        let tokens = try tokenizer.tokens(of: text)
        let comment = Comment(rawValue: "'\(text)' by \(name)")
        #expect(
          tokens.map(\.id) == expected["ids"]?.integers, comment)
        #expect(
          tokens.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
            == expected["offsets"]?.integers, comment)
        #expect(try tokenizer.encode(text) == tokens.map(\.id), comment)
      }
    }
  }
}

extension JSONObject {
  /// The object in the file at `path`.
  init(loading path: String) throws {
    self = try #require(try JSON.load(path: path).objectValue)
  }
}
