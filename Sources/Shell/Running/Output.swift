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
  /// The file that the results are for, whose ending may ask for a format.
  let file: String?

  private let environment: [String: String]
  private let standard: StandardOutput?
  /// What was written, where nothing is sent on.
  private(set) var collected: [UInt8] = []

  /// Standard output.
  init(color: ColorChoice, environment: [String: String]) {
    isTerminal = Terminal.isTerminal(1)
    style = Style(
      depth: ColorDepth(choice: color, isTerminal: isTerminal, environment: environment))
    self.environment = environment
    standard = StandardOutput()
    file = nil
  }

  /// A pipe to a program.
  init(descriptor: Int32) {
    (style, isTerminal, environment, file) = (.plain, false, [:], nil)
    standard = StandardOutput(descriptor: descriptor)
  }

  /// Collects what is written, for a file.
  init(for file: String? = nil) {
    (style, isTerminal, environment, standard, self.file) = (.plain, false, [:], nil, file)
  }

  /// Collects what is written as it would look on `screen`, for a pager.
  init(asOn screen: Output) {
    (style, isTerminal, file) = (screen.style, screen.isTerminal, nil)
    (environment, standard) = (screen.environment, nil)
  }

  /// Writes `text` and a line feed.
  func line(_ text: String = "") throws { try write(text + "\n") }

  /// Writes `text` as it is.
  func write(_ text: String) throws { try write(bytes: text.utf8) }

  /// Writes `bytes` as they are.
  func write(bytes: some Sequence<UInt8>) throws {
    if let standard { try standard.write(bytes: bytes) } else { collected += bytes }
  }

  /// Sends what was kept back.
  func flush() throws { try standard?.flush() }
}
