import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Tiny models of the families of 2024 to 2026, with the values that transformers gave in float64 (`scripts/make-family-fixtures.py`).
@Suite struct FamilyTests {
  static let names = ReferenceModels.families
  static let converted = names.filter {
    FileManager.default.fileExists(atPath: fixture("families/\($0)/gguf.npz"))
  }

  /// Norms of small numbers make noise in float32: so much more is the reference's own float32 apart.
  private func tolerance(_ name: String) -> Float {
    let noisy = ["qwen3_5", "gemma4", "gemma3n", "muse_glimmer"]
    return noisy.contains { name.hasPrefix($0) } ? 2e-5 : 1e-5
  }

  @Test(arguments: names)
  func `patterns, residuals and logits equal the reference`(name: String) throws {
    let folder = fixture("families/\(name)")
    try expectReference(folder, of: Model(path: folder), within: tolerance(name))
  }

  @Test(arguments: converted)
  func `the model as llama.cpp converts it gives the same`(name: String) throws {
    let folder = fixture("families/\(name)")
    let target = try TemporaryFolder()
    let path = try unpackedGGUF(folder, into: target)
    let model = try Model(path: path)
    #expect(model.warnings == [])
    guard let said = Self.saidByNone[name] else {
      return try expectReference(folder, of: model, within: tolerance(name))
    }
    // What the file can't say is as the family has it: the folder's model with that has its own proof above.
    let config = Self.merged(try JSON.load(path: folder + "/config.json"), said)
    let other = try Model(
      config: config, tensors: Checkpoint.openFolder(folder), path: folder, name: name)
    #expect(model.config.hookPoints == other.config.hookPoints)
    let tokens = try NPZFile(path: folder + "/reference.npz").tensor("input_ids").values
    let wanted = CaptureSet(model.config.hookPoints.filter { $0.kind == .pattern })
    let (ours, theirs) = (
      try model.run(tokens.map { Int($0) }, capturing: wanted, logits: true),
      try other.run(tokens.map { Int($0) }, capturing: wanted, logits: true)
    )
    for point in wanted.points {
      let (own, expected) = (try #require(ours.cache[point]), try #require(theirs.cache[point]))
      #expect(worstDifference(own.values, expected.values) < tolerance(name), "\(point)")
    }
    let logits = (try #require(ours.logits), try #require(theirs.logits))
    #expect(worstRelativeDifference(logits.0.values, to: logits.1.values) < 1e-4)
  }

  /// What metadata of llama.cpp have no key for, where a fixture has another value than the family's models.
  private static let saidByNone: [String: JSON] = {
    let everyFourth: JSON = .array(
      (1...4).map { .string($0 == 4 ? "full_attention" : "sliding_attention") })
    return [
      "afmoe": .object(["layer_types": everyFourth]),
      "cohere2": .object(["layer_types": everyFourth]),
      "deepseek_v3": .object(["rope_parameters": .object(["mscale": .number(0.8)])]),
      "dots1": .object(["layer_types": .null, "sliding_window": .null]),
      "glm": .object([
        "rms_norm_eps": .number(1e-5),
        "rope_parameters": .object(["partial_rotary_factor": .number(0.25)]),
      ]),
      "lfm2_moe": .object(["routed_scaling_factor": .integer(1)]),
      "llama4": .object([
        "no_rope_layers": .array([1, 1, 1, 0].map { .integer($0) }), "attn_scale": .number(0.1),
        "floor_scale": .integer(8192), "attention_chunk_size": .integer(8192),
      ]),
      "mistral4": .object(["rope_parameters": .object(["llama_4_scaling_beta": .null])]),
      "nemotron": .object(["rope_parameters": .object(["partial_rotary_factor": .number(0.25)])]),
      "phimoe": .object([
        "router_jitter_noise": .number(0.01),
        "rope_parameters": .object(["short_mscale": .number(1.095445156097412)]),
      ]),
    ]
  }()

  private static func merged(_ fields: JSON, _ changes: JSON) -> JSON {
    guard var object = fields.objectValue, let changed = changes.objectValue else { return changes }
    for (key, value) in changed { object[key] = merged(object[key] ?? .null, value) }
    return .object(object)
  }

  /// Models with an encoder and a decoder: marian and bart have no GGUF form, mT5's metadata have no farthest distance.
  @Test(arguments: ["bart", "marian", "mt5"])
  func `an encoder and a decoder give the reference's patterns, residuals and logits`(
    name: String
  ) throws {
    let folder = fixture("families/\(name)")
    let reference = try NPZFile(path: folder + "/reference.npz")
    func ids(_ name: String) throws -> [Int] { try reference.tensor(name).values.map { Int($0) } }
    let model = try Model(path: folder)
    let run = try model.run(
      ids("input_ids"), answer: ids("decoder_input_ids"),
      capturing: CaptureSet(model.config.hookPoints), logits: true)
    var compared = 0
    for name in reference.names where name.contains(".hook_") {
      // TransformerLens's names of these stacks have no "blocks".
      let point = try #require(HookPoint(name.replacing(".blocks.", with: ".")))
      let (value, expected) = (
        try #require(run.cache[point], "\(point)"), try reference.tensor(name)
      )
      #expect([1] + value.shape == expected.shape)
      if point.kind == .pattern || point.kind == .crossPattern {
        #expect(worstDifference(value.values, expected.values) < 1e-5, "\(point)")
        compared += 1
      } else {
        #expect(worstRelativeDifference(value.values, to: expected.values) < 1e-4, "\(point)")
      }
    }
    #expect(compared == 2 * model.config.layers + (model.config.encoderLayers ?? 0))
    let logits = try #require(run.logits).values
    #expect(worstRelativeDifference(logits, to: try reference.tensor("logits").values) < 1e-4)
  }
}
