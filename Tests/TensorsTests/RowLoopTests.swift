import Tensors
import Testing

@Suite struct RowLoopTests {
  private func fill(
    _ values: inout [Float], stoppingEvery length: Int, _ checkpoint: () throws -> Void
  ) rethrows {
    try unsafe Parallel.forRows(
      of: &values, columns: 3, grain: 1, stoppingEvery: length, checkpoint
    ) { rows, floats in
      for (index, row) in rows.enumerated() {
        for column in 0..<3 { unsafe floats[index * 3 + column] += Float(row * 3 + column) }
      }
    }
  }

  @Test(arguments: [1, 4, 10, 11, .max])
  func `every row is visited once, whatever the parts`(length: Int) {
    var values = [Float](repeating: 0, count: 30)
    var asked = 0
    fill(&values, stoppingEvery: length) { asked += 1 }
    #expect(values == (0..<30).map { Float($0) })
    #expect(asked == (10 - 1) / length + 1)
  }

  @Test func `what the checkpoint throws leaves the rest as it was`() {
    var values = [Float](repeating: 0, count: 30)
    var asked = 0
    #expect(throws: CancellationError.self) {
      try fill(&values, stoppingEvery: 4) {
        asked += 1
        if asked == 2 { throw CancellationError() }
      }
    }
    #expect(values == (0..<30).map { $0 < 12 ? Float($0) : 0 })
  }
}
