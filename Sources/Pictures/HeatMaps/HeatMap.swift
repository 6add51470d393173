public import Tensors

/// A matrix drawn as one coloured pixel for each value: row 0 on top, column 0 at the left.
///
/// For an attention pattern rows are queries and columns keys.
public struct HeatMap: Equatable, Sendable {
  /// The values, `[rows, columns]`; at least one.
  public let matrix: Tensor

  /// The colours from low to high.
  public let colormap: Colormap

  /// How values are spread over the colours.
  public let scale: ColorScale

  let placement: Placement

  /// Draws `matrix` in these colours.
  ///
  /// - Throws: `FigureError` where it is no matrix, is empty, or has values that `scale` does not
  ///   allow.
  public init(
    _ matrix: Tensor, colormap: Colormap = .viridis, scale: ColorScale = .unit
  ) throws {
    guard matrix.shape.count == 2 else {
      throw FigureError("a heat map shows a matrix; this has shape \(matrix.shape)")
    }
    guard !matrix.values.isEmpty else {
      throw FigureError("the matrix is empty: its shape is \(matrix.shape)")
    }
    (self.matrix, self.colormap, self.scale) = (matrix, colormap, scale)
    placement = try scale.placement(of: matrix.values)
  }

  /// A map whose placement is known: that of a larger matrix whose parts these values are.
  init(_ matrix: Tensor, colormap: Colormap, scale: ColorScale, placement: Placement) {
    (self.matrix, self.colormap, self.scale, self.placement) = (matrix, colormap, scale, placement)
  }

  /// The figure `raw`: a pattern in blues from its least to its largest value.
  public static func raw(_ pattern: Tensor) throws -> HeatMap {
    try HeatMap(pattern, colormap: .blues, scale: .range())
  }

  /// Number of rows.
  public var rows: Int { matrix.rows }

  /// Number of columns.
  public var columns: Int { matrix.columns }

  /// The colour of each value, row by row; NaN is black.
  public var colors: [Color] {
    let table = colormap.colors + [.black]
    return indices.map { table[Int($0)] }
  }

  /// The place of each value's colour in the map, row by row; for NaN, the number of its colours.
  var indices: [UInt16] { placement.steps(of: matrix.values, count: colormap.colors.count) }

  /// The same in a byte each; nil where one needs more.
  var byteIndices: [UInt8]? {
    placement.byteSteps(of: matrix.values, count: colormap.colors.count)
  }
}
