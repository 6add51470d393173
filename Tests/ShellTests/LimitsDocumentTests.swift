import Foundation
import Testing

/// docs/limits.md says what the code does, and leaves no bound out.
@Suite struct LimitsDocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A row of the table whose bound stands in the code.
  private struct Row {
    let limit: String
    let file: String
    let code: String
  }

  private static func rows() throws -> [Row] {
    let page = try String(contentsOf: root.appending(path: "docs/limits.md"), encoding: .utf8)
    return page.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard cells.count == 7, cells[3].hasPrefix("`") else { return nil }
      let place = cells[3].trimmingCharacters(in: ["`"]).split(separator: ": ", maxSplits: 1)
      return Row(limit: cells[2], file: String(place[0]), code: String(place[1]))
    }
  }

  /// The number that a cell begins with, its unit multiplied in.
  private static func number(_ cell: String) throws -> Double {
    let units = ["KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "MB": 1e6, "GB": 1e9]
    let words = cell.split(separator: " ").map(String.init)
    let number = try #require(Double(words[0].replacing(",", with: "")), "\(cell)")
    return number * (words.count > 1 ? units[words[1]] ?? 1 : 1)
  }

  /// The number that a piece of code ends with, such as `4 << 30`.
  private static func value(_ code: String) throws -> Double {
    let match = try #require(
      code.firstMatch(of: /([0-9][0-9_]*(?:\.[0-9]+)?)( << ([0-9]+))?$/), "\(code)")
    let number = try #require(Double(match.1.replacing("_", with: "")), "\(code)")
    return number * pow(2, match.3.flatMap { Double($0) } ?? 0)
  }

  @Test func `every limit is the code's`() throws {
    let rows = try Self.rows()
    #expect(rows.count > 60)
    for row in rows {
      let source = try String(
        contentsOf: Self.root.appending(path: "Sources").appending(path: row.file), encoding: .utf8)
      #expect(source.contains(row.code), "\(row.file): \(row.code)")
      #expect(try Self.number(row.limit) == Self.value(row.code), "\(row.limit): \(row.code)")
    }
  }

  /// Sizes of work, and no bounds of what comes in.
  private static let sizesOfWork = [
    "Workspace/Workspace+Scores.swift", "Transformers/Attention/Attention.swift",
    "Transformers/Mixers/Mixer.swift",
    "Surveys/Statistics/ExactSum.swift", "Surveys/ModelDivergence.swift",
    "Pictures/HeatMaps/HeatMap+Pixels.swift",
    "Tokenizers/Models/WordCache.swift",
  ]

  @Test func `every bound of the code is in the table`() throws {
    let folder = Self.root.appending(path: "Sources").path
    let listed = try Self.rows()
    var count = 0
    for file in FileManager.default.subpaths(atPath: folder) ?? [] where file.hasSuffix(".swift") {
      if Self.sizesOfWork.contains(file) { continue }
      let source = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      let bounds =
        /(?:static|^private|^package|\n(?:private|package)) let ((?:most|longest|deepest|largest|greatest|limit)[A-Za-z]*)(?:: [A-Za-z]+)? = [0-9]/
      for bound in source.matches(of: bounds) where bound.1 != "mostPrompts" {
        count += 1
        #expect(
          listed.contains { $0.file == file && $0.code.hasPrefix("\(bound.1) = ") },
          "\(file): \(bound.1)")
      }
    }
    #expect(count > 30)
  }
}
