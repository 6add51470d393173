import Activations
import Testing
import Workspace

@Suite struct TableTests {
  private let table = Table([
    .text("name", ["b", "a", "c", "d"]),
    .integer("count", [10, 9, 10, 1]),
    .number("score", [0.5, .nan, 0.25, 0.75]),
    .head("head", [1, 10, 2, 0].map { Head(layer: $0, index: 0) }),
  ])

  @Test(arguments: [
    ("name", false, ["a", "b", "c", "d"]), ("name", true, ["d", "c", "b", "a"]),
    // Equal ones stay in their order, either way.
    ("count", false, ["d", "a", "b", "c"]), ("count", true, ["b", "c", "a", "d"]),
    // What is no number comes last, either way.
    ("score", false, ["c", "b", "d", "a"]), ("score", true, ["d", "b", "c", "a"]),
    // L10 comes after L2.
    ("head", false, ["d", "b", "c", "a"]),
  ])
  func `rows are sorted by the type of their column`(
    column: String, descending: Bool, names: [String]
  ) throws {
    let sorted = try table.sorted(by: try #require(table[column]), descending: descending)
    #expect(sorted["name"]?.cells == .text(names))
  }

  @Test func `numbers are written with all the digits they came with and no more`() {
    let cells = Table.Cells.number([Double(Float(0.1)), 0.1, 1, -0.0, 1e300, .nan])
    #expect((0..<6).map { cells.text($0) } == ["0.1", "0.1", "1", "0", "1e+300", "nan"])
  }

  @Test func `a table without rows has its columns still`() {
    let empty = table.rows([])
    #expect(empty.rowCount == 0)
    #expect(empty.columns.map(\.name) == ["name", "count", "score", "head"])
    #expect(table["nothing"] == nil)
  }
}
