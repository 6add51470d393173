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

  /// The heads or layers of an edit at `point` in one of the families' models, written as it prints.
  private func places(_ point: String, _ model: String) throws -> [String] {
    let config = try Model(path: fixture("families/\(model)")).config
    switch try EditPoint(point).part(in: config) {
    case .heads(let heads): return heads.map(\.description)
    case .layers(let layers): return layers.map(String.init)
    }
  }

  @Test func `all heads, and all layers, are those that a hybrid model has`() throws {
    // Layers 1 and 3 of 4 attend, with 4 heads and 2 key heads; 0 and 2 are linear.
    let heads = [1, 3].flatMap { layer in (0..<4).map { "L\(layer)H\($0)" } }
    for point in ["L*H*.z", "L*H*.pattern", "L*.scores", "L0-3H*.q"] {
      #expect(try places(point, "qwen3_5") == heads, "\(point)")
    }
    #expect(try places("L*H*.k", "qwen3_5") == ["L1H0", "L1H1", "L3H0", "L3H1"])
    #expect(try places("L*H1.z", "qwen3_5") == ["L1H1", "L3H1"])
    #expect(try places("mlp_out.*", "qwen3_5") == ["0", "1", "2", "3"])
    // Attention in layers 2 and 5, feed-forward layers in 1 and 3.
    #expect(try places("L*H0.z", "nemotron_h") == ["L2H0", "L5H0"])
    #expect(try places("mlp_out.*", "nemotron_h") == ["1", "3"])
    // Key heads by layer: 2, 1, 2, 1.
    #expect(
      try places("L*H*.k", "gemma4-moe") == ["L0H0", "L0H1", "L1H0", "L2H0", "L2H1", "L3H0"])
    // Layers 4 and 5 of 6 use the keys of layers before.
    #expect(try places("L*H0.k", "gemma4") == ["L0H0", "L1H0", "L2H0", "L3H0"])
  }

  @Test func `a head that a hybrid model has not is told with what is there`() throws {
    for point in ["L0H0.z", "L2.pattern", "L0H*.v"] {
      let error = #expect(throws: SelectionError.self) { try places(point, "qwen3_5") }
      let text = error.map { "\($0)" } ?? ""
      #expect(
        text.contains("has linear attention, which has no pattern; layers with patterns are 1, 3"),
        "\(text)")
    }
    #expect(throws: SelectionError.self) { try places("L1H4.z", "qwen3_5") }
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
