import Formats
import Foundation
import TestSupport
import Testing

/// What commands do with a model some of whose layers have no patterns, and with one whose heads differ from layer to layer.
@Suite struct HybridModelTests {
  private let model = fixture("families/qwen3_5")
  private let ids = "--ids '5 17 3 9 5 17'"

  private func run(_ commands: String, status: Int32 = 0) throws -> (output: String, errors: String)
  {
    let folder = try ProgramFolder()
    let result = try folder.run("-c", "load '\(model)'; capture \(ids); \(commands)")
    #expect(result.status == status, "\(result.errors)")
    return (result.output, result.errors)
  }

  @Test func `a head of a linear layer is refused with what the layer has`() throws {
    let errors = try run("show p0 L0H0", status: 3).errors
    #expect(
      errors.contains(
        "layer 0 has linear attention, which has no pattern; layers with patterns are 1, 3"))
  }

  @Test func `all heads are those that exist`() throws {
    let table = try run("stat p0 L*H* --by entropy --mode csv").output
    for layer in 0..<4 {
      for head in 0..<4 {
        #expect(table.contains("L\(layer)H\(head)") == (layer % 2 == 1), "\(table)")
      }
    }
  }

  @Test(arguments: ["qwen3_5", "lfm2"])
  func `an edit of all heads changes those that exist`(name: String) throws {
    func best(_ edit: String?) throws -> String {
      let folder = try ProgramFolder()
      let change = edit.map { "edit x = \($0): 0; " } ?? ""
      let result = try folder.run(
        "-c",
        "load '\(fixture("families/\(name)"))'; capture \(ids); \(change)"
          + "predict p0 -m \(name)\(edit == nil ? "" : "+x") --mode csv")
      #expect(result.status == 0, "\(result.errors)")
      // What stands before the table tells how long the capture took.
      let table = try #require(result.output.range(of: "rank,id"))
      return String(result.output[table.lowerBound...])
    }
    // Without biases, heads that mix nothing are attention that adds nothing.
    let silent = try best("L1,L3.attn_out")
    #expect(silent.split(separator: "\n").count > 5)
    #expect(try best(nil) != silent)
    #expect(try best("L*H*.z") == silent)
    #expect(try best("L*H*.pattern") == silent)
  }

  @Test func `an edit of a head that is not there names the gap`() throws {
    let errors = try run("edit x = L0H0.z: 0; predict p0 -m qwen3_5+x", status: 3).errors
    #expect(
      errors.contains(
        "layer 0 has linear attention, which has no pattern; layers with patterns are 1, 3"))
  }

  @Test func `scores of weights are those of the heads that exist`() throws {
    let table = try run("rank --by copying --top 99 --mode csv").output
    for layer in 0..<4 {
      for head in 0..<4 {
        #expect(table.contains("L\(layer)H\(head)") == (layer % 2 == 1), "\(table)")
      }
    }
  }

  @Test func `what multiplies all layers' patterns says why it can't`() throws {
    let errors = try run("rollout p0", status: 2).errors
    #expect(
      errors.contains("rollout multiplies patterns of all layers up to 3: layer 0 has linear"))
  }

  @Test func `a folder knows the gaps, and is read as the model is`() throws {
    let folder = try ProgramFolder()
    let result = try folder.run("capture", "-m", model, "--ids", "5 17 3 9", "-o", "out")
    #expect(result.status == 0, "\(result.errors)")
    let config = try JSON.load(path: folder.file("out/qwen3_5/model_cfg.json"))
    #expect(
      config["patternless_layers"]
        == .object(["0": .string("linear attention"), "2": .string("linear attention")]))
    let shown = try folder.run("-c", "load out; show p0 L0H0")
    #expect(shown.status == 3 && shown.errors.contains("layer 0 has linear attention"))
    let table = try folder.run("-c", "load out; stat p0 L*H* --by entropy --mode csv")
    #expect(table.status == 0 && !table.output.contains("L0H") && table.output.contains("L3H3"))
  }

  @Test func `heads of several widths are shown and saved`() throws {
    let folder = try ProgramFolder()
    let gemma = fixture("families/gemma4")
    let result = try folder.run("capture", "-m", gemma, "--ids", "5 17 3 9", "-o", "out")
    #expect(result.status == 0, "\(result.errors)")
    let config = try JSON.load(path: folder.file("out/gemma4/model_cfg.json"))
    #expect(config["d_head_by_layer"] == .array([16, 32, 16, 32, 16, 32].map { .integer($0) }))
    let table = try folder.run("-c", "load out; stat p0 L*H* --by entropy --mode csv")
    #expect(table.status == 0 && table.output.contains("L5H3"), "\(table.errors)")
  }

  @Test func `a multimodal model tells once what is passed over`() throws {
    let folder = try ProgramFolder()
    let result = try folder.run(
      "capture", "-m", fixture("families/qwen3_5_moe"), "--ids", "5 17 3 9", "-o", "out")
    #expect(result.status == 0)
    let told = result.errors.ranges(of: "the language model alone is read")
    #expect(told.count == 1, "\(result.errors)")
  }
}
