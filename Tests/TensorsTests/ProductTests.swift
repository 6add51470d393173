import Tensors
import TestSupport
import Testing

/// Products against sums in double precision, one by one, in every instruction set that this processor has.
@Suite struct ProductTests {
  /// Rows, inner length and columns around every edge: of rows that go together (4, 5, 6, 12), of those that are few (32) and of a
  /// block (192); of columns that go together (4, 8, 16, 32); of the inner length of a vector (4, 8, 16) and of a block (256, 1024).
  static let sizes =
    [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16, 17, 24, 25, 31, 32, 33, 48, 49, 97].map {
      ($0, 70, 37)
    }
    + [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 129].flatMap {
      [(3, 33, $0), (34, 33, $0)]
    }
    + [0, 1, 2, 3, 4, 5, 15, 16, 17, 255, 256, 257, 300, 511, 512, 513, 1023, 1024, 1025].flatMap {
      [(2, $0, 9), (35, $0, 33)]
    } + [(0, 8, 8), (8, 8, 0), (191, 20, 40), (192, 20, 40), (193, 20, 40), (400, 300, 40)]

  @Test(arguments: InstructionSet.available)
  func `a product is the sum of products`(instructions: InstructionSet) {
    for (rows, inner, columns) in Self.sizes {
      let example = Example(rows: rows, inner: inner, columns: columns)
      let x = example.input
      let stored = StoredRows(FloatBuffer(example.weights), columns: max(inner, 1))
      guard inner > 0 else {
        // No weight at all: what comes out is the bias.
        let weight = WeightMatrix(
          StoredRows(FloatBuffer(Example(rows: 1, inner: 4, columns: columns).weights), columns: 4),
          .columnsByInner)
        let result = x.product(weight.inner(2..<2), adding: example.bias, with: instructions)
        #expect(result.values == example.expected, "\(rows), \(inner), \(columns)")
        continue
      }
      let linear = x.product(
        WeightMatrix(stored, .columnsByInner), adding: example.bias, with: instructions)
      example.expect(linear, "\(instructions), [\(columns), \(inner)]")
      guard columns > 0 else { continue }
      let across = StoredRows(FloatBuffer(example.transposed), columns: columns)
      let convolution = x.product(
        WeightMatrix(across, .innerByColumns), adding: example.bias, with: instructions)
      example.expect(convolution, "\(instructions), [\(inner), \(columns)]")
    }
  }

  /// Sums that go straight to the result, where nothing is added, and those that get a bias of zeros.
  @Test(arguments: InstructionSet.available)
  func `a product without a bias is that with zeros`(instructions: InstructionSet) {
    for (rows, inner, columns) in Self.sizes where inner > 0 && columns > 0 {
      let example = Example(rows: rows, inner: inner, columns: columns)
      let zeros = FloatBuffer([Float](repeating: 0, count: columns))
      for weight in [
        WeightMatrix(StoredRows(FloatBuffer(example.weights), columns: inner), .columnsByInner),
        WeightMatrix(
          StoredRows(FloatBuffer(example.transposed), columns: columns), .innerByColumns),
      ] {
        let plain = example.input.product(weight, with: instructions)
        let added = example.input.product(weight, adding: zeros, with: instructions)
        #expect(plain.values == added.values, "\(rows), \(inner), \(columns)")
      }
    }
  }

  /// Few rows and more, maps of both layouts, with and without biases, windows whose inner ranges differ.
  @Test(arguments: InstructionSet.available, [0, 1, 5, 33, 300])
  func `products of several maps are those of each`(instructions: InstructionSet, rows: Int) {
    let (inner, columns) = (300, 90)
    let whole = Example(rows: rows, inner: inner, columns: columns)
    let byColumns = WeightMatrix(
      StoredRows(FloatBuffer(whole.weights), columns: inner), .columnsByInner)
    let byInner = WeightMatrix(
      StoredRows(FloatBuffer(whole.transposed), columns: columns), .innerByColumns)
    let wide = WeightMatrix(
      StoredRows(FloatBuffer(whole.weights + whole.weights), columns: 2 * inner), .columnsByInner)
    let maps = [
      Linear(weight: byColumns, bias: whole.bias), Linear(weight: byInner, bias: nil),
      Linear(weight: byColumns.columns(3..<70), bias: nil),
      Linear(weight: byColumns.columns(0..<0), bias: nil),
      Linear(weight: wide.inner(130..<430), bias: nil),
      Linear(weight: byInner.columns(64..<90), bias: nil),
    ]
    let together = whole.input.products(maps, with: instructions)
    #expect(together.map(\.shape) == maps.map { [rows, $0.weight.columns] })
    for (map, result) in zip(maps, together) {
      let alone = whole.input.product(map.weight, adding: map.bias, with: instructions)
      #expect(result.values == alone.values)
    }
    whole.expect(together[0], "\(instructions), \(rows)")
    #expect(whole.input.products([]).isEmpty)
  }

  /// Windows of columns and of the inner length, in both layouts, for rows that are few and for more.
  @Test(arguments: InstructionSet.available, [3, 50])
  func `a window gives its part of the product`(instructions: InstructionSet, rows: Int) {
    let (inner, columns) = (600, 90)
    let whole = Example(rows: rows, inner: inner, columns: columns)
    let layouts = [
      WeightMatrix(StoredRows(FloatBuffer(whole.weights), columns: inner), .columnsByInner),
      WeightMatrix(StoredRows(FloatBuffer(whole.transposed), columns: columns), .innerByColumns),
    ]
    for (innerRange, columnRange) in [
      (0..<600, 1..<4), (0..<600, 31..<90), (1..<600, 0..<90), (250..<262, 33..<77),
      (255..<257, 0..<1), (64..<128, 5..<90), (512..<600, 0..<90), (3..<259, 89..<90),
    ] {
      let part = whole.part(inner: innerRange, columns: columnRange)
      for weight in layouts {
        let window = weight.columns(columnRange).inner(innerRange)
        let again = window.columns(0..<columnRange.count).inner(0..<innerRange.count)
        for matrix in [window, again] {
          part.expect(
            part.input.product(matrix, adding: part.bias, with: instructions),
            "\(instructions), \(innerRange), \(columnRange)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available, [2, 40])
  func `stored rows in another order make other columns`(
    instructions: InstructionSet, rows: Int
  ) {
    let (inner, stored) = (130, 64)
    let whole = Example(rows: rows, inner: inner, columns: stored)
    let ranges = [60..<64, 5..<6, 5..<6, 9..<9, 0..<40]
    let order = ranges.flatMap { Array($0) }
    let weight = WeightMatrix(
      StoredRows(FloatBuffer(whole.weights), columns: inner), rows: ranges)
    let plain = whole.input.product(weight, with: instructions)
    let window = whole.input.product(weight.columns(3..<44), with: instructions)
    for row in 0..<rows {
      let expected = order.map { whole.sum(row, $0) }
      #expect(worstDifference(plain[row].values, expected) < 1e-3)
      #expect(worstDifference(window[row].values, Array(expected[3..<44])) < 1e-3)
    }
  }

  /// `[heads, width, headWidth]`, whose head widths are no multiple of the columns that go together.
  @Test(arguments: InstructionSet.available, [3, 6, 32, 40])
  func `planes lie side by side`(instructions: InstructionSet, headWidth: Int) {
    let (heads, inner, rows) = (4, 50, 9)
    let columns = heads * headWidth
    let whole = Example(rows: rows, inner: inner, columns: columns)
    var values: [Float] = []
    for head in 0..<heads {
      for input in 0..<inner {
        for element in 0..<headWidth {
          values.append(whole.weights[(head * headWidth + element) * inner + input])
        }
      }
    }
    let weight = WeightMatrix(
      StoredRows(FloatBuffer(values), columns: headWidth), planes: heads)
    whole.expect(whole.input.product(weight, adding: whole.bias, with: instructions), "planes")
    let window = headWidth - 1..<columns - 2
    let part = whole.part(inner: 0..<inner, columns: window)
    part.expect(
      part.input.product(weight.columns(window), adding: part.bias, with: instructions), "window")
  }

  @Test(arguments: InstructionSet.available, [1, 2, 31, 32, 33, 70])
  func `each second number of a row makes a column`(instructions: InstructionSet, columns: Int) {
    let (rows, inner) = (7, 40)
    for first in 0..<2 {
      let whole = Example(rows: rows, inner: inner, columns: columns)
      var values = [Float](repeating: .nan, count: 3 * inner * 2 * columns)  // two others around it
      for input in 0..<inner {
        for column in 0..<columns {
          values[(inner + input) * 2 * columns + 2 * column + first] =
            whole.weights[column * inner + input]
        }
      }
      let weight = WeightMatrix(
        StoredRows(FloatBuffer(values), columns: 2 * columns), rows: inner..<2 * inner,
        eachSecondFrom: first)
      whole.expect(whole.input.product(weight, adding: whole.bias, with: instructions), "\(first)")
    }
  }

  /// Rows that a closure decodes: it is asked for whole blocks inside of rows, and for no others.
  @Test(arguments: InstructionSet.available, [2, 40])
  func `rows without a kernel are decoded as they are needed`(
    instructions: InstructionSet, rows: Int
  ) {
    let (inner, columns) = (300, 39)
    let whole = Example(rows: rows, inner: inner, columns: columns)
    let values = whole.weights
    for blockLength in [1, 2, 4] {
      let stored = unsafe StoredRows(rows: columns, columns: inner, blockLength: blockLength) {
        row, range, floats in
        precondition(range.lowerBound % blockLength == 0 && range.upperBound % blockLength == 0)
        precondition(range.upperBound <= inner && row < columns)
        for (place, at) in range.enumerated() { unsafe floats[place] = values[row * inner + at] }
      }
      let weight = WeightMatrix(stored, .columnsByInner)
      whole.expect(
        whole.input.product(weight, adding: whole.bias, with: instructions), "\(blockLength)")
      let part = whole.part(inner: 251..<299, columns: 1..<39)
      part.expect(
        part.input.product(
          weight.inner(251..<299).columns(1..<39), adding: part.bias, with: instructions), "part")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `infinity and NaN stay in their row and column`(instructions: InstructionSet) {
    for rows in [5, 40] {
      let example = Example(rows: rows, inner: 37, columns: 21)
      var x = example.input
      x.values[3 * 37 + 36] = .infinity
      var weights = example.weights
      weights[20 * 37 + 1] = .nan
      let result = x.product(
        WeightMatrix(StoredRows(FloatBuffer(weights), columns: 37), .columnsByInner),
        with: instructions)
      for row in 0..<rows {
        for column in 0..<21 {
          let value = result.values[row * 21 + column]
          #expect(value.isNaN == (column == 20), "row \(row), column \(column)")
          #expect(value.isInfinite == (row == 3 && column < 20), "row \(row), column \(column)")
        }
      }
    }
  }
}

/// A product with random factors and what it should give.
private struct Example {
  let rows: Int
  let inner: Int
  let columns: Int
  let input: Tensor
  let weights: [Float]  // [columns, inner]
  let bias: FloatBuffer

  init(rows: Int, inner: Int, columns: Int) {
    var generator = SeededGenerator(seed: UInt64(rows * 1_000_000 + inner * 1000 + columns))
    func random(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -2...2, using: &generator) }
    }
    self.init(
      input: Tensor(shape: [rows, inner], values: random(rows * inner)),
      weights: random(columns * inner), bias: random(columns))
  }

  private init(input: Tensor, weights: [Float], bias: [Float]) {
    (self.input, self.weights, self.bias) = (input, weights, FloatBuffer(bias))
    (rows, inner, columns) = (input.shape[0], input.shape[1], bias.count)
  }

  /// The weight with its columns side by side, `[inner, columns]`.
  var transposed: [Float] {
    (0..<inner * columns).map { weights[$0 % columns * inner + $0 / columns] }
  }

  func part(inner range: Range<Int>, columns: Range<Int>) -> Example {
    Example(
      input: Tensor(
        shape: [rows, range.count],
        values: (0..<rows).flatMap { row in range.map { input.values[row * inner + $0] } }),
      weights: columns.flatMap { column in range.map { weights[column * inner + $0] } },
      bias: Array(bias.array[columns]))
  }

  func sum(_ row: Int, _ column: Int) -> Float {
    var sum = 0.0
    for at in 0..<inner {
      sum += Double(input.values[row * inner + at]) * Double(weights[column * inner + at])
    }
    return Float(sum)
  }

  var expected: [Float] {
    let bias = bias.array
    return (0..<rows * columns).map { sum($0 / columns, $0 % columns) + bias[$0 % columns] }
  }

  func expect(_ result: Tensor, _ what: String) {
    #expect(result.shape == [rows, columns])
    let worst = worstRelativeDifference(result.values, to: expected)
    #expect(result.values.isEmpty || worst < 2e-6, "\(what): \(rows), \(inner), \(columns)")
  }
}
