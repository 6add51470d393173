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

  /// Of which larger matrix this is a picture; nil where it is whole.
  let origin: Origin?

  /// What is left of cells that fall on one dot; nil for what loses no strong value.
  var wantedPooling: Pooling?

  /// The large matrix that a pooled heat map was made of.
  public struct Origin: Equatable, Sendable {
    /// Number of its rows.
    public let rows: Int
    /// Number of its columns.
    public let columns: Int
    /// Rows and columns of the pooled squares; squares at the ends may be smaller.
    public let side: Int
    /// How a square's values became one.
    public let pooling: Pooling
    /// The least and the largest of its finite values; nil where there is none.
    public let range: ClosedRange<Float>?
    /// How many of its values are NaN.
    public let missing: Int

    /// Describes a matrix that was pooled.
    public init(
      rows: Int, columns: Int, side: Int, pooling: Pooling, range: ClosedRange<Float>?, missing: Int
    ) {
      (self.rows, self.columns, self.side, self.pooling) = (rows, columns, side, pooling)
      (self.range, self.missing) = (range, missing)
    }
  }

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
    (self.matrix, self.colormap, self.scale, origin) = (matrix, colormap, scale, nil)
    placement = try scale.placement(of: matrix.values)
  }

  /// Makes a heat map of a pooled matrix; colours are those of the whole.
  ///
  /// - Parameter cells: `[row squares, column squares]`; at least one.
  /// - Throws: `FigureError` where the whole has values that `scale` does not allow.
  public init(
    pooled cells: Tensor, of origin: Origin, colormap: Colormap, scale: ColorScale
  ) throws {
    (matrix, self.colormap, self.scale, self.origin) = (cells, colormap, scale, origin)
    placement = try scale.placement(
      of: origin.range.map { [$0.lowerBound, $0.upperBound] } ?? [])
  }

  /// A map whose placement is known: that of a larger matrix whose parts these values are.
  init(_ matrix: Tensor, colormap: Colormap, scale: ColorScale, placement: Placement) {
    (self.matrix, self.colormap, self.scale, self.placement) = (matrix, colormap, scale, placement)
    origin = nil
  }

  /// The figure `raw`: a pattern in blues from its least to its largest value.
  public static func raw(_ pattern: Tensor) throws -> HeatMap {
    try HeatMap(pattern, colormap: .blues, scale: .range())
  }

  /// Number of rows.
  public var rows: Int { matrix.rows }

  /// Number of columns.
  public var columns: Int { matrix.columns }

  /// The size of the whole matrix.
  var wholeSize: (rows: Int, columns: Int) {
    origin.map { ($0.rows, $0.columns) } ?? (rows, columns)
  }

  /// The least and the largest finite value of the whole matrix.
  var range: (low: Float, high: Float)? {
    guard let origin else { return finiteRange(of: matrix.values) }
    return origin.range.map { ($0.lowerBound, $0.upperBound) }
  }

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
