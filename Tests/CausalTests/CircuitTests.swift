import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct CircuitTests {
  static let models = CausalCase.families + ["demo"]

  private func open(_ name: String) throws -> (Model, NPZFile) {
    (
      try Model(path: modelFolder(name)),
      try NPZFile(path: fixture("causal/\(name)/circuits/arrays.npz"))
    )
  }

  @Test(arguments: models)
  func `scores of heads by weights are the oracle's`(name: String) throws {
    let (model, arrays) = try open(name)
    for form in CircuitForm.allCases {
      let scores: [(CircuitScore, String)] = [
        (.copying, "copying"), (.ov, "ov_eig_ratio"), (.matching, "qk_matching"),
      ]
      for (score, array) in scores {
        let rows = try model.circuit(score, form: form, rows: .embedding)
        expectNear(
          rows.map(\.value), try arrays.tensor("\(array)_\(form.rawValue)").values,
          "\(array) \(form)")
      }
    }
    for (rows, suffix) in [(TokenRows.normed, "norm"), (.effective, "eff")] {
      for (score, array) in [(CircuitScore.copying, "copying"), (.matching, "qk_matching")] {
        let values = try model.circuit(score, rows: rows).map(\.value)
        expectNear(values, try arrays.tensor("\(array)_\(suffix)").values, "\(array) \(rows)")
      }
      let rates = try model.circuit(.copyRate, rows: rows).map(\.value)
      let expected = try arrays.tensor("copy_top10_\(suffix)").values
      // A token on the edge of the ten may fall to either side.
      let step = 2 / Float(model.config.vocabularySize)
      #expect(worstDifference(rates.map { Float($0) }, expected) < step, "\(rows)")
    }
  }

  @Test(arguments: models)
  func `composition of every pair of heads is the oracle's`(name: String) throws {
    let (model, arrays) = try open(name)
    for form in CircuitForm.allCases {
      for input in PathInput.allCases {
        let expected = try arrays.tensor("comp_\(input.rawValue)_\(form.rawValue)")
        let (n, all) = (model.config.heads, model.config.layers * model.config.heads)
        var values = [Double](repeating: 0, count: all * all)
        for row in try model.composition(by: input, form: form) {
          let (writer, reader) = (row.writer, row.reader)
          values[(writer.layer * n + writer.index) * all + reader.layer * n + reader.index] =
            row.value
        }
        expectNear(values, expected.values, "\(input) \(form)")
      }
    }
  }

  @Test(arguments: models)
  func `tokens that a head raises are the oracle's`(name: String) throws {
    let (model, arrays) = try open(name)
    let tokens = try arrays.tensor("ov_tokens").values.map { Int($0) }
    let kinds: [(String, CircuitForm, TokenRows)] = [
      ("raw", .raw, .embedding), ("folded", .folded, .embedding), ("norm", .folded, .normed),
      ("eff", .folded, .effective),
    ]
    for (suffix, form, rows) in kinds {
      let ids = try arrays.tensor("ov_top_ids_\(suffix)")
      let values = try arrays.tensor("ov_top_values_\(suffix)")
      var row = 0
      for head in model.config.allHeads {
        let top = try model.outputTokens(
          of: head, lookingAt: tokens, form: form, rows: rows)
        for own in top {
          expectTop(
            own.map { ($0.token, Double($0.value)) }, ids: ids.rowValues(row),
            values: values.rowValues(row), "\(suffix) \(head)")
          row += 1
        }
      }
      #expect(row == ids.rows)
    }
  }

  @Test func `what can't be read from weights is refused`() throws {
    let encoder = try Model(path: fixture("models/bert"))
    #expect(throws: CausalError.self) { try encoder.circuit(.copying) }
    #expect(throws: CausalError.self) { try encoder.circuit(.ov) }
    #expect(try encoder.circuit(.ov, form: .raw).count == encoder.config.allHeads.count)
    let (model, _) = try open("gpt2")
    #expect(throws: CausalError.self) {
      try model.circuit(.ov, heads: [Head(layer: 99, index: 0)])
    }
    #expect(throws: CausalError.self) {
      try model.composition(
        by: .q, writers: [Head(layer: 1, index: 0)], readers: [Head(layer: 1, index: 1)])
    }
  }
}
