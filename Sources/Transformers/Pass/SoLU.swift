import Tensors

extension Tensor {
  /// Multiplies every row by its own softmax: SoLU (Elhage et al., "Softmax Linear Units", 2022).
  mutating func soften() {
    let columns = columns
    unsafe Parallel.forRows(of: &values, columns: columns, grain: max(1, 4096 / max(columns, 1))) {
      range, floats in
      for index in 0..<range.count {
        let row = unsafe UnsafeMutableBufferPointer(
          rebasing: floats[index * columns..<(index + 1) * columns])
        let inputs = unsafe Array(row)
        unsafe softmax(row)
        for place in inputs.indices { unsafe row[place] *= inputs[place] }
      }
    }
  }
}
