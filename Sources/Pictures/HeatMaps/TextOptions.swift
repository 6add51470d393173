public import Text

/// What a heat map in a terminal may use, and how it is to look.
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

  /// How several values become one where the matrix is too large for the terminal; nil for the way that
  /// loses no strong value.
  public var pooling: Pooling?

  /// Whether values are printed in the cells; nil where all of them fit.
  public var numbers: Bool?

  /// Whether rows are numbered where they have names too.
  public var numbersRows = true

  /// What rows and columns are, each in one word.
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
