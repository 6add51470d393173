import Text

/// A message with lines of at most `width` cells, broken at spaces; a line above a caret stays as it is, since that points into it.
func fittingMessage(_ text: String, width: Int) -> String {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  return lines.indices.map { place in
    let below = place + 1 < lines.count ? lines[place + 1] : ""
    let isPointedAt =
      below.contains("^") && below.allSatisfy { " ^~\u{1B}[0123456789;m".contains($0) }
    return isPointedAt ? lines[place] : fitting(lines[place], width: width)
  }.joined(separator: "\n")
}
