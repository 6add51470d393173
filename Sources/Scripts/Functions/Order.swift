extension ScriptFunction {
  /// Functions of the order of elements: the least and largest, quantiles, sorting.
  static let order: [ScriptFunction] = [
    ScriptFunction("min(a, axis=None, keepdims=False)", "Least element; of two numbers the smaller")
    {
      try $0.extreme(isLargest: false)
    },
    ScriptFunction(
      "max(a, axis=None, keepdims=False)", "Largest element; of two numbers the larger"
    ) {
      try $0.extreme(isLargest: true)
    },
    ScriptFunction("ptp(a, axis=None, keepdims=False)", "Largest less least element") { call in
      try call.meter.binary(
        .subtract, call.extreme(isLargest: true), call.extreme(isLargest: false))
    },
    ScriptFunction("argmin(a, axis=None, keepdims=False)", "Place of the least element") {
      .array(try $0.placeOfExtreme(isLargest: false))
    },
    ScriptFunction("argmax(a, axis=None, keepdims=False)", "Place of the largest element") {
      .array(try $0.placeOfExtreme(isLargest: true))
    },
    ScriptFunction(
      "nanargmin(a, axis=None, keepdims=False)", "Place of the least element that is not nan"
    ) {
      .array(try $0.placeOfExtreme(isLargest: false, skippingNaN: true))
    },
    ScriptFunction(
      "nanargmax(a, axis=None, keepdims=False)", "Place of the largest element that is not nan"
    ) {
      .array(try $0.placeOfExtreme(isLargest: true, skippingNaN: true))
    },
    ScriptFunction(
      "median(a, axis=None, keepdims=False)", "Middle element, or mean of the middle two"
    ) {
      try $0.quantiles([0.5], axis: 1, keepsAxes: 2, isList: false)
    },
    ScriptFunction(
      "quantile(a, q, axis=None, keepdims=False)",
      "Value that a share q (0 to 1) of the elements is below, interpolated"
    ) { try $0.quantiles(scale: 1) },
    ScriptFunction("percentile(a, q, axis=None, keepdims=False)", "The same with q from 0 to 100") {
      try $0.quantiles(scale: 100)
    },
    ScriptFunction("nanmin(a, axis=None, keepdims=False)", "Least element that is not nan") {
      try $0.extreme(isLargest: false, skippingNaN: true)
    },
    ScriptFunction("nanmax(a, axis=None, keepdims=False)", "Largest element that is not nan") {
      try $0.extreme(isLargest: true, skippingNaN: true)
    },
    ScriptFunction("sort(a, axis=-1)", "Elements in ascending order, nan last") {
      .array(try $0.sorted())
    },
    ScriptFunction(
      "argsort(a, axis=-1)",
      "Places of the elements in ascending order; equal ones in the order they have"
    ) { .array(try $0.sortedPlaces()) },
  ]
}

extension ScriptCall {
  func extreme(isLargest: Bool, skippingNaN: Bool = false) throws -> ScriptValue {
    // Python's own min and max of two numbers.
    if has(1), try operand(0).array.axes == 0, let x = self[0].number, let y = self[1].number {
      return (isLargest ? y > x : y < x) ? self[1] : self[0]
    }
    _ = try real(0)
    let (lanes, keeps) = (try lanes(), try flag(2))
    guard lanes.length > 0 || lanes.count == 0 else {
      throw ScriptFault(
        "an empty array has no \(isLargest ? "largest" : "least") element", argument: 0)
    }
    @inline(__always)
    func extreme<T: FloatingPoint>(_ row: Span<T>) -> T {
      var result = row[0]
      for index in row.indices {
        let value = row[index]
        if skippingNaN {
          if !(value.isNaN || (isLargest ? value <= result : value >= result)) { result = value }
        } else {
          result =
            result != result
            ? result : (isLargest ? value <= result : value >= result) ? result : value
        }
      }
      return result
    }
    switch lanes.array.dtype {
    case .bool:
      return .array(
        try truth(lanes) { row in
          for index in row.indices where row[index] == isLargest { return isLargest }
          return !isLargest
        })
    case .int64:
      return .array(
        try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
          var result = row[0]
          for index in row.indices {
            result = isLargest ? max(result, row[index]) : min(result, row[index])
          }
          return result
        })
    case .float32:
      return .array(
        try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in extreme(row) })
    default:
      return .array(
        try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in extreme(row) })
    }
  }

  func placeOfExtreme(isLargest: Bool, skippingNaN: Bool = false) throws -> ScriptArray {
    let array = try real(0)
    let lanes =
      try has(1) ? lanes(axis: 1) : Lanes(array, along: Array(array.shape.indices), meter)
    let keeps = try flag(2)
    guard lanes.length > 0 || lanes.count == 0 else {
      throw ScriptFault(
        "an empty array has no \(isLargest ? "largest" : "least") element", argument: 0)
    }
    if skippingNaN, array.dtype == .float32 || array.dtype == .float64 {
      let all = try lanes.reduced(keepingAxes: false, meter) { (row: Span<Double>) in
        for index in row.indices where row[index] == row[index] { return false }
        return true
      }
      if all.values(as: Bool.self).contains(true) {
        throw ScriptFault(
          "all elements of a row are nan: it has no \(isLargest ? "largest" : "least") one",
          argument: 0)
      }
    }
    @inline(__always)
    func place<T: Comparable>(_ row: Span<T>) -> Int {
      var best = 0
      for index in row.indices {
        let (value, found) = (row[index], row[best])
        // The first NaN is both the least and the largest.
        if skippingNaN, value != value { continue }
        if skippingNaN ? found != found : value != value && found == found {
          best = index
        } else if isLargest ? value > found : value < found {
          best = index
        }
      }
      return best
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in place(row) }
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in place(row) }
    default:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in place(row) }
    }
  }

  func quantiles(scale: Double) throws -> ScriptValue {
    let q = try real(1)
    guard q.axes <= 1 else { throw wrong(1, "a number or a list of numbers") }
    let shares = q.values(as: Double.self).map { $0 / scale }
    guard shares.allSatisfy({ (0...1).contains($0) }) else {
      throw ScriptFault("quantiles lie in 0 to \(scale == 1 ? "1" : "100")", argument: 1)
    }
    return try quantiles(shares, axis: 2, keepsAxes: 3, isList: q.axes == 1)
  }

  func quantiles(
    _ shares: [Double], axis index: Int, keepsAxes: Int, isList: Bool
  ) throws -> ScriptValue {
    let array = try real(0)
    let lanes = try Lanes(array, along: axes(index, of: array), meter)
    let keeps = try flag(keepsAxes)
    // A list of shares is float64, and so are the values then.
    let isSingle = array.dtype == .float32 && !isList
    let shape = lanes.reducedShape(keepingAxes: keeps)
    try meter.spend(array.count * 16 + shares.count * lanes.count)
    let values: [[Double]] = lanes.array.values(as: Double.self).span.rows(lanes) { row in
      var sorted = (0..<row.count).map { row[$0] }
      guard !sorted.isEmpty, !sorted.contains(where: \.isNaN) else {
        return shares.map { _ in .nan }
      }
      sorted.sort()
      return shares.map { share in
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let (a, b) = (sorted[low], sorted[min(low + 1, sorted.count - 1)])
        let distance = array.dtype == .float32 ? Double(Float(b) - Float(a)) : b - a
        let part = place - Double(low)
        return part == 0 || a == b
          ? a : part < 0.5 ? a + distance * part : b - distance * (1 - part)
      }
    }
    let all = shares.indices.flatMap { share in values.map { $0[share] } }
    let result = try meter.array(isList ? [shares.count] + shape : shape) { all }
    return .array(isSingle ? result.cast(to: .float32) : result)
  }

  func sorted() throws -> ScriptArray {
    _ = try real(0)
    let lanes = try has(1) || values[1] == nil ? lanes(axis: 1) : flatLanes()
    @inline(__always)
    func sort<T: Comparable>(_ row: Span<T>, _ all: inout [T]) {
      all += (0..<row.count).map { row[$0] }.sorted { comesFirst($0, $1) }
    }
    switch lanes.array.dtype {
    case .bool:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Int>, all: inout [Int]) in
        sort(row, &all)
      }
      .cast(to: .bool)
    case .int64:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Int>, all: inout [Int]) in
        sort(row, &all)
      }
    case .float32:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Float>, all: inout [Float]) in
        sort(row, &all)
      }
    default:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Double>, all: inout [Double]) in
        sort(row, &all)
      }
    }
  }

  func sortedPlaces() throws -> ScriptArray {
    _ = try real(0)
    let lanes = try has(1) || values[1] == nil ? lanes(axis: 1) : flatLanes()
    @inline(__always)
    func places<T: Comparable>(_ row: Span<T>, _ all: inout [Int]) {
      let values = (0..<row.count).map { row[$0] }
      all += values.indices.sorted { first, second in
        let (x, y) = (values[first], values[second])
        return comesFirst(x, y) || (!comesFirst(y, x) && first < second)
      }
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return try lanes.rewritten(work: 32, meter) { (row: Span<Int>, all: inout [Int]) in
        places(row, &all)
      }
    case .float32:
      return try lanes.rewritten(work: 32, meter) { (row: Span<Float>, all: inout [Int]) in
        places(row, &all)
      }
    default:
      return try lanes.rewritten(work: 32, meter) { (row: Span<Double>, all: inout [Int]) in
        places(row, &all)
      }
    }
  }
}

/// Whether `x` comes before `y` in ascending order: NaN is last.
@inline(__always)
private func comesFirst<T: Comparable>(_ x: T, _ y: T) -> Bool { x < y || (x == x && y != y) }

extension Span where Element == Double {
  /// One value for each row of `lanes`.
  fileprivate func rows<Result>(_ lanes: Lanes, _ body: (Span<Double>) -> Result) -> [Result] {
    var results: [Result] = []
    for row in 0..<lanes.count {
      results.append(body(extracting(row * lanes.length..<(row + 1) * lanes.length)))
    }
    return results
  }
}
