import Activations
import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Configurations and forms of weights that people have, with transformers' patterns (`scripts/make-variant-fixtures.py`).
@Suite struct VariantTests {
  private static let cases: [JSON] =
    (try? JSON.load(path: fixture("variants/cases.json")))?.arrayValue ?? []

  @Test func `there are cases`() { #expect(Self.cases.count > 10) }

  @Test(arguments: cases.compactMap { $0["name"]?.stringValue })
  func `a configuration gives transformers' patterns`(name: String) throws {
    let fields = try #require(Self.cases.first { $0["name"]?.stringValue == name })
    let base = fixture(try #require(fields["base"]?.stringValue))
    let model = try Model(
      config: #require(fields["config"]), tensors: Checkpoint.openFolder(base), path: base,
      name: name)
    #expect(model.warnings == [])
    let reference = try NPZFile(path: fixture("variants/patterns.npz"))
    let run = try model.run(
      [3, 17, 5, 40, 8, 22, 61, 9, 11, 30, 31, 32],
      capturing: .patterns(layers: model.config.layers))
    for layer in 0..<model.config.layers {
      let pattern = try #require(run.cache[.pattern(layer)])
      let expected = try reference.tensor("\(name).\(layer)").values
      #expect(worstDifference(pattern.values, expected) < 1e-5, "layer \(layer)")
    }
  }

  static let functions: [(name: String, kind: String, dense: String?)] = [
    ("gelu", "gelu", nil), ("gated-silu", "gated-silu", nil), ("gated-gelu", "gated-gelu", nil),
    ("gated-gelu-exact", "gated-gelu", "gelu"),
  ]

  @Test(arguments: functions)
  func `T5's feed-forward layers have any function, with a gate or without`(
    name: String, kind: String, dense: String?
  ) throws {
    let base = fixture("checkpoints/t5")
    var fields = try #require(JSON.load(path: base + "/config.json").objectValue)
    fields["feed_forward_proj"] = .string(kind)
    fields["dense_act_fn"] = dense.map { .string($0) }
    fields["is_gated_act"] = nil
    var tensors = try Checkpoint.openFolder(base)
    for (key, tensor) in tensors where kind.hasPrefix("gated") && key.hasSuffix(".wi.weight") {
      tensors[key] = nil
      for part in ["wi_0", "wi_1"] {
        tensors[key.replacing(".wi.", with: ".\(part).")] = tensor
      }
    }
    let model = try Model(
      config: .object(fields), tensors: tensors, path: base, name: name, part: .encoder)
    #expect(model.warnings == [])
    let reference = try NPZFile(path: fixture("variants/t5.npz"))
    let run = try model.run(
      [3, 17, 5, 40, 8, 22, 61, 9, 11, 30, 31, 32], capturing: .patterns(layers: 2))
    for layer in 0..<2 {
      let pattern = try #require(run.cache[.pattern(layer)])
      let expected = try reference.tensor("\(name).\(layer)").values
      #expect(worstDifference(pattern.values, expected) < 1e-5, "layer \(layer)")
    }
  }

  static let codes = [
    "int8-bitsandbytes", "int8-bitsandbytes-bin", "int8-rows", "int8-groups", "fp8-tensor",
    "fp8-tensor-bin", "fp8-rows-e5m2", "fp8-blocks",
  ]

  @Test(arguments: codes) func `codes are weights times their scales`(name: String) throws {
    let folder = fixture("variants/\(name)")
    let model = try Model(path: folder)
    #expect(model.warnings == [])
    let reference = try NPZFile(path: folder + "/expected.npz")
    let run = try model.run(
      reference.tensor("ids").values.map { Int($0) },
      capturing: .patterns(layers: model.config.layers))
    for layer in 0..<model.config.layers {
      let pattern = try #require(run.cache[.pattern(layer)])
      let expected = try reference.tensor("pattern_\(layer)").values
      #expect(worstDifference(pattern.values, expected) < 1e-5, "layer \(layer)")
    }
  }

  @Test func `scales under DeepSeek V4's name are read too`() throws {
    let (source, folder) = (fixture("variants/fp8-blocks"), try TemporaryFolder())
    var file = try CheckpointFile(source + "/model.safetensors")
    for index in file.tensors.indices {
      file.tensors[index].name.replace("weight_scale_inv", with: "scale")
    }
    try file.write(to: folder.file("model.safetensors"))
    try writeAtomically(
      Array(JSON.load(path: source + "/config.json").text.utf8), to: folder.file("config.json"))
    let reference = try NPZFile(path: source + "/expected.npz")
    let run = try Model(path: folder.path).run(
      reference.tensor("ids").values.map { Int($0) }, capturing: .patterns(layers: 1))
    let pattern = try #require(run.cache[.pattern(0)])
    #expect(worstDifference(pattern.values, try reference.tensor("pattern_0").values) < 1e-5)
  }

  /// Tensors of schemes that are not read, beside those of a model, with what the message says.
  static let schemes: [(tensors: [(String, String, [Int])], method: String?, says: String)] = [
    (
      [("qweight", "I32", [4, 32]), ("qzeros", "I32", [1, 4]), ("scales", "F16", [1, 32])], "gptq",
      "GPTQ"
    ),
    (
      [("qweight", "I32", [4, 32]), ("qzeros", "I32", [1, 4]), ("scales", "F16", [1, 32])], "awq",
      "AWQ"
    ),
    ([("qweight", "I32", [4, 32])], nil, "GPTQ or AWQ"),
    (
      [("weight", "U8", [512, 1]), ("weight.quant_state.bitsandbytes__nf4", "U8", [80])],
      "bitsandbytes", "NF4"
    ),
    (
      [("weight", "U32", [32, 4]), ("scales", "F16", [32, 1]), ("biases", "F16", [32, 1])], nil,
      "MLX"
    ),
    (
      [("weight_packed", "I32", [32, 4]), ("weight_scale", "F16", [32, 1])], "compressed-tensors",
      "packed"
    ),
    (
      [
        ("weight", "U8", [32, 16]), ("weight_scale", "F8_E4M3", [32, 2]),
        ("weight_scale_2", "F32", [1]),
      ], nil, "NVFP4 of ModelOpt"
    ),
    (
      [
        ("weight_packed", "U8", [32, 16]), ("weight_scale", "F8_E4M3", [32, 2]),
        ("weight_global_scale", "F32", [1]),
      ], "compressed-tensors", "NVFP4 of compressed-tensors"
    ),
    (
      [
        ("weight", "F32", [32, 32]), ("lora_A.weight", "F32", [2, 32]),
        ("lora_B.weight", "F32", [32, 2]),
      ], nil, "parts of an adapter such as 'model.layers.0.self_attn.q_proj.lora_A.weight'"
    ),
    ([("weight", "I8", [32, 16]), ("scale", "F8_E8M0", [32, 1])], "fp8", "MXFP4"),
    ([("weight", "I8", [32, 32])], nil, "whole numbers are codes"),
    ([("weight", "I64", [32, 32])], nil, "whole numbers are codes"),
    ([("weight", "I8", [32, 32]), ("weight_scale", "F32", [7, 3])], nil, "no scales for"),
  ]

  @Test(arguments: schemes.indices) func `other codes are refused by the scheme's name`(
    number: Int
  ) throws {
    let (tensors, method, says) = Self.schemes[number]
    let folder = try TemporaryFolder()
    var entries = try #require(
      JSON.load(path: fixture("checkpoints/llama/config.json")).objectValue)
    if let method {
      entries["quantization_config"] = .object(["quant_method": .string(method)])
    }
    try writeAtomically(Array(JSON.object(entries).text.utf8), to: folder.file("config.json"))
    let base = "model.layers.0.self_attn.q_proj."
    var file = try CheckpointFile(fixture("checkpoints/llama/model.safetensors"))
    file.tensors.removeAll { $0.name == base + "weight" }
    for (name, type, shape) in tensors {
      let size = ["I32": 4, "U32": 4, "F32": 4, "F16": 2, "I64": 8][type] ?? 1
      file.tensors.append(
        .init(
          name: base + name, type: type, shape: shape,
          bytes: Array(repeating: 0, count: shape.reduce(size, *))))
    }
    try file.write(to: folder.file("model.safetensors"))
    let error = #expect(throws: FormatError.self) { try Model(path: folder.path) }
    #expect(error?.problem.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test func `weights that are said to be codes, and are none, are told`() throws {
    let folder = try TemporaryFolder()
    var fields = try #require(
      JSON.load(path: fixture("checkpoints/llama/config.json")).objectValue)
    fields["quantization_config"] = .object(["quant_method": .string("hqq")])
    try writeAtomically(Array(JSON.object(fields).text.utf8), to: folder.file("config.json"))
    try CheckpointFile(fixture("checkpoints/llama/model.safetensors"))
      .write(to: folder.file("model.safetensors"))
    let model = try Model(path: folder.path)
    #expect(
      model.warnings == [
        "\(folder.path)/config.json says that weights are quantised by 'hqq', and they are plain floats: "
          + "they are used as they stand"
      ])
    try expectCheckpoint(fixture("checkpoints/llama"), of: model)
  }
}
