internal import Pictures

extension ScriptFunction {
  /// Functions that make figures and marks.
  static let figureMakers: [ScriptFunction] = [
    ScriptFunction(
      "heatmap(matrix, cmap=\"viridis\", normalize=False, diverging=False, normalize_min=None, limits=None, labels=False)",
      "A pixel for each value; values must lie in 0 to 1, or in limits=[low, high], or be normalized. labels=True adds axes with the tokens, as many as have room; labels=\"all\" all of them"
    ) { try $0.heatMap() },
    ScriptFunction(
      "plot(*marks, title=\"\", xlabel=\"\", ylabel=\"\", xscale=\"linear\", yscale=\"linear\", xlim=None, ylim=None, xnames=None, ynames=None)",
      "Marks on axes; a scale is linear or log, limits are [low, high], names stand at 0, 1, 2 ... instead of numbers"
    ) { try $0.plot() },
    ScriptFunction(
      "line(x, y=None, marker=\"\", label=\"\")",
      "A mark: a line through values, at 0, 1, 2 ... or at x; marker is o, x or ."
    ) { call in
      let (x, y) = try call.points()
      let marker = try call.string(2)
      guard ["", "o", "x", "."].contains(marker) else { throw call.wrong(2, "'o', 'x', '.' or ''") }
      return .mark(.line(x: x, y: y, marker: marker, label: try call.string(3)))
    },
    ScriptFunction("points(x, y=None, label=\"\")", "A mark: points, likewise") { call in
      let (x, y) = try call.points()
      return .mark(.points(x: x, y: y, label: try call.string(2)))
    },
    ScriptFunction("bars(x, heights=None, label=\"\")", "A mark: bars from 0, likewise") { call in
      let (x, heights) = try call.points()
      return .mark(.bars(x: x, heights: heights, label: try call.string(2)))
    },
    ScriptFunction("hist(values, bins=10, label=\"\")", "A mark: how many values lie in each bin") {
      call in
      let bins = try call.integer(1, or: 10)
      guard (1...10_000).contains(bins) else { throw call.wrong(1, "between 1 and 10000") }
      let values = try call.real(0)
      try call.meter.keep(values.count, bytesEach: 8)
      return .mark(.histogram(values.values(), bins: bins, label: try call.string(2)))
    },
    ScriptFunction(
      "rule(x=None, y=None, label=\"\")", "A mark: a line across the plot at one x or y"
    ) {
      call in
      guard call.has(0) != call.has(1) else { throw ScriptFault("'rule' takes either 'x' or 'y'") }
      return .mark(
        .rule(
          x: call.has(0) ? try call.number(0) : nil, y: call.has(1) ? try call.number(1) : nil,
          label: try call.string(2)))
    },
    ScriptFunction("text(string, x, y)", "A mark: words at a place") { call in
      .mark(.text(try call.string(0), x: try call.number(1), y: try call.number(2)))
    },
    ScriptFunction(
      "cells(matrix, cmap=\"viridis\", normalize=False, diverging=False, normalize_min=None, limits=None)",
      "A mark: a matrix as coloured cells with a colour bar"
    ) { .mark(.cells(try $0.coloredMatrix())) },
    ScriptFunction("figures(**named)", "Several figures of one head, each with a name") { call in
      guard !call.named.isEmpty else {
        throw ScriptFault("'figures' takes figures with names, such as upper: heatmap(A)")
      }
      // Each has its file and its line in figures.jsonl, with the code of all.
      guard call.named.count <= 1000 else {
        throw ScriptFault("'figures' takes at most 1000 figures, not \(call.named.count)")
      }
      return .figures(
        try call.named.map { name, value in
          guard case .figure(let figure) = value else {
            throw ScriptFault("'\(name)' is a figure, not \(value.kind)")
          }
          return NamedFigure(figure, name: name)
        })
    },
  ]
}

extension ScriptCall {
  /// The matrix in colours that `heatmap` and `cells` name.
  func coloredMatrix() throws -> HeatMap {
    let array = try real(0)
    try meter.keep(array.count, bytesEach: 4)
    let colormap = try has(1) ? Colormap(named: string(1)) : .viridis
    let minimum = try has(4) ? Float(number(4)) : nil
    var scale = try ColorScale(
      normalize: flag(2), diverging: flag(3), normalizeMinimum: minimum)
    if has(5) {
      guard try !flag(2), try !flag(3), minimum == nil else {
        throw ScriptFault("limits stand alone, without normalize and diverging", argument: 5)
      }
      let ends = try limits(5)
      scale = .limits(Float(ends.lowerBound)...Float(ends.upperBound))
    }
    return try HeatMap(array.tensor, colormap: colormap, scale: scale)
  }

  func heatMap() throws -> ScriptValue {
    let map = try coloredMatrix()
    let showsAll = has(6) && self[6].string == "all"
    guard try showsAll || flag(6) else { return .figure(.heatMap(map)) }
    // Rows that are not as many as the columns are other tokens.
    let columns = map.columns == tokens.count ? tokens : []
    let rows = map.rows == map.columns ? columns : []
    return .figure(
      .plot(
        Plot(
          [.cells(map)], x: Axis(label: "Key", tokens: columns, showsAll: showsAll),
          y: Axis(label: "Query", tokens: rows, showsAll: showsAll))))
  }

  func plot() throws -> ScriptValue {
    var marks: [Mark] = []
    for value in rest {
      switch value {
      case .mark(let mark): marks.append(mark)
      case .list(let items):
        for item in items {
          guard case .mark(let mark) = item else { throw notMark(item) }
          marks.append(mark)
        }
      default: throw notMark(value)
      }
    }
    return .figure(
      .plot(
        Plot(
          marks, title: try string(0),
          x: try axis(label: 1, scale: 3, limits: 5, names: 7),
          y: try axis(label: 2, scale: 4, limits: 6, names: 8))))
  }

  private func notMark(_ value: ScriptValue) -> ScriptFault {
    ScriptFault("'plot' takes marks such as line(y), not \(value.kind)")
  }

  private func axis(label: Int, scale: Int, limits: Int, names: Int) throws -> Axis {
    let scaleName = has(scale) ? self[scale].string : "linear"
    guard let known = scaleName.flatMap(Axis.Scale.init(rawValue:)) else {
      throw wrong(scale, "'linear' or 'log'")
    }
    return Axis(
      label: try string(label), scale: known, limits: try has(limits) ? self.limits(limits) : nil,
      names: try strings(names))
  }

  /// Two numbers, the lower one first.
  private func limits(_ index: Int) throws -> ClosedRange<Double> {
    let ends = try real(index).values(as: Double.self)
    guard ends.count == 2, ends[0] < ends[1], ends[0].isFinite, ends[1].isFinite else {
      throw wrong(index, "[low, high] with low below high")
    }
    return ends[0]...ends[1]
  }

  /// The x and y of points: the first argument is y where there is no second.
  func points() throws -> (x: [Double], y: [Double]) {
    let first = try real(0)
    guard first.axes <= 1 else { throw wrong(0, "a vector") }
    try meter.keep(first.count, bytesEach: 16)
    let values = first.values(as: Double.self)
    guard has(1) else { return (values.indices.map(Double.init), values) }
    let second = try real(1)
    guard second.axes <= 1, second.count == first.count else {
      throw wrong(1, "a vector as long as the first, \(first.count)")
    }
    return (values, second.values())
  }
}
