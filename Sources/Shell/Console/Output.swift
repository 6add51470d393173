import Files
import Foundation
import Pictures
import Terminal
import Text

/// Where a command's results go, and what may be written there.
final class Output {
  /// Colours and weights for text; none off a terminal.
  let style: Style
  /// Whether a person sees it as it comes.
  let isTerminal: Bool
  /// Cells of the screen, or the width that text off a terminal is laid out for.
  var size: TerminalSize {
    fixedSize ?? (isTerminal ? TerminalSize(environment: environment) : .standard)
  }
  /// What pictures the screen shows.
  let graphics: Graphics
  /// The file that the results are for, whose ending may ask for a format.
  let file: String?

  private let environment: [String: String]
  private let standard: StandardOutput?
  private let client: AttachedClient?
  private let fixedSize: TerminalSize?
  /// Whether an attached process gets values as they are, and the formats of pictures that it wants
  /// too.
  private(set) var sendsValues = false
  private(set) var pictures: [FigureFormat] = []
  /// What was written, where nothing is sent on: in pieces, since one array of hundreds of megabytes can't
  /// grow without a pause that Ctrl-C would wait for.
  private var pieces: [[UInt8]] = []

  /// Standard output.
  init(color: ColorChoice, environment: [String: String]) {
    isTerminal = Terminal.isTerminal(1)
    style = Style(
      depth: ColorDepth(choice: color, isTerminal: isTerminal, environment: environment))
    self.environment = environment
    graphics = Graphics(depth: style.depth, environment: environment)
    standard = StandardOutput()
    (file, client, fixedSize) = (nil, nil, nil)
  }

  /// A pipe to a program.
  init(descriptor: Int32) {
    (style, isTerminal, environment, file) = (.plain, false, [:], nil)
    graphics = Graphics(depth: .none, environment: [:])
    standard = StandardOutput(descriptor: descriptor)
    (client, fixedSize) = (nil, nil)
  }

  /// Collects what is written, for a file.
  init(for file: String? = nil) {
    (style, isTerminal, environment, standard, self.file) = (.plain, false, [:], nil, file)
    (client, fixedSize) = (nil, nil)
    graphics = Graphics(depth: .none, environment: [:])
  }

  /// Collects what is written as it would look on `screen`, for a pager.
  ///
  /// - Parameter isPlain: Whether colours are left out.
  init(asOn screen: Output, isPlain: Bool = false) {
    (style, isTerminal, file) = (isPlain ? .plain : screen.style, screen.isTerminal, nil)
    (environment, standard) = (screen.environment, nil)
    (client, fixedSize) = (nil, screen.fixedSize)
    // A pager shows characters alone.
    graphics = Graphics(depth: .none, environment: [:])
  }

  /// The standard output of a process that is attached to the session.
  init(to client: AttachedClient, for request: AttachedRequest) {
    (isTerminal, environment) = (request.isTerminal, request.environment)
    style = Style(
      depth: ColorDepth(
        choice: ColorChoice(rawValue: request.color) ?? .auto, isTerminal: isTerminal,
        environment: environment))
    graphics = Graphics(depth: style.depth, environment: environment, mayAsk: false)
    fixedSize =
      isTerminal
      ? TerminalSize(
        columns: min(max(request.columns, 20), 1000), rows: min(max(request.rows, 5), 1000)) : nil
    (self.client, standard, file) = (client, nil, nil)
    sendsValues = request.givesValues
    pictures = request.pictures.compactMap(FigureFormat.init).filter { [.png, .svg].contains($0) }
  }

  /// Writes `text` and a line feed.
  func line(_ text: String = "") throws { try write(text + "\n") }

  /// Writes `text`, on a terminal with no orders to it but colours.
  func write(_ text: String) throws {
    try write(bytes: (isTerminal ? printable(text, keepsColors: style.depth != .none) : text).utf8)
  }

  /// Writes a picture's sequences.
  func write(_ picture: Picture, for choice: GraphicsChoice) throws {
    try write(bytes: picture.sequences(for: choice).utf8)
  }

  /// Writes `bytes` as they are.
  func write(bytes: some Sequence<UInt8>) throws {
    if let client {
      try client.write(.output, Array(bytes))
    } else if let standard {
      try standard.write(bytes: bytes)
    } else {
      if pieces.last.map({ $0.count >= 1 << 20 }) ?? true { pieces.append([]) }
      pieces[pieces.count - 1] += bytes
    }
  }

  /// What was written, where nothing is sent on.
  var collected: [UInt8] { pieces.count == 1 ? pieces[0] : Array(pieces.joined()) }

  /// Writes what was collected to a file, whole or not at all.
  ///
  /// - Throws: As `writeAtomically`.
  func save(
    to path: String, appends: Bool = false, isCancelled: @escaping () -> Bool
  ) throws {
    try writeAtomically(pieces: pieces, to: path, appends: appends, isCancelled: isCancelled)
  }

  /// Sends what was kept back.
  func flush() throws { try standard?.flush() }
}
