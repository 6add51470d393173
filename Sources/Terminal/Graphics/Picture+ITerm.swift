internal import Foundation

/// iTerm2's inline images: https://iterm2.com/documentation-images.html
extension Picture {
  /// The picture at the cursor, over so many cells.
  func iterm(columns: Int, rows: Int) -> String {
    "\u{1B}]1337;File=inline=1;size=\(png.count);width=\(columns);height=\(rows)"
      + ";preserveAspectRatio=1:\(Data(png).base64EncodedString())\u{07}"
  }
}
