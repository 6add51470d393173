import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// GGUF files as older converters, Ollama and gguf-split write them, against the values of the files that they are made of.
@Suite struct GGUFFormTests {
  private static let tokens = [3, 17, 5, 40, 8, 22, 61, 9, 11]

  private func patterns(_ path: String) throws -> [Float] {
    let model = try Model(path: path)
    let run = try model.run(Self.tokens, capturing: .patterns(layers: model.config.layers))
    return (0..<model.config.layers).flatMap { run.cache[.pattern($0)]?.values ?? [] }
  }

  private func changed(
    _ name: String, _ change: (inout GGUFParts) throws -> Void
  ) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    var parts = try GGUFParts(fixture("gguf/\(name).gguf"))
    try change(&parts)
    try writeAtomically(parts.bytes, to: folder.file("m.gguf"))
    return (folder, folder.file("m.gguf"))
  }

  @Test func `Gemma 3 turns by its own base under Ollama's names and without any`() throws {
    let expected = try patterns(fixture("gguf/checkpoints/gemma3.gguf"))
    let renamed = try changed("checkpoints/gemma3") { file in
      file.rename("gemma3.rope.freq_base", "gemma3.rope.global.freq_base")
      file.rename("gemma3.rope.freq_base_swa", "gemma3.rope.local.freq_base")
    }
    #expect(try patterns(renamed.path) == expected)
    let bare = try changed("checkpoints/gemma3") { file in
      file.remove("gemma3.rope.freq_base")
      file.remove("gemma3.rope.freq_base_swa")
    }
    #expect(try patterns(bare.path) == expected)
  }

  @Test func `a factor of rotation counts under its old name and without a type`() throws {
    func scaled(_ keys: [(String, GGUFParts.Value)]) throws -> [Float] {
      let file = try changed("models/llama-yarn") { file in
        for key in file.keys where key.contains("rope.scaling") { file.remove(key) }
        for (key, value) in keys { file.set("llama.rope." + key, value) }
      }
      #expect(try Model(path: file.path).warnings == [])
      return try patterns(file.path)
    }
    let linear = try scaled([("scaling.type", .text("linear")), ("scaling.factor", .float(4))])
    #expect(try linear != scaled([]))
    #expect(try scaled([("scale_linear", .float(4))]) == linear)
    #expect(try scaled([("scaling.factor", .float(4))]) == linear)
  }

  @Test func `lists of equal numbers are a number, lists of others are told`() throws {
    let expected = try patterns(fixture("gguf/models/llama-yarn.gguf"))
    for key in ["attention.head_count", "attention.head_count_kv", "feed_forward_length"] {
      let (file, source) = try (
        changed("models/llama-yarn") { file in
          let one = try #require(file.number("llama." + key))
          let layers = try #require(file.number("llama.block_count"))
          file.set("llama." + key, .list(Array(repeating: one, count: layers)))
        }, key
      )
      #expect(try patterns(file.path) == expected, "\(source)")
    }
    let file = try changed("models/llama-yarn") { file in
      file.set("llama.attention.head_count_kv", .list([1, 2]))
    }
    let error = #expect(throws: ModelError.self) { try Model(path: file.path) }
    #expect(error?.description.contains("differs between layers (1 to 2)") == true)
  }

  @Test func `parts of a split file are one model`() throws {
    let expected = try patterns(fixture("gguf/models/llama-yarn.gguf"))
    let folder = try TemporaryFolder()
    let whole = try GGUFParts(fixture("gguf/models/llama-yarn.gguf"))
    func name(_ part: Int) -> String { folder.file("m-0000\(part + 1)-of-00003.gguf") }
    for part in 0..<3 {
      var file = whole
      if part > 0 { for key in file.keys where key != "general.architecture" { file.remove(key) } }
      file.set("split.no", .number(part))
      file.set("split.count", .number(3))
      file.set("split.tensors.count", .number(whole.tensors.count))
      let count = whole.tensors.count
      file.tensors = Array(whole.tensors[count * part / 3..<count * (part + 1) / 3])
      try writeAtomically(file.bytes, to: name(part))
    }
    #expect(try patterns(name(0)) == expected)
    func problem(_ path: String) -> String {
      do {
        _ = try Model(path: path)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(
      problem(name(1)).contains("is part 2 of 3 of a split GGUF file: give the first, m-00001-of"))
    try FileManager.default.removeItem(atPath: name(2))
    #expect(problem(name(0)).contains("part 3, m-00003-of-00003.gguf, is not beside it"))
    try FileManager.default.moveItem(atPath: name(0), toPath: folder.file("joined.gguf"))
    #expect(problem(folder.file("joined.gguf")).contains("is one of 3 parts of a split GGUF file"))
  }

  @Test func `a tensor for each expert is read as one for all of them is`() throws {
    let expected = try patterns(fixture("gguf/models/mixtral.gguf"))
    let file = try changed("models/mixtral") { file in
      file.tensors = file.tensors.flatMap { tensor -> [GGUFParts.Tensor] in
        guard tensor.name.hasSuffix("_exps.weight"), let experts = tensor.shape.first else {
          return [tensor]
        }
        let each = tensor.bytes.count / experts
        return (0..<experts).map { expert in
          .init(
            name: tensor.name.replacing("_exps.weight", with: ".\(expert).weight"),
            shape: Array(tensor.shape.dropFirst()), type: tensor.type,
            bytes: Array(tensor.bytes[expert * each..<(expert + 1) * each]))
        }
      }
    }
    #expect(try patterns(file.path) == expected)
  }

  @Test func `an alignment of 64 bits is one`() throws {
    let file = try changed("models/llama-yarn") { $0.set("general.alignment", .long(32)) }
    #expect(try patterns(file.path) == patterns(fixture("gguf/models/llama-yarn.gguf")))
  }

  @Test(arguments: ["llama.attention.sharpness", "diffusion.shift_logits", "xielu.alpha_p"])
  func `a key that nobody reads is told`(key: String) throws {
    let file = try changed("models/llama-yarn") { $0.set(key, .float(2)) }
    #expect(
      try Model(path: file.path).warnings == [
        "\(file.path) says '\(key)', which plens does not know"
      ])
  }

  @Test(arguments: [
    ("checkpoints/gemma2", "gemma2.attn_logit_softcapping", Float.infinity, "limit of scores inf"),
    ("checkpoints/gemma2", "gemma2.final_logit_softcapping", -1, "limit of logits -1.0"),
    ("models/olmo", "olmo.attention.clamp_kqv", -1, "limit of queries, keys and values -1.0"),
    ("models/cohere", "command-r.logit_scale", .nan, "factor on logits nan"),
    ("models/granite", "granite.logit_scale", .infinity, "factor on logits 0.0"),
    ("models/granite", "granite.embedding_scale", .nan, "factor on embeddings nan"),
    ("models/granite", "granite.residual_scale", -0.5, "factor on what sublayers add -0.5"),
    ("models/llama-yarn", "llama.rope.freq_base", .infinity, "rotation"),
    ("models/apertus", "xielu.beta", .nan, "'xielu.beta' has no number for each"),
  ])
  func `a number that no pass can reckon with is refused`(
    name: String, key: String, value: Float, expected: String
  ) throws {
    let file = try changed(name) { $0.set(key, .float(value)) }
    let error = #expect(throws: ModelError.self) {
      _ = try Model(path: file.path).run(Self.tokens, capturing: CaptureSet([]), logits: .last)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix(file.path) && text.contains(expected), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func `names, licences and how a file came about are not told`() throws {
    let file = try changed("models/llama-yarn") { file in
      for key in ["general.license", "general.base_model.0.name", "quantize.imatrix.file"] {
        file.set(key, .text("x"))
      }
    }
    #expect(try Model(path: file.path).warnings == [])
  }

  @Test func `a file that is no model says what it is`() throws {
    let file = try changed("models/llama-yarn") { $0.set("general.type", .text("adapter")) }
    let error = #expect(throws: ModelError.self) { try Model(path: file.path) }
    #expect(
      error?.description.hasSuffix("is a GGUF file of the type 'adapter', not a model") == true)
  }

  @Test func `gpt-oss is read under Ollama's name, and its own tensors are named`() throws {
    let renamed = try changed("models/gpt_oss") { file in
      for key in file.keys where key.hasPrefix("gpt-oss.") {
        file.rename(key, "gptoss." + key.dropFirst("gpt-oss.".count))
      }
      file.set("general.architecture", .text("gptoss"))
    }
    #expect(try patterns(renamed.path) == patterns(fixture("gguf/models/gpt_oss.gguf")))
    let own = try changed("models/gpt_oss") { file in
      for place in file.tensors.indices where file.tensors[place].name.contains("attn_output") {
        file.tensors[place].name.replace("attn_output", with: "attn_out")
      }
    }
    let error = #expect(throws: ModelError.self) { try Model(path: own.path) }
    #expect(error?.description.contains("is gpt-oss with Ollama's own tensors") == true)
  }

  @Test func `T5's encoder alone is a model`() throws {
    let file = try changed("checkpoints/t5") { file in
      for key in file.keys where key.hasPrefix("t5.") {
        file.rename(key, "t5encoder." + key.dropFirst("t5.".count))
      }
      file.set("general.architecture", .text("t5encoder"))
      file.tensors.removeAll { $0.name.hasPrefix("dec.") }
    }
    let model = try Model(path: file.path)
    #expect(model.warnings == [])
    let reference = try NPZFile(path: fixture("checkpoints/t5/expected.npz"))
    let tokens = try reference.tensor("ids").values.map { Int($0) }
    let run = try model.run(tokens, capturing: .patterns(layers: 2))
    for layer in 0..<2 {
      let pattern = try #require(run.cache[.pattern(layer)])
      let expected = try reference.tensor("enc_pattern_\(layer)").values
      #expect(worstDifference(pattern.values, expected) < 1e-5)
    }
  }

  @Test func `the constants of xIELU are the file's`() throws {
    let usual = try patterns(fixture("gguf/models/apertus.gguf"))
    for key in ["xielu.beta", "xielu.eps"] {
      let without = try changed("models/apertus") { $0.remove(key) }
      #expect(try patterns(without.path) == usual)
    }
    let other = try changed("models/apertus") { $0.set("xielu.beta", .float(1.5)) }
    #expect(try patterns(other.path) != usual)
  }
}
