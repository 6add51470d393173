import Activations
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// Where TransformerLens 2 differs from the models' own programs, and `asTransformerLens` with it.
@Suite struct TransformerLensTests {
  private func models(_ name: String) throws -> (own: Model, other: Model) {
    let path = fixture(name)
    return (
      try Model(path: path),
      try Model(path: path, asTransformerLens: true)
    )
  }

  private func models(_ config: JSON, name: String) throws -> (own: Model, other: Model) {
    func model(_ asTransformerLens: Bool) throws -> Model {
      try Model(
        config: config, tensors: [:], path: name, name: name,
        asTransformerLens: asTransformerLens)
    }
    return (try model(false), try model(true))
  }

  @Test func `Gemma 2's windows are on the other layers`() throws {
    let (own, other) = try models("models/gemma2")
    #expect(own.config.windows == [8, nil, 8, nil])
    #expect(other.config.windows == [nil, 8, nil, 8])
  }

  @Test func `gpt-oss has neither sinks, windows nor stretched rotation`() throws {
    let (own, other) = try models("checkpoints/gptoss")
    #expect(own.config.hasSinks && !other.config.hasSinks)
    #expect(!own.config.windows.isEmpty && other.config.windows.isEmpty)
    #expect(own.config.position != other.config.position)
    let run = try other.run([1, 2, 3], capturing: .patterns(layers: 1))
    let rows = try #require(run.cache[.pattern(0)]).values.reduce(0, +)
    #expect(abs(rows - Float(3 * other.config.heads)) < 1e-4)  // without sinks rows sum to one
  }

  @Test func `norms of models with experts lose their weights`() throws {
    let (own, other) = try models("models/mixtral")
    let wanted = CaptureSet.patterns(layers: own.config.layers)
    let (mine, theirs) = (
      try own.run([1, 2, 3, 4], capturing: wanted), try other.run([1, 2, 3, 4], capturing: wanted)
    )
    #expect(mine.cache[.pattern(0)] != theirs.cache[.pattern(0)])
  }

  @Test func `queries of T5's decoder see later tokens`() throws {
    let (own, other) = try models("checkpoints/t5")
    let point = HookPoint.block(.pattern, 0, of: .decoder)
    let last = { (model: Model) in
      try model.run([5, 1], answer: [0, 4, 6], capturing: CaptureSet([point])).cache[point]?[0][0]
    }
    #expect(try last(own)?.values.dropFirst().allSatisfy { $0 == 0 } == true)
    #expect(try last(other)?.values.allSatisfy { $0 > 0 } == true)
  }

  @Test func `Phi 3 has no window`() throws {
    let config = try JSON.load(path: fixture("models/phi3") + "/config.json")
    var fields = try #require(config.objectValue)
    fields["sliding_window"] = .integer(7)
    let (own, other) = try models(.object(fields), name: "phi3")
    #expect(
      own.config.windows == Array(repeating: 7, count: own.config.layers)
        && other.config.windows.isEmpty)
  }

  @Test
  func `Gemma 3's rotation is not stretched, and the scale of 62 layers is the head's width's`()
    throws
  {
    let (own, other) = try models("checkpoints/gemma3_lin8")
    #expect(own.config.position != other.config.position)
    let config = try JSON.load(path: fixture("checkpoints/gemma3_lin8") + "/config.json")
    var fields = try #require(config.objectValue)
    fields["num_hidden_layers"] = .integer(62)
    fields["query_pre_attn_scalar"] = .integer(168)
    fields["layer_types"] = nil
    let (large, compatible) = try models(.object(fields), name: "gemma-3-27b")
    #expect(large.config.scoreScale == 1 / Float(168).squareRoot())
    #expect(
      compatible.config.scoreScale == 1 / Float(large.config.headWidth).squareRoot())
  }

  @Test(arguments: ["Yi-6B", "01-ai/Yi-34B-Chat", "01-ai-Yi-6B"])
  func `Yi's rotary base is Llama's first`(name: String) throws {
    let config = try JSON.load(path: fixture("models/llama") + "/config.json")
    var fields = try #require(config.objectValue)
    fields["rope_theta"] = .integer(5_000_000)
    fields["rope_parameters"] = nil
    let (own, other) = try models(.object(fields), name: name)
    guard case .rotary(let slow) = own.config.position,
      case .rotary(let fast) = other.config.position
    else {
      Issue.record("no rotation")
      return
    }
    #expect(slow.base == 5_000_000 && fast.base == 10_000)
  }

  /// The first slopes of ALiBi for six heads: of four heads in the one, of six in the other.
  @Test func `BLOOM has one series of slopes for any number of heads`() throws {
    let (own, other) = try models("checkpoints/bloom6")
    guard case .alibi(let slopes) = own.config.position,
      case .alibi(let series) = other.config.position
    else {
      Issue.record("no slopes")
      return
    }
    #expect(slopes[0] == 0.25 && abs(series[0] - 0.396_850_26) < 1e-7)
    #expect(series.count == 6 && abs(series[5] - 1.0 / 256) < 1e-7)
  }

  @Test func `Apertus normalises heads only where its configuration says so`() throws {
    let config = try JSON.load(path: fixture("models/apertus") + "/config.json")
    var fields = try #require(config.objectValue)
    for (value, isNormalised) in [(nil, false), (JSON.bool(true), true)] {
      fields["qk_norm"] = value
      let (own, other) = try models(.object(fields), name: "apertus")
      #expect(own.config.queryKeyNorm == .perHead)
      #expect((other.config.queryKeyNorm == .perHead) == isNormalised)
    }
  }

  @Test(arguments: ["models/gemma2", "checkpoints/gptoss", "models/mixtral", "checkpoints/t5"])
  func `a model that differs says so in its name`(name: String) throws {
    let (own, other) = try models(name)
    #expect(other.config.name == own.config.name + ".tl-compat")
  }

  @Test(arguments: ["models/gpt2", "models/llama", "models/qwen2", "models/gpt_neox"])
  func `other families are the same`(name: String) throws {
    let (own, other) = try models(name)
    #expect(own.config == other.config)
  }
}
