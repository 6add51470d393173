import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// One prompt of one model with what an independent program made of it in float64 (`Fixtures/causal/README.md`).
struct CausalCase: CustomTestStringConvertible, Sendable {
  let name: String
  let prompt: String

  var testDescription: String { "\(name) \(prompt)" }

  static let families = [
    "gpt2", "gpt_neox", "llama", "gemma2", "qwen3", "gpt_oss", "mixtral", "olmo2",
  ]

  static let all =
    (0..<5).map { CausalCase(name: "demo", prompt: "p\($0)") }
    + families.flatMap { name in (0..<2).map { CausalCase(name: name, prompt: "p\($0)") } }

  static let withPaths = all.filter { ["demo", "gpt2", "gpt_neox"].contains($0.name) }

  func open() throws -> CausalFixture { try CausalFixture(self) }
}

/// The folder of a model by its fixtures' name.
func modelFolder(_ name: String) -> String {
  name == "demo" ? fixture("../../Sources/CDemoModel/Model") : fixture("models/\(name)")
}

/// An opened case: model, prompt and expected arrays.
struct CausalFixture {
  let name: String
  let model: EditedModel
  let arrays: NPZFile
  let meta: JSON

  init(_ own: CausalCase) throws {
    let folder = fixture("causal/\(own.name)/\(own.prompt)")
    name = own.name
    model = EditedModel(try Model(path: modelFolder(own.name)))
    arrays = try NPZFile(path: folder + "/arrays.npz")
    meta = try JSON.load(path: folder + "/meta.json")
  }

  var config: ModelConfig { model.config }
  var tokens: [Int] { integers("ids") }
  var corrupt: [Int] { integers("corrupt_ids") }
  var resample: [Int] { integers("resample_ids") }
  var answer: Int { meta["answer"]?.integerValue ?? -1 }
  var against: Int { meta["against"]?.integerValue ?? -1 }
  var meanSet: [[Int]] {
    (meta["mean_set"]?.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.integerValue) }
  }

  func metric(_ kind: Metric.Kind = .difference) throws -> Metric {
    try Metric(kind, answer: answer, against: against)
  }

  func integers(_ key: String) -> [Int] {
    (meta[key]?.arrayValue ?? []).compactMap(\.integerValue)
  }

  func array(_ name: String) throws -> Tensor { try arrays.tensor(name) }

  /// Expects numbers that agree with an array up to a ten-thousandth of its largest value.
  func expect(
    _ values: [Double], _ array: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    expectNear(values, try self.array(array).values, array, location)
  }
}

/// Expects numbers that agree up to a ten-thousandth of the largest; NaN stands where there is no value.
func expectNear(
  _ values: [Double], _ expected: [Float], _ name: String,
  _ location: SourceLocation = #_sourceLocation
) {
  let pairs = zip(values, expected).filter { !$0.1.isNaN }
  let worst = worstRelativeDifference(pairs.map { Float($0.0) }, to: pairs.map(\.1))
  #expect(
    values.count == expected.count && worst < 1e-4, "\(name): \(worst)", sourceLocation: location)
}

/// Expects the ids of the largest values, but for those whose values are nearer than rounding.
func expectTop(
  _ scores: [(id: Int, value: Double)], ids: [Float], values: [Float], _ name: String,
  _ location: SourceLocation = #_sourceLocation
) {
  expectNear(scores.map(\.value), values, name, location)
  for place in ids.indices where scores[place].id != Int(ids[place]) {
    let neighbours = [place - 1, place + 1].filter(values.indices.contains)
    let gap = neighbours.map { abs(values[place] - values[$0]) }.min() ?? .infinity
    #expect(gap < 1e-4, "\(name): place \(place)", sourceLocation: location)
  }
}
