package import Text

/// The labels of `candidates` in columns that run downwards, or one a line where they have
/// details; at most `size.rows - 2` lines, the last saying how many are not shown.
package func listing(of candidates: [Candidate], size: TerminalSize, style: Style) -> [String] {
  let room = max(1, size.rows - 2)
  let width = (candidates.map { displayWidth(of: $0.label) }.max() ?? 0) + 2
  let isDetailed = candidates.contains { !$0.detail.isEmpty }
  let columns = isDetailed ? 1 : max(1, size.columns / max(1, width))
  let rows = (candidates.count + columns - 1) / columns
  func row(_ index: Int, of rows: Int, _ shown: ArraySlice<Candidate>) -> String {
    let cells = stride(from: index, to: shown.count, by: rows).map { place in
      let candidate = shown[shown.startIndex + place]
      let label = candidate.label.padded(toWidth: width)
      return label + style(candidate.detail, .dim)
    }
    return cells.joined().trimmingSuffix(" ").truncated(toWidth: size.columns - 1)
  }
  if rows <= room { return (0..<rows).map { row($0, of: rows, candidates[...]) } }
  let shown = candidates.prefix((room - 1) * columns)
  let lines = (0..<max(0, room - 1)).map { row($0, of: room - 1, shown) }
  return lines + ["\(candidates.count - shown.count) more: type a few characters"]
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var rest = self[...]
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }
}
