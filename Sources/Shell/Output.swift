import Foundation
import Terminal

/// Where a command's results go, and what may be written there.
final class Output {
  /// Colours and weights for text; none off a terminal.
  let style: Style
  /// Whether a person sees it as it comes.
  let isTerminal: Bool
  /// Cells of the screen, or the width that text off a terminal is laid out for.
  var size: TerminalSize { isTerminal ? TerminalSize(environment: environment) : .standard }

  private let environment: [String: String]
  private let standard: StandardOutput?
  private(set) var collected = ""

  /// Standard output.
  init(color: ColorChoice, environment: [String: String]) {
    isTerminal = Terminal.isTerminal(1)
    style = Style(
      depth: ColorDepth(choice: color, isTerminal: isTerminal, environment: environment))
    self.environment = environment
    standard = StandardOutput()
  }

  /// Collects what is written, for a file or a test.
  init() {
    (style, isTerminal, environment, standard) = (.plain, false, [:], nil)
  }

  /// Writes `text` and a line feed.
  func line(_ text: String = "") throws { try write(text + "\n") }

  /// Writes `text` as it is.
  func write(_ text: String) throws {
    if let standard { try standard.write(text) } else { collected += text }
  }

  /// Sends what was kept back.
  func flush() throws { try standard?.flush() }
}

/// Rows under names, written for a person as aligned columns and off a terminal as tab-separated values.
struct TextTable {
  let columns: [String]
  var rows: [[String]] = []

  /// The table as lines.
  func text(aligned: Bool, style: Style) -> String {
    guard aligned else {
      return ([columns] + rows).map { row in
        row.map { $0.replacing("\t", with: " ").replacing("\n", with: " ") }.joined(separator: "\t")
          + "\n"
      }.joined()
    }
    let widths = columns.indices.map { column in
      ([columns] + rows).map { displayWidth(of: $0[column]) }.max() ?? 0
    }
    func line(_ row: [String]) -> String {
      let cells = row.indices.map { row[$0].padded(toWidth: widths[$0]) }.joined(separator: "  ")
      return cells.trimmingSuffix(" ")
    }
    return style(line(columns), .dim) + "\n" + rows.map { line($0) + "\n" }.joined()
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var rest = self[...]
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }
}
