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

  private func model(_ fields: JSON) throws -> Model {
    try Model(config: fields, tensors: [:], path: "model", name: "model")
  }

  @Test(arguments: classes.keys) func `a file of a model type alone has its class's defaults`(
    type: String
  ) throws {
    let whole = try #require(Self.classes[type])
    var expected = try model(whole).config
    let fields: JSONObject =
      type == "gemma3"
      ? ["model_type": .string(type), "text_config": .object([:])]
      : ["model_type": .string(type), "attn_config": whole["attn_config"] ?? .null]
    let found = try model(.object(fields)).config
    // A class leaves its architecture open.
    expected.architecture = found.architecture
    #expect(found == expected)
  }

  @Test(arguments: classes.keys) func `no key of a class is unknown`(type: String) throws {
    let warnings = try model(#require(Self.classes[type])).warnings
    #expect(warnings == [], "\(warnings)")
  }

  @Test func `nothing is unknown in the checkpoints of the tests`() throws {
    for part in ["models", "checkpoints", "toys"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: fixture(part)) {
        let folder = fixture("\(part)/\(name)")
        guard FileManager.default.fileExists(atPath: folder + "/config.json") else { continue }
        let warnings = try Model(path: folder).warnings
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

  @Test func `a key that nobody reads is told, nested ones too; null and empty ones are not`() throws {
    let fields: JSON = .object([
      "model_type": .string("llama"), "attention_sharpness": .number(2), "note": .null,
      "tags": .array([]), "rope_scaling": .object(["rope_type": .string("linear"),
        "factor": .integer(2), "phase": .integer(1)]),
    ])
    #expect(
      try model(fields).warnings == [
        "model/config.json says 'attention_sharpness', 'rope_scaling.phase', which plens does not know"
      ])
  }
}
