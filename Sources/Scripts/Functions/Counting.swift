extension ScriptFunction {
  /// Functions that count elements, and find places among ordered ones.
  static let counting: [ScriptFunction] = [
    ScriptFunction(
      "unique(a, return_counts=False)",
      "The different elements in ascending order; with how often they occur"
    ) { try $0.distinct() },
    ScriptFunction(
      "searchsorted(a, v, side=\"left\")",
      "Where values belong in an ascending vector"
    ) { try $0.placesInOrder() },
    ScriptFunction("digitize(x, bins)", "Which of the ascending bins each element lies in") {
      try $0.bins()
    },
    ScriptFunction(
      "histogram(a, bins=10, range=None, density=False)",
      "How many elements lie in each bin, and the edges of the bins"
    ) { try $0.histogram() },
    ScriptFunction("bincount(x, minlength=0)", "How often each integer from 0 on occurs") {
      try $0.integerCounts()
    },
    ScriptFunction("isin(a, values)", "Whether each element is among values") {
      try $0.membership()
    },
    ScriptFunction(
      "convolve(a, v, mode=\"full\")",
      "A vector with a kernel slid along it; mode is full, same or valid"
    ) { try $0.convolved() },
  ]
}

extension ScriptCall {
  /// `unique`: with how often each element occurs, if that is asked for.
  func distinct() throws -> ScriptValue {
    let array = try real(0)
    try meter.spend(array.count * 16)
    // int64 values are compared as what they are, all others fit into float64.
    func runs<T: Comparable>(_ sorted: [T]) -> (values: [T], counts: [Int]) {
      var (values, counts): ([T], [Int]) = ([], [])
      for value in sorted {
        if let last = values.last, last == value || (last != last && value != value) {
          counts[counts.count - 1] += 1
        } else {
          values.append(value)
          counts.append(1)
        }
      }
      return (values, counts)
    }
    let (values, counts): (ScriptArray, [Int])
    if array.dtype <= .int64 {
      let found = runs(array.values(as: Int.self).sorted())
      values = try meter.array([found.values.count]) { found.values }.cast(to: array.dtype)
      counts = found.counts
    } else {
      let found = runs(array.values(as: Double.self).sorted { $0 < $1 || ($0 == $0 && $1 != $1) })
      values = try meter.array([found.values.count]) { found.values }.cast(to: array.dtype)
      counts = found.counts
    }
    guard try flag(1) else { return .array(values) }
    return .list([.array(values), .array(try meter.array([counts.count]) { counts })])
  }

  func placesInOrder() throws -> ScriptValue {
    let (sorted, values) = (try real(0), try real(1))
    guard sorted.axes == 1 else { throw wrong(0, "an ascending vector") }
    let side = has(2) ? self[2].string : "left"
    guard side == "left" || side == "right" else { throw wrong(2, "'left' or 'right'") }
    let order = sorted.values(as: Double.self)
    return .array(
      try meter.array(values.shape, work: 16) {
        values.values(as: Double.self).map {
          insertion(of: $0, in: order, afterEqual: side == "right")
        }
      })
  }

  func bins() throws -> ScriptValue {
    let (array, bins) = (try real(0), try real(1))
    guard bins.axes == 1 else { throw wrong(1, "an ascending vector") }
    let order = bins.values(as: Double.self)
    return .array(
      try meter.array(array.shape, work: 16) {
        array.values(as: Double.self).map { insertion(of: $0, in: order, afterEqual: true) }
      })
  }

  func histogram() throws -> ScriptValue {
    let array = try real(0)
    let values = array.values(as: Double.self)
    let edges: ScriptArray
    if has(1), self[1].wholeNumber == nil {
      edges = try real(1)
      let places = edges.values(as: Double.self)
      guard edges.axes == 1, edges.count >= 2,
        zip(places, places.dropFirst()).allSatisfy({ $0 <= $1 })
      else { throw wrong(1, "a number of bins or an ascending vector of edges") }
    } else {
      let count = try integer(1, or: 10)
      guard count > 0 else { throw wrong(1, "1 or more") }
      var (low, high) = (0.0, 1.0)
      if has(2) {
        let range = try real(2).values(as: Double.self)
        guard range.count == 2, range[0] <= range[1] else {
          throw wrong(2, "the least and the largest value")
        }
        (low, high) = (range[0], range[1])
      } else if let first = values.first {
        (low, high) = values.reduce((first, first)) { (min($0.0, $1), max($0.1, $1)) }
      }
      guard low.isFinite, high.isFinite, !values.contains(where: \.isNaN) || has(2) else {
        throw ScriptFault("the range of the values is not finite; say a range", argument: 0)
      }
      if low == high { (low, high) = (low - 0.5, high + 0.5) }
      let places = try meter.array([count + 1], work: 4) {
        (0...count).map { index in
          index == count ? high : low + Double(index) * ((high - low) / Double(count))
        }
      }
      edges = places.cast(to: array.dtype == .float32 && !has(2) ? .float32 : .float64)
    }
    let places = edges.values(as: Double.self)
    var counts = [Int](repeating: 0, count: places.count - 1)
    try meter.spend(values.count * 16)
    for value in values where value >= places[0] && value <= places[places.count - 1] {
      let bin = insertion(of: value, in: places, afterEqual: true) - 1
      counts[min(bin, counts.count - 1)] += 1
    }
    let result = try meter.array([counts.count]) { counts }
    guard try flag(3) else { return .list([.array(result), .array(edges)]) }
    let total = Double(counts.reduce(0, +))
    let density = try meter.array([counts.count]) {
      counts.indices.map { Double(counts[$0]) / (places[$0 + 1] - places[$0]) / total }
    }
    return .list([.array(density), .array(edges)])
  }

  func integerCounts() throws -> ScriptValue {
    let array = try real(0)
    let values = array.values(as: Int.self)
    guard array.axes == 1, array.dtype <= .int64, values.allSatisfy({ $0 >= 0 && $0 < 1 << 40 })
    else {
      throw wrong(0, "a vector of integers that are not negative")
    }
    let length = max(try has(1) ? self.length(1) : 0, (values.max() ?? -1) + 1)
    return .array(
      try meter.array([length]) {
        var counts = [Int](repeating: 0, count: length)
        for value in values { counts[value] += 1 }
        return counts
      })
  }

  func membership() throws -> ScriptValue {
    let array = try real(0)
    let values = Set(try real(1).values(as: Double.self))
    return .array(
      try meter.array(array.shape, work: 8) {
        array.values(as: Double.self).map { values.contains($0) }
      })
  }

  func convolved() throws -> ScriptValue {
    let (first, second) = (try real(0), try real(1))
    guard first.axes == 1, second.axes == 1, first.count > 0, second.count > 0 else {
      throw ScriptFault("'convolve' takes two vectors that are not empty")
    }
    let (long, short) = first.count >= second.count ? (first, second) : (second, first)
    let mode = has(2) ? self[2].string : "full"
    let (start, count): (Int, Int)
    switch mode {
    case "full": (start, count) = (0, long.count + short.count - 1)
    case "same": (start, count) = ((short.count - 1) / 2, long.count)
    case "valid": (start, count) = (short.count - 1, long.count - short.count + 1)
    default: throw wrong(2, "'full', 'same' or 'valid'")
    }
    let dtype = first.dtype.promoted(with: second.dtype)
    let (values, kernel) = (long.values(as: Double.self), short.values(as: Double.self))
    let result = try meter.array([count], work: kernel.count) {
      (start..<start + count).map { place in
        var sum = 0.0
        for index in max(0, place - values.count + 1)..<min(kernel.count, place + 1) {
          sum += kernel[index] * values[place - index]
        }
        return sum
      }
    }
    return .array(result.cast(to: dtype))
  }
}

/// Where `value` belongs in ascending numbers: before those equal to it, or after them; NaN is last.
func insertion(of value: Double, in sorted: [Double], afterEqual: Bool) -> Int {
  var (low, high) = (0, sorted.count)
  while low < high {
    let middle = (low + high) / 2
    let other = sorted[middle]
    let isBehind =
      value.isNaN ? !other.isNaN || afterEqual : afterEqual ? other <= value : other < value
    if isBehind { low = middle + 1 } else { high = middle }
  }
  return low
}
