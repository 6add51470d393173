/// Something drawn on a plot: `.line(x: [], y: [1, 3, 2])`.
///
/// Each kind is a file of `Marks`, which declares how it is made and what it does to a plot. An empty `x` stands for 0, 1, 2
/// and so on. What is no finite number is left out, and so is what is not positive on a logarithmic axis.
public struct Mark: Equatable, Sendable {
  /// What it does to a plot.
  let drawn: any DrawnMark

  /// The numbers that it shows: of a matrix or a series.
  package var numbers: [Double] { drawn.numbers }

  /// Whether both draw the same.
  public static func == (one: Mark, other: Mark) -> Bool { one.drawn.isSame(as: other.drawn) }
}
