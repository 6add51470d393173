import Tensors

/// What each head alone adds to the residual stream: its part of z times its part of the output weight.
func headResults(_ z: Tensor, _ output: WeightMatrix, heads: Int) -> Tensor {
  let h = z.columns / heads
  let parts = (0..<heads).map { head -> Tensor in
    var own = Tensor(zeros: [z.rows, h])
    for row in 0..<z.rows {
      let start = row * z.columns + head * h
      for element in 0..<h { own.values[row * h + element] = z.values[start + element] }
    }
    return own.product(output.inner(head * h..<(head + 1) * h))
  }  // heads times [N, d]
  var values: [Float] = []
  values.reserveCapacity(z.rows * heads * output.columns)
  for row in 0..<z.rows {
    for part in parts { values += part.values[row * output.columns..<(row + 1) * output.columns] }
  }
  return Tensor(shape: [z.rows, heads * output.columns], values: values)
}
