internal import Foundation
internal import Text

/// A picture for a terminal that shows pixels.
public struct Picture: Sendable {
  /// A colour, a byte a channel.
  public typealias Color = (red: UInt8, green: UInt8, blue: UInt8)

  /// Pixels across.
  public let width: Int

  /// Pixels down.
  public let height: Int

  /// The place in `palette` of each pixel, row by row.
  let indices: [UInt8]

  let palette: [Color]

  /// The same picture as a PNG file.
  let png: [UInt8]

  /// A picture of `width * height` pixels, as places in a palette and as a PNG file.
  public init(width: Int, height: Int, indices: [UInt8], palette: [Color], png: [UInt8]) {
    precondition(indices.count == width * height, "\(indices.count) pixels")
    (self.width, self.height, self.indices) = (width, height, indices)
    (self.palette, self.png) = (palette, png)
  }

  /// The sequences that show the picture where the cursor is and leave the cursor below it; empty
  /// for a protocol of characters.
  public func sequences(for choice: GraphicsChoice) -> String {
    let columns = (width + choice.cell.width - 1) / choice.cell.width
    let rows = (height + choice.cell.height - 1) / choice.cell.height
    switch choice.protocol {
    case .kitty:
      return choice.isInsideTmux
        ? kittyPlaceholders(columns: columns, rows: rows)
        : kitty(columns: columns, rows: rows) + "\n"
    case .iterm:
      let text = iterm(columns: columns, rows: rows)
      return (choice.isInsideTmux ? passedThroughTmux(text) : text) + "\n"
    case .sixel: return sixel() + "\n"
    case .blocks, .ascii, .off: return ""
    }
  }
}

/// `sequence` wrapped so that tmux, where `allow-passthrough` is on, hands it to its own terminal.
func passedThroughTmux(_ sequence: String) -> String {
  "\u{1B}Ptmux;" + sequence.replacing("\u{1B}", with: "\u{1B}\u{1B}") + "\u{1B}\\"
}

/// iTerm2's inline images: https://iterm2.com/documentation-images.html
extension Picture {
  /// The picture at the cursor, over so many cells.
  func iterm(columns: Int, rows: Int) -> String {
    "\u{1B}]1337;File=inline=1;size=\(png.count);width=\(columns);height=\(rows)"
      + ";preserveAspectRatio=1:\(Data(png).base64EncodedString())\u{07}"
  }
}
