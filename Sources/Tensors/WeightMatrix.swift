import CKernels

/// The right-hand matrix of a product, `[inner, columns]`: a view of rows in their stored format.
///
/// A view serves fused weights, such as queries, keys and values that one stored matrix holds side by side, and other orders
/// of rows than the stored one.
public struct WeightMatrix: Sendable {
  /// Length of the rows that it multiplies.
  public var inner: Int { innerRange.count }
  /// Length of the rows that come out.
  public var columns: Int { columnRange.count }

  private let stored: StoredRows
  private let form: Form
  /// The elements of whole columns that the rows meet.
  let innerRange: Range<Int>
  private let columnRange: Range<Int>

  /// How columns lie in stored rows.
  private enum Form {
    /// Column c is the stored row `first + c`.
    case rows(first: Int)
    /// Column c is the stored row `order[c]`.
    case order([UInt32])
    case across(Planes)
  }

  /// Stored rows along the inner axis, in planes one after another: weight k of column c of a plane is number `element + step * c`
  /// of its row k.
  private struct Planes {
    var first = 0
    var element = 0
    var step = 1
    let rows: Int
    let columns: Int
  }

  private init(
    _ stored: StoredRows, _ form: Form, inner: Range<Int>, columns: Range<Int>
  ) {
    (self.stored, self.form, innerRange, columnRange) = (stored, form, inner, columns)
  }

  /// Views stored rows in the given layout.
  ///
  /// - Parameter rows: Which of them; by default all.
  public init(_ stored: StoredRows, _ layout: MatrixLayout, rows: Range<Int>? = nil) {
    let rows = rows ?? 0..<stored.rows
    precondition(rows.lowerBound >= 0 && rows.upperBound <= stored.rows, "rows \(rows)")
    switch layout {
    case .columnsByInner:
      self.init(
        stored, .rows(first: rows.lowerBound), inner: 0..<stored.columns, columns: 0..<rows.count)
    case .innerByColumns:
      self.init(
        stored,
        .across(Planes(first: rows.lowerBound, rows: rows.count, columns: stored.columns)),
        inner: 0..<rows.count, columns: 0..<stored.columns)
    }
  }

  /// Views the stored rows of these ranges, one after another, as columns.
  public init(_ stored: StoredRows, rows ranges: [Range<Int>]) {
    precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= stored.rows })
    let order = ranges.flatMap { $0.map { UInt32($0) } }
    self.init(stored, .order(order), inner: 0..<stored.columns, columns: 0..<order.count)
  }

  /// Views planes `[inner, columns]` that are stored one after another as one matrix with the
  /// planes side by side.
  public init(_ stored: StoredRows, planes: Int) {
    let inner = planes == 0 ? 0 : stored.rows / planes
    precondition(inner * planes == stored.rows, "\(stored.rows) rows in \(planes) planes")
    self.init(
      stored, .across(Planes(rows: inner, columns: stored.columns)),
      inner: 0..<inner, columns: 0..<stored.columns * planes)
  }

  /// Views every second number of the stored rows along the inner axis, beginning at number `first`
  /// (0 or 1).
  public init(_ stored: StoredRows, rows: Range<Int>, eachSecondFrom first: Int) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= stored.rows, "rows \(rows)")
    let columns = (stored.columns - first + 1) / 2
    self.init(
      stored,
      .across(
        Planes(
          first: rows.lowerBound, element: first, step: 2, rows: rows.count, columns: columns)),
      inner: 0..<rows.count, columns: 0..<columns)
  }

  /// The part of the matrix that gives these columns of the product.
  public func columns(_ range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range)")
    return WeightMatrix(
      stored, form, inner: innerRange, columns: range.shifted(by: columnRange.lowerBound))
  }

  /// The part of the matrix that reads these elements of the left-hand rows.
  public func inner(_ range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= inner, "inner \(range)")
    return WeightMatrix(
      stored, form, inner: range.shifted(by: innerRange.lowerBound), columns: columnRange)
  }

  /// Whether columns are stored as rows.
  var keepsColumnsTogether: Bool {
    if case .across = form { false } else { true }
  }

  /// Calls `body` with what a kernel has to know about the weights, and with their place among all.
  func withKernelWeights(
    _ body: (UnsafePointer<kernel_weights>, inout kernel_product) -> Void
  ) {
    var product = unsafe kernel_product()
    unsafe product.first_inner = innerRange.lowerBound
    unsafe product.inner = innerRange.count
    unsafe product.first_column = columnRange.lowerBound
    unsafe product.columns = columnRange.count
    unsafe stored.withKernelWeights { weights in
      switch form {
      case .rows(let first):
        unsafe weights.first_row = first
        unsafe body(&weights, &product)
      case .order(let order):
        unsafe order.withUnsafeBufferPointer { order in
          unsafe weights.order = order.baseAddress
          unsafe body(&weights, &product)
        }
      case .across(let planes):
        unsafe weights.first_row = planes.first
        unsafe weights.first_element = planes.element
        unsafe weights.step = planes.step
        unsafe weights.plane_rows = planes.rows
        unsafe weights.plane_columns = planes.columns
        unsafe body(&weights, &product)
      }
    }
  }
}

extension Range<Int> {
  /// The same range `offset` places farther on.
  fileprivate func shifted(by offset: Int) -> Range<Int> {
    lowerBound + offset..<upperBound + offset
  }
}
