public import Activations
public import Pictures
public import Tensors

/// A whole model's patterns of one prompt as one picture: a row for each layer, a column for each
/// head.
public struct Thumbnails: Sendable {
  /// Cells along the side of a thumbnail, at most; larger patterns are pooled to their maxima.
  public let side: Int

  /// Chooses how fine thumbnails are.
  public init(side: Int = 48) { self.side = max(side, 1) }

  /// The grid of these patterns, each in blues from its least to its largest value, as `raw`.
  ///
  /// - Throws: `FigureError` where there is no pattern or one that is no matrix.
  public func figure(_ patterns: [Head: Tensor], title: String = "") throws -> Figure {
    try figure(of: Array(patterns.keys), title: title) { head in
      guard let pattern = patterns[head] else {
        throw FigureError("there is no pattern of \(head)")
      }
      guard pattern.shape.count == 2 else {
        throw FigureError("a pattern is a matrix; that of \(head) has shape \(pattern.shape)")
      }
      return AttentionRows(pattern)
    }
  }

  /// The grid of the patterns that `pattern` gives for these heads, one of which is held at a time.
  ///
  /// - Throws: `FigureError` where there is no head or a pattern is no matrix, and what `pattern`
  ///   throws.
  public func figure(
    of heads: [Head], title: String = "", pattern: (Head) throws -> AttentionRows
  ) throws -> Figure {
    let layers = Set(heads.map(\.layer)).sorted()
    let indices = Set(heads.map(\.index)).sorted()
    guard !heads.isEmpty else { throw FigureError("there is no head to draw") }
    let wanted = Set(heads)
    var tiles: [HeatMap?] = []
    for layer in layers {
      for index in indices {
        let head = Head(layer: layer, index: index)
        tiles.append(wanted.contains(head) ? try tile(pattern(head)) : nil)
      }
    }
    return .plot(
      Plot(
        [.tiles(tiles, columns: indices.count)], title: title,
        x: Axis(label: "head", names: indices.map { "H\($0)" }),
        y: Axis(label: "layer", names: layers.map { "L\($0)" })))
  }

  private func tile(_ pattern: AttentionRows) throws -> HeatMap {
    let longest = max(pattern.queries.count, pattern.keys.count)
    if longest <= side { return try HeatMap.raw(pattern.tensor) }
    return try .raw(pattern.pooled(side: (longest + side - 1) / side).largest)
  }
}
