extension Plot {
  /// How wide bars are as a part of the distance between two.
  static let barShare = 0.8

  /// The places of values on both axes.
  func scales() -> (x: AxisScale, y: AxisScale) {
    var (xs, ys) = (AxisRange(), AxisRange())
    for mark in marks { extend(&xs, &ys, by: mark) }
    return (
      AxisScale(x, showing: xs == AxisRange() ? nil : xs),
      AxisScale(y, showing: ys == AxisRange() ? nil : ys)
    )
  }

  private func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, by mark: Mark) {
    switch mark {
    case .cells, .tiles:
      guard let grid = mark.grid else { return }
      for end in [-0.5, Double(grid.columns) - 0.5] { xs.add(end, isFixed: true) }
      for end in [-0.5, Double(grid.rows) - 0.5] { ys.add(end, isFixed: true) }
    case .line, .points:
      for point in mark.points where x.shows(point.x) && y.shows(point.y) {
        xs.add(point.x)
        ys.add(point.y)
      }
    case .bars:
      let half = Self.barShare / 2 * barSpacing
      for point in mark.points where x.shows(point.x) && point.y.isFinite {
        xs.add(point.x - half)
        xs.add(point.x + half)
        ys.add(point.y)
        ys.add(0, isFixed: true)
      }
    case .histogram(let values, let bins, _):
      let histogram = Histogram(of: values, bins: bins)
      xs.add(histogram.low)
      xs.add(histogram.low + histogram.width * Double(histogram.counts.count))
      for count in histogram.counts { ys.add(Double(count)) }
      ys.add(0, isFixed: true)
    case .rule(let x, let y, _):
      if let x { xs.add(x) }
      if let y { ys.add(y) }
    case .text: break
    }
  }

  /// The least distance of two bars' middles; 1 where there are not two.
  var barSpacing: Double {
    let places = marks.flatMap { mark -> [Double] in
      if case .bars = mark { return mark.points.map(\.x).filter(\.isFinite) }
      return []
    }.sorted()
    let gaps = zip(places, places.dropFirst()).map { $1 - $0 }.filter { $0 > 0 && $0.isFinite }
    return gaps.min() ?? 1
  }

  /// Width of the bars of the mark at this place, and how far their middles are from their values:
  /// bars of several series stand side by side.
  func bars(at index: Int) -> (width: Double, offset: Double) {
    let all = marks.indices.filter { if case .bars = marks[$0] { true } else { false } }
    let place = Double(all.firstIndex(of: index) ?? 0)
    let width = barSpacing * Self.barShare / Double(max(all.count, 1))
    return (width, (place - Double(all.count - 1) / 2) * width)
  }

  /// Whether all values across, or all upwards, are whole numbers and count something.
  func isWhole(_ axis: WritableKeyPath<Plot, Axis>) -> Bool {
    let isAcross = axis == \.x
    return marks.allSatisfy { mark in
      switch mark {
      case .cells, .tiles: true
      case .histogram: !isAcross
      case .rule(let x, let y, _): (isAcross ? x : y).map { $0 == $0.rounded() } ?? true
      case .text: true
      case .line, .points, .bars:
        mark.points.allSatisfy {
          let value = isAcross ? $0.x : $0.y
          return !value.isFinite || value == value.rounded()
        }
      }
    }
  }

  /// How many values of its series have no place: no finite numbers, or not positive on a
  /// logarithmic axis.
  var missingValues: Int {
    marks.filter(\.isSeries).reduce(0) { sum, mark in
      if case .histogram(let values, _, _) = mark {
        return sum + values.count { !$0.isFinite }
      }
      return sum + mark.points.count { !x.shows($0.x) || !y.shows($0.y) }
    }
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
    for case .cells(let map) in marks {
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
