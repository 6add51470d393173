import Activations
import Files
import Formats
import Foundation
import TestSupport
import Testing
import Transformers

/// Models whose files are wrong: each is refused by a sentence that names the file.
@Suite struct BadModelTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A copy of a model's folder with a changed configuration.
  private func copy(of name: String, changing config: (String) -> String) throws -> String {
    let target = folder.file(name)
    try FileManager.default.copyItem(atPath: fixture("models/\(name)"), toPath: target)
    let path = target + "/config.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try config(text).write(toFile: path, atomically: true, encoding: .utf8)
    return target
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    (#""n_layer": 3"#, #""n_layer": 4"#, "'transformer.h.3.attn.c_attn.weight' is missing"),
    (
      #""n_layer": 3"#, #""n_layer": -1"#, "'n_layer' is -1; expected a whole number from 1 to 2^30"
    ),
    (#""n_layer": 3"#, #""n_layer": "x""#, "'n_layer' is \"x\""),
    (#""n_head": 4"#, #""n_head": 5"#, "width 32 is no multiple of 5 heads"),
    (#""n_embd": 32"#, #""n_embd": 64"#, "is F32 [96, 32]; the configuration asks for [..., 64]"),
    (#""model_type": "gpt2""#, #""model_type": "rwkv""#, "model type 'rwkv' is not supported"),
    (#""gelu_new""#, #""tanhshrink""#, "'activation_function' is \"tanhshrink\""),
    (#""vocab_size": 96"#, #""vocab_size": null"#, "'vocab_size' is missing"),
  ])
  func `a wrong configuration is named`(old: String, new: String, expected: String) throws {
    let path = try copy(of: "gpt2") { $0.replacing(old, with: new) }
    let text = message {
      let model = try Model(path: path)
      _ = try model.run([1, 2], capturing: .patterns(layers: model.config.layers), logits: true)
    }
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains(path), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test(arguments: [
    ("phi", "partial_rotary_factor", "1e308", "'partial_rotary_factor' is 1e+308"),
    ("phi", "partial_rotary_factor", "1e38", "rotation"),
    ("phi", "partial_rotary_factor", "9223372036854775808", "rotation"),
    ("gpt_neox", "rotary_pct", "1e308", "'rotary_pct' is 1e+308"),
    ("gpt_neox", "rotary_pct", "1e38", "rotation"),
    ("stablelm", "partial_rotary_factor", "-1", "rotation"),
    ("gptj", "rotary_dim", "10", "rotation"), ("gptj", "rotary_dim", "3", "rotation"),
    ("gptj", "rotary_dim", "7", "rotation"), ("phi", "rope_theta", "-3", "rotation"),
    ("phi", "rope_theta", "0", "rotation"),
  ])
  func `a rotation that a head can't make is refused`(
    name: String, key: String, value: String, expected: String
  ) throws {
    let path = try copy(of: name) { text in
      var fields = (try? JSON(parsing: text))?.objectValue ?? [:]
      fields["rope_parameters"] = nil
      fields[key] = Double(value).map { .number($0) }
      if let whole = Int(value) { fields[key] = .integer(whole) }
      return JSON.object(fields).text
    }
    let text = message {
      let model = try Model(path: path)
      _ = try model.run([1, 2, 3], capturing: .patterns(layers: model.config.layers))
    }
    #expect(text.hasPrefix(path) && text.contains(expected), "\(text)")
  }

  @Test(arguments: [
    ("deepseek_v4", "hc_sinkhorn_iters", "1000000", "1000000 rounds"),
    ("deepseek_v4", "index_head_dim", "4", "rotation of 8 of 4 elements"),
    ("glm_moe_dsa", "index_head_dim", "4", "rotation of 8 of 4 elements"),
    ("gemma3n", "altup_active_idx", "4", "stream 4 of 4 is active"),
    ("deberta_v2", "position_buckets", "1", "distances up to 64 in 1 ranges"),
    ("deberta_v2", "max_relative_positions", "1e300", "'max_relative_positions'"),
    ("ernie4_5_moe", "moe_layer_end_index", "1e300", "'moe_layer_end_index'"),
    ("bamba", "mamba_d_head", "9223372036854775806", "'mamba_d_head' is 9223372036854775806"),
    ("bamba", "mamba_d_head", "1073741825", "'mamba_d_head' is 1073741825; expected"),
    ("lfm2", "block_ffn_dim_multiplier", "1e300", "'block_ffn_dim_multiplier'"),
  ])
  func `a number that a family can't have is refused`(
    family: String, key: String, value: String, expected: String
  ) throws {
    let path = fixture("families/\(family)")
    var fields = try JSON.load(path: path + "/config.json").objectValue ?? [:]
    fields[key] = try JSON(parsing: value)
    let text = message {
      _ = try Model(config: .object(fields), tensors: [:], path: path, name: family)
    }
    #expect(text.hasPrefix(path) && text.contains(expected), "\(text)")
  }

  @Test func `a name of any length makes one line`() throws {
    var parts = try GGUFParts(fixture("gguf/models/llama-yarn.gguf"))
    parts.tensors[0].name = String(repeating: "a'b ", count: 20_000)
    parts.tensors[0].type = 99
    let path = folder.file("long.gguf")
    try writeAtomically(parts.bytes, to: path)
    let text = message { _ = try Model(path: path) }
    #expect(
      text.contains("has the type of number 99") && text.count < 2_500 + path.count, "\(text.count)"
    )
  }

  @Test func `a type of ggml that can't be widened is refused by its name`() throws {
    let path = folder.file("iq.gguf")
    var bytes = try Data(contentsOf: URL(filePath: fixture("gguf/models/llama-yarn.gguf")))
    // The entry of the last tensor: its name, one axis of 32, and the number of its type.
    let at = try #require(bytes.range(of: Data("output_norm.weight".utf8))).upperBound + 4 + 8
    #expect(bytes[at] == 0)  // F32
    bytes[at] = 20  // IQ4_NL, whose blocks have 32 values
    try bytes.write(to: URL(filePath: path))
    let text = message { _ = try Model(path: path) }
    #expect(text.contains("'output_norm.weight' is IQ4_NL, which is not supported"), "\(text)")
  }

  @Test func `what is no model is named`() throws {
    #expect(message { _ = try Model(path: folder.path) }.contains("config.json"))
    let missing = folder.file("missing")
    #expect(
      message { _ = try Model(path: missing) }
        == "there is no model at '\(missing)'")
    try Data().write(to: URL(filePath: folder.file("empty.gguf")))
    let empty = message { _ = try Model(path: folder.file("empty.gguf")) }
    #expect(empty.contains("empty.gguf") && empty.contains("is empty"), "\(empty)")
  }

  /// Every mutated file must be refused by an error or run; what must not happen is a trap or a hang.
  @Test func `thousands of cut and mutated models end in an error or a run`() throws {
    var generator = SeededGenerator(seed: 11)
    var outcomes = (run: 0, refused: 0)
    let names = [
      "models/llama/model.safetensors", "checkpoints/llama_gguf_q8_0/model.gguf",
      "gguf/models/gpt_oss.gguf", "gguf/models/apertus.gguf", "gguf/checkpoints/t5.gguf",
      "gguf/checkpoints/phi3_longrope.gguf", "gguf/models/olmo3.gguf",
    ]
    for name in names {
      let original = try Data(contentsOf: URL(filePath: fixture(name)))
      let config =
        name.hasSuffix("gguf") ? nil : try JSON.load(path: fixture("models/llama/config.json"))
      let header = min(original.count, 6000)
      for round in 0..<300 {
        var bytes = original
        if round % 3 == 0 {
          bytes = original.prefix(Int.random(in: 0..<original.count, using: &generator))
        } else {
          for _ in 0..<Int.random(in: 1...4, using: &generator) {
            bytes[Int.random(in: 0..<header, using: &generator)] = UInt8.random(
              in: 0...255, using: &generator)
          }
        }
        let path = folder.file("mutated." + (config == nil ? "gguf" : "safetensors"))
        try bytes.write(to: URL(filePath: path))
        do {
          let model =
            try config.map {
              try Model(
                config: $0, tensors: SafetensorsFile(path: path).tensors, path: path,
                name: "mutated")
            } ?? Model(path: path)
          _ = try model.run([1, 2, 3], capturing: .patterns(layers: min(model.config.layers, 8)))
          outcomes.run += 1
        } catch {
          #expect(!"\(error)".isEmpty)
          outcomes.refused += 1
        }
      }
    }
    #expect(outcomes.run > 0 && outcomes.refused > 700, "\(outcomes)")
  }

  @Test func `thousands of mutated configurations end in an error or a run`() throws {
    var generator = SeededGenerator(seed: 12)
    let names = [
      "models/gpt2", "models/gpt_neox", "models/llama-yarn", "models/gemma3", "models/mixtral",
      "models/gpt_oss", "models/bert", "models/distilbert", "models/roberta", "checkpoints/t5",
      "toys/solu", "toys/shortformer", "toys/mingpt",
    ]
    for name in names {
      let folder = fixture(name)
      let original = try JSON.load(path: folder + "/config.json").objectValue ?? [:]
      let tensors = try SafetensorsFile(path: folder + "/model.safetensors").tensors
      let strange: [JSON] = [
        .null, .integer(0), .integer(-1), .integer(1), .integer(3), .integer(.max), .number(0.5),
        .number(1e300), .number(-1e-300), .string(""), .bool(true), .array([.integer(1)]),
        .object([:]),
      ]
      for _ in 0..<200 {
        var config = original
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
          guard let key = config.keys.randomElement(using: &generator) else { continue }
          config[key] = strange.randomElement(using: &generator)
        }
        do {
          let model = try Model(
            config: .object(config), tensors: tensors, path: folder, name: name)
          let layers = min(model.config.layers, 8)
          _ = try model.run([1, 2, 3], capturing: .patterns(layers: layers), logits: true)
        } catch {
          #expect(!"\(error)".contains("\n"))
        }
      }
    }
  }
}
