import Foundation
import Terminal
import Text
import Workspace

/// Programs that show a long text a screen at a time.
enum Pager {
  /// Quits by itself where all fits the screen, passes colours on, cuts long lines.
  static let standard = "less -RSF"

  private static let names: Set<String> = ["less", "more", "most", "pg"]

  /// Whether it passes colours on: `less` does as it is told.
  static func showsColors(_ command: String) -> Bool {
    let words = command.split(separator: " ")
    return words.first != "less" && words.first != "more"
      || words.dropFirst().contains { $0.hasPrefix("-") && $0.lowercased().contains("r") }
  }

  /// Whether a command for the system's shell is one of them and nothing else.
  static func isPager(_ command: String) -> Bool {
    guard let program = command.split(separator: " ").first else { return false }
    return names.contains(String(program)) && !command.contains { "|;&<>\n".contains($0) }
  }
}

extension Console {
  /// The user's pager.
  var pager: String {
    environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? Pager.standard
  }

  /// Whether a pager can have the terminal: a job has none, and who is attached has one at a
  /// prompt.
  var showsPagers: Bool { output.isTerminal && job == nil && (client == nil || isAtPrompt) }

  /// Whether a person would see the end of `text` alone.
  func isLongerThanScreen(_ text: String) -> Bool {
    guard isAtPrompt, showsPagers, environment["TERM"] != "dumb" else { return false }
    let width = max(output.size.columns, 1)
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
      $0 + max(1, (displayWidth(of: String($1)) + width - 1) / width)
    }
    return rows >= output.size.rows
  }

  /// Shows a whole result in a pager, as it would look on the screen.
  ///
  /// - Parameter always: Whether also what fits the screen goes to it.
  func page(
    _ value: Value, mode: OutputMode, by pager: String, _ settings: Settings, always: Bool = true
  ) throws {
    let collected = Output(asOn: output, isPlain: !Pager.showsColors(pager))
    var writer = ValueWriter(mode: mode, output: collected, settings: settings)
    writer.isCapped = false
    try writer.write(value)
    let bytes = collected.collected
    guard always || isLongerThanScreen(String(decoding: bytes, as: UTF8.self)) else {
      return try output.write(bytes: bytes)
    }
    if let client { return try client.write(.page, bytes) }
    try show(bytes, by: pager)
  }

  /// Shows bytes in a pager.
  func show(_ bytes: [UInt8], by pager: String) throws {
    try output.flush()
    let program = try ExternalProgram(pager, takesInput: true, self)
    let pipe = Output(descriptor: program.input)
    do {
      try pipe.write(bytes: bytes)
      try pipe.flush()
    } catch OutputError.closed {
      // The reader has seen enough.
    }
    try program.finish()
  }
}
