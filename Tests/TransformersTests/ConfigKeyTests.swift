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
