public import Text

/// Options of a heat map in a terminal: room, colours, look.
public struct TextOptions: Equatable, Sendable {
  /// Columns that a line may take.
  public var width: Int

  /// Lines that the picture itself may take; nil for as many as it needs.
  public var height: Int?

  /// How many colours the terminal shows.
  public var depth: ColorDepth

  /// Whether the terminal shows characters outside ASCII.
  public var unicode: Bool

  /// Whether equal steps of colour are equal factors instead of equal differences.
  public var logarithmic: Bool

  /// How values are pooled where the matrix is too large for the terminal; nil keeps the strongest
  /// value.
  public var pooling: Pooling?

  /// Whether values are printed in the cells; nil prints them if all fit.
  public var numbers: Bool?

  /// Whether rows are numbered where they have names too.
  public var numbersRows = true

  /// The words for rows and columns.
  public var (rows, columns) = ("queries", "keys")

  /// Makes options; those not given suit a pipe of 80 columns.
  public init(
    width: Int = 80, height: Int? = nil, depth: ColorDepth = .none, unicode: Bool = true,
    logarithmic: Bool = false, pooling: Pooling? = nil, numbers: Bool? = nil
  ) {
    self.width = max(width, 20)
    self.height = height.map { max($0, 2) }
    (self.depth, self.unicode) = (depth, unicode)
    (self.logarithmic, self.pooling, self.numbers) = (logarithmic, pooling, numbers)
  }
}
