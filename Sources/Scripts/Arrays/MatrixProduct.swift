internal import Tensors

/// `left @ right` by NumPy's rules: a vector is a row at the left and a column at the right, axes
/// before the last two are stretched to one another.
func matrixProduct(
  _ left: ScriptArray, _ right: ScriptArray, _ meter: ScriptMeter
) throws -> ScriptArray {
  guard left.axes > 0, right.axes > 0 else { throw ScriptFault("a number has no '@'; use '*'") }
  let a = left.axes == 1 ? left.reshaped([1] + left.shape) : left
  let b = right.axes == 1 ? right.reshaped(right.shape + [1]) : right
  let (rows, inner, columns) = (a.shape[a.axes - 2], a.shape[a.axes - 1], b.shape[b.axes - 1])
  guard b.shape[b.axes - 2] == inner else {
    throw ScriptFault(
      "shapes \(shapeText(left.shape)) and \(shapeText(right.shape)) can't be multiplied: "
        + "the last axis at the left must be as long as the last but one at the right")
  }
  let plan = try Broadcast(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
  let batches = plan.shape
  let (wholeA, wholeB) = (
    try a.broadcast(to: batches + [rows, inner], meter),
    try b.broadcast(to: batches + [inner, columns], meter)
  )
  let dtype = left.dtype.promoted(with: right.dtype)
  try meter.spend(plan.count * rows * inner / 8 * columns)
  let product: ScriptArray
  let shape = batches + [rows, columns]
  switch dtype {
  case .float32:
    product = try meter.array(shape) {
      LinearAlgebra.products(
        wholeA.values(as: Float.self), wholeB.values(), count: plan.count, rows, inner, columns)
    }
  case .float64:
    product = try meter.array(shape) {
      LinearAlgebra.products(
        wholeA.values(as: Double.self), wholeB.values(), count: plan.count, rows, inner, columns)
    }
  case .int64:
    product = try meter.array(shape) {
      products(wholeA.values(as: Int.self), wholeB.values(), plan.count, rows, inner, columns)
    }
  case .bool:
    product = try meter.array(shape) {
      mapped(
        products(wholeA.values(as: Int.self), wholeB.values(), plan.count, rows, inner, columns)
      ) { $0 != 0 }
    }
  case .complex128: throw ScriptFault("complex matrices can't be multiplied")
  }
  return product.reshaped(
    batches + (left.axes == 1 ? [] : [rows]) + (right.axes == 1 ? [] : [columns]))
}

private func products(
  _ a: [Int], _ b: [Int], _ count: Int, _ rows: Int, _ inner: Int, _ columns: Int
) -> [Int] {
  var result = [Int](repeating: 0, count: count * rows * columns)
  for row in 0..<count * rows {
    let start = row / max(rows, 1) * inner * columns
    for k in 0..<inner {
      let factor = a[row * inner + k]
      for column in 0..<columns {
        result[row * columns + column] &+= factor &* b[start + k * columns + column]
      }
    }
  }
  return result
}
