extension Plot {
  /// The places of values on both axes.
  func scales() -> (x: AxisScale, y: AxisScale) {
    var (xs, ys) = (AxisRange(), AxisRange())
    for mark in marks { mark.drawn.extend(&xs, &ys, in: self) }
    return (
      AxisScale(x, showing: xs == AxisRange() ? nil : xs),
      AxisScale(y, showing: ys == AxisRange() ? nil : ys)
    )
  }

  /// Whether all values across, or all upwards, are whole numbers and count something.
  func isWhole(_ axis: WritableKeyPath<Plot, Axis>) -> Bool {
    marks.allSatisfy { $0.drawn.isWhole(isAcross: axis == \.x) }
  }

  /// How many values of its series have no place: no finite numbers, or not positive on a
  /// logarithmic axis.
  var missingValues: Int {
    marks.map(\.drawn).reduce(0) { $0 + ($1.isSeries ? $1.missingValues(in: self) : 0) }
  }

  /// What is said of values that have no place; nil where all have one.
  var missingNote: String? {
    let count = missingValues
    if count == 0 { return pooledNote }
    let reason = x.scale == .log || y.scale == .log ? "not positive, or no number" : "no number"
    return "\(count) \(count == 1 ? "value" : "values") not shown: \(reason)"
  }

  /// What is to be said of a picture that has fewer dots than values; nil where it has not.
  private var pooledNote: String? {
    for map in marks.compactMap(\.drawn.coloredMap) {
      let side = PlotLayout.pooling(of: map, in: PlotLayout.areaSize(of: self))
      if side > 1 { return "each dot shows the \(map.strongest.word) of \(side) x \(side) cells" }
    }
    return nil
  }
}

extension Axis {
  /// Whether `value` has a place on the axis.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }
}
