import Activations
import Causal
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct EditStatementTests {
  private func config(_ name: String = "llama") throws -> ModelConfig {
    try Model(path: fixture("models/\(name)")).config
  }

  private let meaning = EditStatement.Meaning(
    find: { slice, _ in try TokenSlice(slice) }, transform: { _, _ in { _, value in value } })

  /// What is wrong with the words of an edit, or with the edit in a model.
  private func problem(_ words: [String], _ model: String = "llama") throws -> String {
    do {
      _ = try EditStatement(words).edit(of: try config(model), meaning)
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    (["silent", "=", "L1H2.z:", "0"], "silent", HookPoint.Kind.z, EditStatement.Value.constant(0)),
    (["a=L1H2.z:0.5"], "a", .z, .constant(0.5)),
    (["a", "=L1.z:", "-1e-3"], "a", .z, .constant(-1e-3)),
    (["b", "=", "L*H*.pattern:", "A * (k > 0)"], "b", .pattern, .expression("A * (k > 0)")),
    (["c", "=", "L1H2.pattern[\" a:b\", 3:]:", "knockout"], "c", .pattern, .knockout),
    (["d", "=", "resid_pre.1:", "scale", "2"], "d", .residualPre, .scale(2)),
    (
      ["e", "=", "L0-1.mlp_out:", "mean", "p0-3", "p7"], "e", .feedForwardOut,
      .mean(["p0-3", "p7"])
    ),
    (["f", "=", "blocks.1.attn.hook_k:", "from", "a: b"], "f", .key, .from("a: b")),
    (["g", "=", "mlp_post.0-1:", "X*2"], "g", .hiddenPost, .expression("X*2")),
    (["h", "=", "embed[0]:", "0"], "h", .embed, .constant(0)),
    (["i", "=", "L0H0,", "L1H1.scores:", "S"], "i", .attentionScores, .expression("S")),
  ])
  func `words say where an edit is made and what it is`(
    words: [String], name: String, kind: HookPoint.Kind, value: EditStatement.Value
  ) throws {
    let statement = try EditStatement(words)
    #expect(statement.name == name)
    #expect(statement.point.kind == kind)
    #expect(statement.value == value)
    _ = try statement.edit(of: config(), meaning)
  }

  @Test func `what is wrong is said in one sentence`() throws {
    for words in [[], ["a"], ["a", "L1H2.z:", "0"], ["a", "=", "L1H2.z"], ["a", "=", "L1H2.z:"]] {
      #expect(try problem(words).hasPrefix("an edit is written NAME = POINT: VALUE"))
    }
    #expect(try problem(["2a", "=", "L1H2.z:", "0"]).contains("can't be an edit's name"))
    #expect(try problem(["a", "=", "L1H2:", "0"]).contains("is no place in a model"))
    #expect(
      try problem(["a", "=", "L1H2.zz:", "0"]).hasPrefix("there is no hook point 'zz' to edit"))
    #expect(try problem(["a", "=", "ln1.hook_scale.1:", "0"]).contains("can't be edited"))
    #expect(try problem(["a", "=", "L1H2.z[0:", "0"]).hasPrefix("an edit is written"))
    #expect(try problem(["a", "=", "L9H2.z:", "0"]).contains("outside this model: layers are 0-"))
    #expect(
      try problem(["a", "=", "L1H2.resid_pre:", "0"])
        == "hook_resid_pre is not by heads: name layers, as in resid_pre.2")
    #expect(try problem(["a", "=", "L1.embed:", "0"]).contains("stands outside the layers"))
    #expect(try problem(["a", "=", "L1H2.z[1,2]:", "0"]).contains("z is by tokens alone"))
    #expect(try problem(["a", "=", "L1H2.z[1:2:3]:", "0"]).contains("has a step"))
    #expect(try problem(["a", "=", "L1H2.z:", "scale"]).contains("scale 0.5"))
    #expect(try problem(["a", "=", "L1H2.z:", "scale", "x"]).contains("'x' is no number"))
    #expect(try problem(["a", "=", "L1H2.z:", "Z", "*", "2"]).contains("stands in quotes"))
  }

  @Test func `names of models end in those of their edits`() {
    #expect(EditedName.split("demo+a+b_2") == ("demo", ["a", "b_2"]))
    #expect(EditedName.split("demo") == ("demo", []))
    #expect(EditedName.split("/c++/m.gguf") == ("/c++/m.gguf", []))
    #expect(EditedName.split("m+x.gguf+a") == ("m+x.gguf", ["a"]))
    #expect(EditedName.split("+a") == ("+a", []))
    #expect(EditedName.joined("demo", ["a", "b"]) == "demo+a+b")
  }

  @Test func `tokens by number and by text are those of each prompt`() throws {
    let model = try Model(path: fixture("models/llama"))
    var meaning = meaning
    meaning.find = { slice, ids in
      guard let place = ids.firstIndex(of: 9) else { throw CausalError("there is no 9") }
      return try TokenSlice(slice.replacing("\"nine\"", with: "\(place)"))
    }
    func changed(_ place: String, _ tokens: [Int]) throws -> [Int] {
      let edit = try EditStatement(["a", "=", place + ":", "0"]).edit(of: model.config, meaning)
      let point = HookPoint.block(.residualPre, 1)
      let run = try EditedModel(model, edits: [edit]).run(tokens, capturing: CaptureSet([point]))
      let value = try #require(run.cache[point])
      return (0..<value.rows).filter { row in value[row].values.allSatisfy { $0 == 0 } }
    }
    let tokens = [3, 1, 9, 1, 5]
    #expect(try changed("resid_pre.1", tokens) == [0, 1, 2, 3, 4])
    #expect(try changed("resid_pre.1[-1]", tokens) == [4])
    #expect(try changed("resid_pre.1[1:3]", tokens) == [1, 2])
    #expect(try changed("resid_pre.1[3:]", tokens) == [3, 4])
    #expect(try changed("resid_pre.1[\"nine\"]", tokens) == [2])
    #expect(try changed("resid_pre.1[\"nine\"]", [9, 3]) == [0])
    #expect(throws: CausalError("there is no 9")) { try changed("resid_pre.1[\"nine\"]", [3, 4]) }
    #expect(throws: CausalError.self) { try changed("resid_pre.1[7]", tokens) }
    #expect(throws: CausalError.self) { try changed("resid_pre.1[7:]", tokens) }
    // A text that grows may come to have what an edit looks for.
    let edit = try EditStatement(["a", "=", "L1.z[\"nine\"]:", "0"]).edit(of: model.config, meaning)
    let grown = try EditedModel(model, edits: [edit]).generate([3, 4], count: 3)
    #expect(grown.tokens.count == 5)
  }
}
