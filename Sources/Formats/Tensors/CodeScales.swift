internal import Files
internal import Tensors

/// What turns the codes of a tensor of small numbers into weights: weight = (code - zero) * factor.
///
/// Codes share a factor by blocks of `rowsEach` rows and `columnsEach` columns; the last block of
/// each axis may be smaller.
struct CodeScales: Sendable {
  /// `[blocks of rows, blocks of columns]`.
  let factors: [Float]
  /// The codes that stand for 0, by the same blocks; nil where that is code 0.
  let zeros: [Float]?
  let rowsEach: Int
  let columnsEach: Int

  /// Turns the codes from value number `first` on of a tensor with `columns` columns into weights.
  func apply(to values: UnsafeMutableBufferPointer<Float>, from first: Int, columns: Int) {
    let blocks = (columns + columnsEach - 1) / columnsEach
    var (row, column) = (first / columns, first % columns)
    var place = 0
    while place < values.count {
      let block = row / rowsEach * blocks + column / columnsEach
      let end = min(
        min(columns, (column / columnsEach + 1) * columnsEach) - column, values.count - place)
      let (factor, zero) = (factors[block], zeros?[block] ?? 0)
      for index in place..<place + end { unsafe values[index] = (values[index] - zero) * factor }
      (place, column) = (place + end, column + end)
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }
}

extension StoredTensor {
  /// The same codes with the scales in `scales`: one for all, one a row, or one a block.
  ///
  /// - Parameters:
  ///   - block: Rows and columns of a block, where the configuration gives them; else the shapes tell.
  ///   - divisor: What the scales are divided by.
  /// - Throws: `FormatError` where the scales have no shape that fits.
  func scaled(
    by scales: StoredTensor, zeros: StoredTensor? = nil, block: (rows: Int, columns: Int)?,
    divisor: Float = 1
  ) throws -> StoredTensor {
    let factors = try scales.widened().array.map { $0 / divisor }
    let zeros = try zeros?.codes()
    func fails() -> FormatError {
      FormatError(
        path: file.path,
        problem: "'\(scales.name)' is \(scales.shape), which are no scales for '\(name)' \(shape)")
    }
    guard zeros.map({ $0.count == factors.count }) ?? true, factors.allSatisfy(\.isFinite) else {
      throw fails()
    }
    func made(_ rowsEach: Int, _ columnsEach: Int) -> StoredTensor {
      var tensor = self
      tensor.scales = CodeScales(
        factors: factors, zeros: zeros, rowsEach: max(1, rowsEach), columnsEach: max(1, columnsEach)
      )
      return tensor
    }
    if factors.count == 1 { return made(rows, columns) }
    if factors.count == rows { return made(1, columns) }
    guard scales.shape.count == shape.count, shape.count >= 2,
      scales.shape.dropLast(2) == shape.dropLast(2)
    else { throw fails() }
    let axis = shape.count - 2
    func each(_ axis: Int, _ given: Int?) throws -> Int {
      let (length, blocks) = (shape[axis], scales.shape[axis])
      if let given, given > 0, (length + given - 1) / given == blocks { return given }
      guard blocks > 0, length % blocks == 0 else { throw fails() }
      return length / blocks
    }
    let rowsEach = try each(axis, block?.rows)
    // Blocks of several matrices one behind the other meet at their ends only where these are whole.
    guard shape.count == 2 || shape[axis] % rowsEach == 0 else { throw fails() }
    return made(rowsEach, try each(axis + 1, block?.columns))
  }

  /// The numbers themselves, of integers too.
  private func codes() throws -> [Float] { try widened().array }
}
