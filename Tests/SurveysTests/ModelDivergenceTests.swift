import Activations
import Files
import Foundation
import Surveys
import Tensors
import TestSupport
import Testing

@Suite struct ModelDivergenceTests {
  /// Reads bytes, or each byte twice from the text "odd" on; its rows are what `row` says.
  private func model(
    doubles: Bool = false, _ row: @escaping @Sendable (_ query: Int, _ key: Int) -> Float
  ) -> SurveyModel {
    SurveyModel(
      windows: { text in
        let ids = text.utf8.map { Int($0) }
        return [.init(ids: doubles && text == "odd" ? ids + ids : ids, text: text)]
      },
      run: { prompts, layers, tap in
        for layer in layers {
          for (index, ids) in prompts.enumerated() {
            let count = ids.count
            let values = (0..<count * count).map { row($0 / count, $0 % count) }
            try tap(layer, index, Tensor(shape: [1, count, count], values: values))
          }
        }
      }, pieces: { ids in ids.map { "\($0)" } })
  }

  private func compare(
    _ texts: [String], _ left: SurveyModel, _ right: SurveyModel
  ) throws -> (rows: [ModelDivergence.Row], unequal: Int, report: Survey.Report) {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(texts.joined(separator: "\n").utf8), "x.txt")
    var settings = try SurveySettings(
      model: "toy", fingerprint: "", vocabulary: 256,
      heads: [Head(layer: 0, index: 0), Head(layer: 5, index: 0)],
      scores: [], longest: 100, sources: [path])
    settings.unit = .line
    return try ModelDivergence(settings)(try SurveyFiles([path]), by: (left, right))
  }

  @Test func rowsWithNothingInCommonDivergeByOne() throws {
    // The first row sees itself alone in both, and all others have 1: (n - 1) / n of a text of n tokens.
    let first = model { $1 == 0 ? 1 : 0 }
    let own = model { $0 == $1 ? 1 : 0 }
    let (rows, unequal, report) = try compare(["abcd", "ab"], first, own)
    #expect(rows.map(\.head.description) == ["L0H0", "L5H0"])
    for row in rows {
      #expect(abs(row.mean - (0.75 + 0.5) / 2) < 1e-9)
      #expect(abs(row.deviation - 0.25 / 2.0.squareRoot()) < 1e-9)
      #expect(abs(row.most - 0.75) < 1e-9)
      #expect(row.delta == 1)
    }
    #expect((unequal, report.texts, report.windows) == (0, 2, 2))
  }

  @Test func rowsThatShareHalf() throws {
    // (1, 0) and (1/2, 1/2): log2(4/3) / 2 + (log2(2/3) + 1) / 4, worked out by hand.
    let first = model { $1 == 0 ? 1 : 0 }
    let even = model { $0 == 0 ? ($1 == 0 ? 1 : 0) : 0.5 }
    let row = try compare(["ab"], first, even).rows[0]
    let expected = (log2(4.0 / 3) / 2 + (log2(2.0 / 3) + 1) / 4) / 2
    #expect(abs(row.mean - expected) < 1e-6)
    #expect(row.delta == 0.5)
    #expect(row.deviation.isNaN)
    let same = try compare(["ab", "abc"], even, even).rows[0]
    #expect((same.mean, same.delta, same.most) == (0, 0, 0))
  }

  @Test func textsOfOtherLengthsAreCountedAndLeftOut() throws {
    let plain = model { $1 == 0 ? 1 : 0 }
    let doubled = model(doubles: true) { $1 == 0 ? 1 : 0 }
    let (_, unequal, report) = try compare(["abc", "odd", "ab", "odd"], plain, doubled)
    #expect((unequal, report.texts, report.windows) == (2, 4, 2))
    let none = try compare(["odd"], plain, doubled).rows
    #expect(none.allSatisfy { $0.delta.isNaN && $0.mean.isNaN && $0.most.isNaN })
  }

  @Test func aWeightThatIsNoNumberIsNoDifferenceOfZero() throws {
    let plain = model { $1 == 0 ? 1 : 0 }
    let broken = model { $0 == 1 && $1 == 0 ? .nan : 0 }
    #expect(throws: (any Error).self) { try compare(["ab"], plain, broken) }
  }
}
