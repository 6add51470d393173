import Formats
import Tensors

/// What each head alone adds to the residual stream: its part of z times its part of the output weights.
///
/// - Parameter groups: The first step of an output of two.
func headResults(
  _ z: Tensor, _ output: WeightMatrix, heads: Int, groups: GroupedMap? = nil
) -> Tensor {
  let h = z.columns / heads
  let parts = (0..<heads).map { head -> Tensor in
    var own = Tensor(zeros: [z.rows, h])
    for row in 0..<z.rows {
      let start = row * z.columns + head * h
      for element in 0..<h { own.values[row * h + element] = z.values[start + element] }
    }
    guard let groups else { return own.product(output.inner(head * h..<(head + 1) * h)) }
    let (group, place) = head.quotientAndRemainder(dividingBy: heads / groups.maps.count)
    let inner = groups.maps[group].inner(place * h..<(place + 1) * h)
    return own.product(inner).product(
      output.inner(group * inner.columns..<(group + 1) * inner.columns))
  }  // heads times [N, d]
  var values: [Float] = []
  values.reserveCapacity(z.rows * heads * output.columns)
  for row in 0..<z.rows {
    for part in parts { values += part.values[row * output.columns..<(row + 1) * output.columns] }
  }
  return Tensor(shape: [z.rows, heads * output.columns], values: values)
}

/// A map of rows in groups of columns, each to a vector of its own.
struct GroupedMap: Sendable {
  let maps: [WeightMatrix]

  /// The groups' vectors side by side, `[N, groups * rank]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let each = x.columns / maps.count
    return sideBySide(
      maps.enumerated().map { group, map in
        x.columns(group * each..<(group + 1) * each).product(map)
      })
  }
}

extension WeightReader {
  /// The first step of an output projection by groups of heads, whose mixed values have `inputs` elements.
  func outputGroups(layer: Int, _ inputs: Int) throws -> GroupedMap? {
    guard let axes = config.outputGroups else { return nil }
    let stored = try stored(
      .outputGroups, layer, shape: [axes.count * axes.rank, inputs / axes.count]
    ).storedRows()
    return GroupedMap(
      maps: (0..<axes.count).map {
        WeightMatrix(stored, .columnsByInner, rows: $0 * axes.rank..<($0 + 1) * axes.rank)
      })
  }
}
