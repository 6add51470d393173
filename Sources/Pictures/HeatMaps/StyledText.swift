internal import Formats
internal import Text

/// Text with colours for a terminal, built piece by piece; a colour is only set where it changes.
///
/// Every line ends with all attributes reset, so that a cut or a pager's margin doesn't bleed.
struct StyledText {
  private(set) var text = ""
  private let depth: ColorDepth
  private var foreground: Color?
  private var background: Color?
  private var isPlain = true

  init(depth: ColorDepth) { self.depth = depth }

  /// Appends plain text in the terminal's own colours.
  mutating func put(_ piece: String) { put(piece, foreground: nil, background: nil) }

  /// Appends `piece` in these colours; nil is the terminal's own.
  ///
  /// Spaces show no foreground, so a change of it is put off until something does.
  mutating func put(_ piece: String, foreground: Color?, background: Color?) {
    guard depth.showsColormaps else {
      text += piece
      return
    }
    var codes: [String] = []
    if background != self.background {
      codes.append(background.map { "48;" + code($0) } ?? "49")
      self.background = background
    }
    if foreground != self.foreground && piece.contains(where: { $0 != " " }) {
      codes.append(foreground.map { "38;" + code($0) } ?? "39")
      self.foreground = foreground
    }
    if !codes.isEmpty {
      text += "\u{1B}[" + codes.joined(separator: ";") + "m"
      isPlain = false
    }
    text += piece
  }

  mutating func endLine() {
    if !isPlain { text += "\u{1B}[0m" }
    (foreground, background, isPlain) = (nil, nil, true)
    while text.last == " " { text.removeLast() }
    text += "\n"
  }

  private func code(_ color: Color) -> String {
    depth == .truecolor
      ? "2;\(color.red);\(color.green);\(color.blue)" : "5;\(color.paletteIndex)"
  }
}
