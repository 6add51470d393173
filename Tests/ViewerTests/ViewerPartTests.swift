import Activations
import Formats
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Tensors
import TestSupport
import Testing
import Viewer

/// Parts of patterns that are too large for a page.
@Suite struct ViewerPartTests {
  private static let side = 1030
  private let viewer: ViewerFixture
  private let pattern: Tensor

  /// The fixture with a second prompt, whose one head has more tokens than an overview has squares.
  init() throws {
    viewer = try ViewerFixture()
    let side = Self.side
    var values = [Float](repeating: 0, count: side * side)
    for query in 0..<side {
      for key in 0...query {
        values[query * side + key] = Float((query * 31 + key * 17) % 101) / 101
      }
    }
    values[1000 * side + 3] = -2
    pattern = Tensor(shape: [side, side], values: values)
    var cache = ActivationCache()
    cache[.pattern(0)] = Tensor(shape: [1, side, side], values: values)
    try viewer.store.write(cache, of: Self.prompt, model: "m")
  }

  private static let prompt = PromptRecord(text: "long", tokens: [])
  private var head: String { "m/\(Self.prompt.hash)/0/0" }

  /// The value farthest from 0, or the mean, of each square.
  private func pooled(
    _ step: Int, rows: Range<Int>, keys: Range<Int>, isMean: Bool = false
  ) -> [Float] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: step).flatMap { top in
      stride(from: keys.lowerBound, to: keys.upperBound, by: step).map { left in
        var cells: [Float] = []
        for row in top..<min(top + step, rows.upperBound) {
          for key in left..<min(left + step, keys.upperBound) {
            cells.append(pattern.values[row * Self.side + key])
          }
        }
        if isMean { return Float(cells.reduce(0.0) { $0 + Double($1) } / Double(cells.count)) }
        return cells.max { abs($0) < abs($1) } ?? .nan
      }
    }
  }

  @Test func `a large pattern is seen from afar, and a small one whole`() async throws {
    let far = try await viewer.ask("/api/pattern/\(head)?most=1000000")
    #expect(far.header("X-Shape") == "1030,1030")
    #expect(far.header("X-Step") == "2")
    #expect(far.header("X-Causal") == "1")
    #expect(far.header("X-Range") == "-2.0,\(Float(100) / 101)")
    #expect(far.floats == pooled(2, rows: 0..<Self.side, keys: 0..<Self.side))
    let small = try await viewer.ask("/api/pattern/" + viewer.head("0/0") + "?most=1000000")
    #expect(small.header("X-Step") == nil && small.floats.count == 9)
  }

  @Test func `a part is exact where squares are cells, else pooled`() async throws {
    let cells = try await viewer.ask("/api/part/\(head)?rows=999-1000&keys=0-4")
    #expect(cells.header("X-Shape") == "2,5")
    #expect(cells.floats == pooled(1, rows: 999..<1001, keys: 0..<5))
    let squares = try await viewer.ask("/api/part/\(head)?rows=872-1029&keys=0-255&step=8")
    #expect(squares.header("X-Shape") == "20,32")
    #expect(squares.floats == pooled(8, rows: 872..<1030, keys: 0..<256))
    let means = try await viewer.ask("/api/part/\(head)?rows=872-1029&keys=0-255&step=8&by=mean")
    let expected = pooled(8, rows: 872..<1030, keys: 0..<256, isMean: true)
    #expect(zip(means.floats, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let row = try await viewer.ask("/api/part/\(head)?rows=1029-1029")
    #expect(row.floats == Array(pattern.values.suffix(Self.side)))
  }

  @Test func `without the first token it is NaN`() async throws {
    let row = try await viewer.ask("/api/part/\(head)?rows=9-9&first=drop").floats
    #expect(row[0].isNaN && row[1] == pattern.values[9 * Self.side + 1])
    let rescaled = try await viewer.ask("/api/part/\(head)?rows=9-9&first=renormalise").floats
    #expect(abs(rescaled.dropFirst().reduce(0, +) - 1) < 1e-5)
  }

  @Test(arguments: [
    ("rows=5-2", "no part of 0-1029"), ("rows=0-1030", "no part of 0-1029"),
    ("keys=x-2", "no place of 'keys'"), ("rows=3", "no part of"), ("step=0", "'step' is 1 to"),
    ("step=99999999999", "'step' is 1 to"), ("by=median", "strongest or mean"),
    ("first=gone", "drop or renormalise"),
  ])
  func `what is no part is refused in a sentence`(query: String, problem: String) async throws {
    let answer = try await viewer.ask("/api/part/\(head)?\(query)")
    #expect(answer.status == .badRequest)
    #expect(try answer.problem.contains(problem))
  }
}
