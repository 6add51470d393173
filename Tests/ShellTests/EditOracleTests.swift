import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers
import Workspace

/// Edits as they are written, beside what an independent program made of the same changes in float64
/// (`Fixtures/causal/README.md`).
@Suite struct EditOracleTests {
  static let names = [
    "demo", "gpt2", "gpt_neox", "llama", "gemma2", "qwen3", "gpt_oss", "mixtral", "olmo2",
  ]

  /// A model with a prompt and the arrays that are expected of it.
  private struct Oracle {
    let model: Model
    let arrays: NPZFile
    let meta: JSON

    init(_ name: String) throws {
      let demo = fixture("../../Sources/CDemoModel/Model")
      model = try Model(path: name == "demo" ? demo : fixture("models/\(name)"))
      arrays = try NPZFile(path: fixture("causal/\(name)/p0/arrays.npz"))
      meta = try JSON.load(path: fixture("causal/\(name)/p0/meta.json"))
    }

    func ids(_ key: String) -> [Int] { ids(meta[key]) }
    func ids(_ json: JSON?) -> [Int] { (json?.arrayValue ?? []).compactMap(\.integerValue) }

    /// The difference of the answers' logits with an edit.
    func difference(_ words: [String], _ meaning: EditStatement.Meaning) throws -> Float {
      let edit = try EditStatement(["x", "="] + words).edit(of: model.config, meaning)
      let scores = try EditedModel(model, edits: [edit]).predict(ids("ids")).scores
      let (answer, against) = (meta["answer"]?.integerValue, meta["against"]?.integerValue)
      let last = scores.count - 1
      return scores.logit(of: try #require(answer), at: last)
        - scores.logit(of: try #require(against), at: last)
    }

    /// Expects a difference for each head, `[layers, heads]`.
    func expect(_ array: String, _ meaning: EditStatement.Meaning, _ words: (Head) -> [String])
      throws
    {
      let heads = (0..<model.config.layers).flatMap { layer in
        (0..<model.config.heads).map { Head(layer: layer, index: $0) }
      }
      let values = try heads.map { try difference(words($0), meaning) }
      let expected = try arrays.tensor(array).values
      #expect(worstRelativeDifference(values, to: expected) < 1e-4, "\(array)")
    }
  }

  private let meaning = EditStatement.Meaning(
    find: { slice, _ in try TokenSlice(slice) },
    transform: { text, kind in try HookExpression(text, at: kind).transform() })

  @Test(arguments: names)
  func `zero, scale, mean and another prompt's value give the oracle's differences`(
    name: String
  ) throws {
    let oracle = try Oracle(name)
    try oracle.expect("ld_zero", meaning) { ["\($0).z:", "0"] }
    try oracle.expect("ld_zero", meaning) { ["\($0).pattern:", "A * 0"] }
    try oracle.expect("ld_scale2", meaning) { ["\($0).z:", "scale", "2"] }
    try oracle.expect("ld_scale2", meaning) { ["\($0).z:", "where(q >= 0, 2 * Z, 0)"] }
    var mean = meaning
    mean.prompts = (oracle.meta["mean_set"]?.arrayValue ?? []).map { oracle.ids($0) }
    try oracle.expect("ld_mean_pos", mean) { ["\($0).z:", "mean", "p0"] }
    mean.averaging = .all
    try oracle.expect("ld_mean_all", mean) { ["\($0).z:", "mean", "p0"] }
    mean.averaging = .allButFirst
    try oracle.expect("ld_mean_all_nobos", mean) { ["\($0).z:", "mean", "p0"] }
    var other = meaning
    other.prompts = [oracle.ids("resample_ids")]
    try oracle.expect("ld_resample", other) { ["\($0).z:", "from", "p1"] }
  }

  @Test(arguments: names)
  func `a pattern without its first key, renormalised, gives the oracle's differences`(
    name: String
  ) throws {
    let oracle = try Oracle(name)
    var meaning = meaning
    meaning.renormalizes = true
    try oracle.expect("ld_no_first", meaning) { ["\($0).pattern:", "A * (k > 0)"] }
    let all = try oracle.difference(["L*H*.pattern:", "A * (k > 0)"], meaning)
    let expected = try oracle.arrays.tensor("ld_no_first_all_heads").values
    #expect(worstRelativeDifference([all], to: expected) < 1e-4)
  }

  @Test(arguments: names)
  func `an edge cut by number or by an expression of scores gives the oracle's differences`(
    name: String
  ) throws {
    let oracle = try Oracle(name)
    let edge = oracle.ids("edge")
    let (query, key) = (try #require(edge.first), try #require(edge.last))
    try oracle.expect("ld_edge_ko", meaning) { ["\($0).pattern[\(query),\(key)]:", "knockout"] }
    try oracle.expect("ld_edge_ko", meaning) {
      ["\($0).scores:", "where((q == \(query)) & (k == \(key)), -inf, S)"]
    }
  }

  @Test(arguments: names)
  func `a direction added to the stream gives the oracle's logits`(name: String) throws {
    let oracle = try Oracle(name)
    let steer = try #require(oracle.meta["steer"])
    var meaning = meaning
    let direction = try oracle.arrays.tensor("steer_vector")
    meaning.transform = { text, kind in
      try HookExpression(text, at: kind).transform(arrays: ["direction": direction])
    }
    let layer = try #require(steer["layer"]?.integerValue)
    let alpha = try #require(steer["alpha"]?.doubleValue)
    let edit = try EditStatement(
      ["push", "=", "resid_pre.\(layer):", "X + \(alpha) * $direction"]
    ).edit(of: oracle.model.config, meaning)
    let logits = try EditedModel(oracle.model, edits: [edit]).predict(oracle.ids("ids")).scores
      .logits.values
    let expected = try oracle.arrays.tensor("steer_logits").values
    let worst = worstRelativeDifference(Array(logits.suffix(expected.count)), to: expected)
    #expect(worst < 1e-4)
  }
}
