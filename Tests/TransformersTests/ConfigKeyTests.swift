import Files
import Formats
import Foundation
import TestSupport
import Testing
import Transformers

/// Keys of configurations: those that are left out have the class's defaults, and those that nobody reads are told.
@Suite struct ConfigKeyTests {
  /// What transformers' configuration classes say without a file (`scripts/make-config-fixtures.py`).
  private static let classes: JSONObject =
    (try? JSON.load(path: fixture("configs/defaults.json")))?.objectValue ?? [:]

  /// Types whose class alone describes no model: what it leaves open, every published file says.
  private static let incomplete: [String: String] = [
    "bamba": "no layer has attention", "deberta-v2": "'position_biased_input' is true",
    "deepseek_v2": "'num_experts_per_tok' is missing", "dots1": "'n_routed_experts' is missing",
    "glm4_moe": "rotation of 0.5 of a head of 42", "granitemoehybrid": "no layer has attention",
    "kimi_linear": "'linear_attn_config' is missing",
    "nemotron_h": "'layers_block_type' names no layers",
  ]
  private static let complete = classes.keys.filter { incomplete[$0] == nil }

  /// Keys that a class has, or a relative's has, and that change nothing by the reference (transformers 4.57): what stands
  /// in the file beside them is what counts.
  static let idle: [(checkpoint: String, keys: String, told: String?)] = [
    ("qwen3", #"{"sliding_window": 2, "use_sliding_window": true, "max_window_layers": 0}"#, nil),
    ("qwen2", #"{"sliding_window": 2, "use_sliding_window": true, "max_window_layers": 0}"#, nil),
    (
      "llama", #"{"sliding_window": 2, "layer_types": ["full_attention", "sliding_attention"]}"#,
      "'layer_types'"
    ),
    ("gemma3", #"{"attn_logit_softcapping": 1.0}"#, "'attn_logit_softcapping'"),
  ]

  @Test(arguments: idle.indices) func `keys that a class does not apply change nothing`(
    number: Int
  ) throws {
    let (name, keys, told) = Self.idle[number]
    let folder = try TemporaryFolder()
    var fields = try #require(
      JSON.load(path: fixture("checkpoints/\(name)/config.json")).objectValue)
    for (key, value) in try #require(JSON(parsing: keys).objectValue) { fields[key] = value }
    try writeAtomically(Array(JSON.object(fields).text.utf8), to: folder.file("config.json"))
    try FileManager.default.copyItem(
      atPath: fixture("checkpoints/\(name)/model.safetensors"),
      toPath: folder.file("model.safetensors"))
    let model = try Model(path: folder.path)
    try expectCheckpoint(fixture("checkpoints/\(name)"), of: model)
    #expect(
      model.warnings.contains { $0.contains(told ?? "") } == (told != nil), "\(model.warnings)")
  }

  private func model(_ fields: JSON) throws -> Model {
    try Model(config: fields, tensors: [:], path: "model", name: "model")
  }

  @Test(arguments: complete) func `a file of a model type alone has its class's defaults`(
    type: String
  ) throws {
    let whole = try #require(Self.classes[type])
    var expected = try model(whole).config
    let fields: JSONObject =
      whole["text_config"] != nil
      ? ["model_type": .string(type), "text_config": .object([:])]
      : ["model_type": .string(type), "attn_config": whole["attn_config"] ?? .null]
    let found = try model(.object(fields)).config
    // A class leaves its architecture open.
    expected.architecture = found.architecture
    #expect(found == expected)
  }

  @Test(arguments: complete) func `no key of a class is unknown`(type: String) throws {
    let warnings = try model(#require(Self.classes[type])).warnings
      .filter { !$0.contains("the language model alone is read") }
    #expect(warnings == [], "\(warnings)")
  }

  @Test(arguments: incomplete.keys.sorted())
  func `what a class leaves open is said to be missing`(type: String) throws {
    let error = #expect(throws: ModelError.self) {
      try model(.object(["model_type": .string(type)]))
    }
    #expect(error?.description.contains(Self.incomplete[type] ?? "") == true)
  }

  /// Keys that a class knows without a value of its own: each is read, which an impossible value shows, or known not to matter.
  @Test(arguments: others.keys) func `nor is one that has no default`(type: String) throws {
    let keys = try #require(Self.others[type])["keys"]?.arrayValue
    for key in try #require(keys).compactMap(\.stringValue) {
      var fields = try #require(Self.classes[type]?.objectValue)
      fields[key] = .array([.string("unlikely")])
      guard let warnings = try? model(.object(fields)).warnings else { continue }
      #expect(
        !warnings.contains { $0.contains("which plens does not know") }, "\(key): \(warnings)")
    }
  }

  @Test(arguments: others.keys) func `another name of a key is that key`(type: String) throws {
    let whole = try #require(Self.classes[type]?.objectValue)
    for (alias, name) in try #require(Self.others[type]?["aliases"]?.objectValue) {
      let key = try #require(name.stringValue)
      guard let value = whole[key], value != .null else { continue }
      var fields = whole
      fields[key] = nil
      fields[alias] = value
      let found = try model(.object(fields))
      let warnings = found.warnings.filter { !$0.contains("the language model alone is read") }
      #expect(warnings == [], "\(alias)")
      #expect(try found.config == model(.object(whole)).config, "\(alias)")
    }
  }

  /// What the classes know besides.
  private static let others: JSONObject =
    (try? JSON.load(path: fixture("configs/others.json")))?.objectValue ?? [:]

  @Test func `nothing is unknown in the checkpoints of the tests`() throws {
    for part in ["models", "checkpoints", "toys", "families"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: fixture(part)) {
        let folder = fixture("\(part)/\(name)")
        guard FileManager.default.fileExists(atPath: folder + "/config.json") else { continue }
        let warnings = try Model(path: folder).warnings
          .filter { !$0.contains("the language model alone is read") }
        #expect(warnings == [], "\(warnings)")
      }
    }
    for part in ["gguf/models", "gguf/checkpoints"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: fixture(part))
      where name.hasSuffix(".gguf") {
        let path = fixture("\(part)/\(name)")
        let warnings = try Model(path: path).warnings
        #expect(warnings == [], "\(warnings)")
      }
    }
  }

  @Test func `biases that a configuration rules out are told`() throws {
    for (name, key) in [
      ("gpt_neox", "attention_bias"), ("gpt_oss", "attention_bias"), ("starcoder2", "use_bias"),
    ] {
      let folder = fixture("models/\(name)")
      var fields = try #require(JSON.load(path: folder + "/config.json").objectValue)
      fields[key] = .bool(false)
      let model = try Model(
        config: .object(fields), tensors: Checkpoint.openFolder(folder), path: "m", name: name)
      #expect(model.warnings.count == 1, "\(name)")
      #expect(
        model.warnings.first?.hasPrefix("m/config.json says '\(key)' is false, and the weights")
          == true)
    }
  }

  @Test(arguments: [
    ("t5", "tie_encoder_decoder", true), ("opt", "layer_norm_elementwise_affine", false),
    ("bert", "is_decoder", true),
  ]) func `what the pass has no form of is refused`(type: String, key: String, value: Bool) throws {
    var fields = try #require(Self.classes[type]?.objectValue)
    fields[key] = .bool(value)
    let error = #expect(throws: ModelError.self) { try model(.object(fields)) }
    #expect(error?.description.contains("'\(key)' is \(value); only \(!value)") == true)
  }

  @Test func `a key that nobody reads is told, nested ones too; null and empty ones are not`()
    throws
  {
    let fields: JSON = .object([
      "model_type": .string("llama"), "attention_sharpness": .number(2), "note": .null,
      "tags": .array([]),
      "rope_scaling": .object([
        "rope_type": .string("linear"),
        "factor": .integer(2), "phase": .integer(1),
      ]),
    ])
    #expect(
      try model(fields).warnings == [
        "model/config.json says 'attention_sharpness', 'rope_scaling.phase', which plens does not know"
      ])
  }
}
