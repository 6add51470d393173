/// An affine map of rows, `x @ weight + bias`.
public struct Linear: Sendable {
  /// Its matrix, `[inner, columns]`.
  public let weight: WeightMatrix
  /// What is added to each row, one value a column; nil for nothing.
  public let bias: FloatBuffer?

  /// Puts a matrix and what is added together.
  public init(weight: WeightMatrix, bias: FloatBuffer?) {
    precondition(
      bias.map { $0.count == weight.columns } ?? true, "bias for \(weight.columns) columns")
    (self.weight, self.bias) = (weight, bias)
  }

  /// The rows that come out, `[rows, columns]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.products([self])[0] }
}
