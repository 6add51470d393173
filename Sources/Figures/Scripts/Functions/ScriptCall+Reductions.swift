internal import Foundation
internal import Tensors

extension ScriptCall {
  /// The first argument cut along the axes that the second one names.
  func lanes() throws -> Lanes {
    let array = try array(0)
    return try Lanes(array, along: axes(1, of: array), meter)
  }

  /// The first argument cut along one axis.
  func lanes(axis index: Int, fallback: Int = -1) throws -> Lanes {
    let array = try array(0)
    guard array.axes > 0 else { throw wrong(0, "an array with axes") }
    let axis = try has(index) ? axis(index, of: array) : axis(fallback, of: array.axes)
    return try Lanes(array, along: [axis], meter)
  }

  /// The first argument cut along one axis, or as one row where none is said.
  private func flatLanes() throws -> Lanes {
    if has(1) { return try lanes(axis: 1) }
    let array = try array(0)
    return try Lanes(array.reshaped([array.count]), along: [0], meter)
  }

  func sum(skippingNaN: Bool = false) throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .bool:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Bool>) in
        row.total { $0 ? 1 : 0 }
      }
    case .int64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
        var sum = 0
        for index in row.indices { sum &+= row[index] }
        return sum
      }
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        Float(row.total { skippingNaN && $0.isNaN ? 0 : Double($0) })
      }
    case .float64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        row.total { skippingNaN && $0.isNaN ? 0 : $0 }
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        Complex(row.total(\.real), row.total(\.imaginary))
      }
    }
  }

  func product() throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .bool, .int64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
        var product = 1
        for index in row.indices { product = product &* row[index] }
        return product
      }
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        var product: Float = 1
        for index in row.indices { product *= row[index] }
        return product
      }
    case .float64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        var product = 1.0
        for index in row.indices { product *= row[index] }
        return product
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        var product = Complex(1)
        for index in row.indices { product = product * row[index] }
        return product
      }
    }
  }

  func mean(skippingNaN: Bool = false) throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        let sum = row.total { skippingNaN && $0.isNaN ? 0 : Double($0) }
        return Float(sum / Double(skippingNaN ? row.total { $0.isNaN ? 0 : 1 } : row.count))
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        let count = Double(row.count)
        return Complex(row.total(\.real) / count, row.total(\.imaginary) / count)
      }
    default:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        let sum = row.total { skippingNaN && $0.isNaN ? 0 : $0 }
        return sum / Double(skippingNaN ? row.total { $0.isNaN ? 0 : 1 } : row.count)
      }
    }
  }

  func average() throws -> ScriptValue {
    guard has(2) else { return .array(try mean(of: self[0])) }
    let (values, weights) = (self[0], try real(2))
    guard weights.shape == (try real(0)).shape else {
      throw ScriptFault("the weights have another shape than the array", argument: 2)
    }
    let products = try meter.binary(.multiply, values, .array(weights))
    return try meter.binary(
      .divide, .array(sum(of: products)), .array(sum(of: .array(weights))))
  }

  private func mean(of value: ScriptValue) throws -> ScriptArray {
    try with([value, self[1], .bool(false)]).mean()
  }

  private func sum(of value: ScriptValue) throws -> ScriptArray {
    try with([value, self[1], .bool(false)]).sum()
  }

  /// The same call with other arguments.
  func with(_ values: [ScriptValue?]) -> ScriptCall {
    ScriptCall(
      function: function, values: values, rest: [], named: [], meter: meter, tokens: tokens)
  }

  func variance(_ finish: (Double) -> Double) throws -> ScriptArray {
    _ = try real(0)
    let (lanes, keeps) = (try lanes(), try flag(2))
    let freedom = Double(lanes.length) - (try number(3, or: 0))
    if lanes.array.dtype == .float32 {
      return try lanes.reduced(keepingAxes: keeps, work: 2, meter) { (row: Span<Float>) in
        let mean = row.total { Double($0) } / Double(row.count)
        let squares = row.total { (Double($0) - mean) * (Double($0) - mean) }
        return Float(finish(squares / max(freedom, 0)))
      }
    }
    return try lanes.reduced(keepingAxes: keeps, work: 2, meter) { (row: Span<Double>) in
      let mean = row.total { $0 } / Double(row.count)
      return finish(row.total { ($0 - mean) * ($0 - mean) } / max(freedom, 0))
    }
  }

  func extreme(isLargest: Bool, skippingNaN: Bool = false) throws -> ScriptValue {
    // Python's own min and max of two numbers.
    if has(1), try operand(0).array.axes == 0, let x = self[0].number, let y = self[1].number {
      return (isLargest ? y > x : y < x) ? self[1] : self[0]
    }
    _ = try real(0)
    let (lanes, keeps) = (try lanes(), try flag(2))
    guard lanes.length > 0 || lanes.count == 0 else {
      throw ScriptFault("an empty array has no \(isLargest ? "largest" : "least") element", argument: 0)
    }
    @inline(__always)
    func extreme<T: FloatingPoint>(_ row: Span<T>) -> T {
      var result = row[0]
      for index in row.indices {
        let value = row[index]
        if skippingNaN {
          if !(value.isNaN || (isLargest ? value <= result : value >= result)) { result = value }
        } else {
          result = result != result ? result : (isLargest ? value <= result : value >= result) ? result : value
        }
      }
      return result
    }
    switch lanes.array.dtype {
    case .bool:
      return .array(try truth(lanes) { row in
        for index in row.indices where row[index] == isLargest { return isLargest }
        return !isLargest
      })
    case .int64:
      return .array(try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
        var result = row[0]
        for index in row.indices { result = isLargest ? max(result, row[index]) : min(result, row[index]) }
        return result
      })
    case .float32:
      return .array(try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in extreme(row) })
    default:
      return .array(try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in extreme(row) })
    }
  }

  func placeOfExtreme(isLargest: Bool) throws -> ScriptArray {
    let array = try real(0)
    let lanes =
      try has(1) ? lanes(axis: 1) : Lanes(array, along: Array(array.shape.indices), meter)
    let keeps = try flag(2)
    guard lanes.length > 0 || lanes.count == 0 else {
      throw ScriptFault("an empty array has no \(isLargest ? "largest" : "least") element", argument: 0)
    }
    @inline(__always)
    func place<T: Comparable>(_ row: Span<T>) -> Int {
      var best = 0
      for index in row.indices {
        let (value, found) = (row[index], row[best])
        // The first NaN is both the least and the largest.
        if value != value, found == found {
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

  func truth(_ fold: (Span<Bool>) -> Bool) throws -> ScriptArray { try truth(lanes(), fold) }

  private func truth(_ lanes: Lanes, _ fold: (Span<Bool>) -> Bool) throws -> ScriptArray {
    try lanes.reduced(keepingAxes: flag(2), meter, fold)
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
    let isSingle = array.dtype == .float32
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
        return place == Double(low) || a == b ? a : a + (b - a) * (place - Double(low))
      }
    }
    let all = shares.indices.flatMap { share in values.map { $0[share] } }
    let result = try meter.array(isList ? [shares.count] + shape : shape) { all }
    return .array(isSingle ? result.cast(to: .float32) : result)
  }

  func cumulativeSum() throws -> ScriptValue {
    let lanes = try flatLanes()
    @inline(__always)
    func sums<T: AdditiveArithmetic>(_ row: Span<T>, _ results: inout [T], _ add: (T, T) -> T) {
      var sum = T.zero
      for index in row.indices {
        sum = add(sum, row[index])
        results.append(sum)
      }
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return .array(try lanes.rewritten(meter) { (row: Span<Int>, all: inout [Int]) in sums(row, &all, &+) })
    case .float32:
      return .array(try lanes.rewritten(meter) { (row: Span<Float>, all: inout [Float]) in
        var sum = 0.0
        for index in row.indices {
          sum += Double(row[index])
          all.append(Float(sum))
        }
      })
    default:
      _ = try real(0)
      return .array(try lanes.rewritten(meter) { (row: Span<Double>, all: inout [Double]) in sums(row, &all, +) })
    }
  }

  func cumulativeProduct() throws -> ScriptValue {
    let lanes = try flatLanes()
    @inline(__always)
    func products<T>(_ row: Span<T>, _ results: inout [T], _ one: T, _ multiply: (T, T) -> T) {
      var product = one
      for index in row.indices {
        product = multiply(product, row[index])
        results.append(product)
      }
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return .array(try lanes.rewritten(meter) { (row: Span<Int>, all: inout [Int]) in products(row, &all, 1, &*) })
    case .float32:
      return .array(try lanes.rewritten(meter) { (row: Span<Float>, all: inout [Float]) in products(row, &all, 1, *) })
    default:
      _ = try real(0)
      return .array(try lanes.rewritten(meter) { (row: Span<Double>, all: inout [Double]) in products(row, &all, 1, *) })
    }
  }

  func differences() throws -> ScriptValue {
    var array = try array(0)
    guard array.axes > 0 else { throw wrong(0, "an array with axes") }
    let axis = try has(2) ? axis(2, of: array) : array.axes - 1
    let times = try integer(1, or: 1)
    guard times >= 0 else { throw wrong(1, "0 or more") }
    for _ in 0..<min(times, array.shape[axis]) {
      var (ahead, behind) = (array.shape, array.strides)
      ahead[axis] = max(0, ahead[axis] - 1)
      let first = try array.strided(ahead, behind, offset: 0, meter)
      let offset = ahead[axis] == 0 ? 0 : behind[axis]
      behind = array.strides
      let second = try array.strided(ahead, behind, offset: offset, meter)
      let operation: BinaryOperator = array.dtype == .bool ? .exclusiveOr : .subtract
      array = try Arithmetic(meter: meter).result(
        operation, Operand(array: second, weak: nil), Operand(array: first, weak: nil))
    }
    return .array(array)
  }

  func softmax(inLogarithms: Bool) throws -> ScriptArray {
    _ = try real(0)
    let lanes = try lanes(axis: 1)
    @inline(__always)
    func rows<T: BinaryFloatingPoint & Element>(
      _ type: T.Type, _ powers: ([T]) -> [T]
    ) throws -> ScriptArray {
      try lanes.rewritten(work: 8, meter) { (row: Span<T>, all: inout [T]) in
        guard row.count > 0 else { return }
        var peak = row[0]
        for index in row.indices { peak = row[index] > peak ? row[index] : peak }
        let shifted = (0..<row.count).map { row[$0] - peak }
        let weights = powers(shifted)
        let sum = weights.span.total { Double($0) }
        if inLogarithms {
          all += shifted.map { $0 - T(log(sum)) }
        } else {
          all += weights.map { T(Double($0) / sum) }
        }
      }
    }
    if lanes.array.dtype == .float32 { return try rows(Float.self, Transcendentals.powersOfE) }
    return try rows(Double.self) { mapped($0) { Foundation.exp($0) } }
  }

  func entropy() throws -> ScriptArray {
    _ = try real(0)
    let lanes = try lanes(axis: 1)
    if lanes.array.dtype == .float32 {
      return try lanes.reduced(keepingAxes: false, work: 4, meter) { (row: Span<Float>) in
        let values = (0..<row.count).map { row[$0] }
        let logarithms = Transcendentals.logarithms(of: values)
        var sum = 0.0
        for index in row.indices where row[index] != 0 {
          sum -= Double(row[index]) * Double(logarithms[index])
        }
        return Float(sum)
      }
    }
    return try lanes.reduced(keepingAxes: false, work: 16, meter) { (row: Span<Double>) in
      row.total { $0 == 0 ? 0 : -$0 * log($0) }
    }
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
      return try lanes.rewritten(work: 16, meter) { (row: Span<Int>, all: inout [Int]) in sort(row, &all) }
        .cast(to: .bool)
    case .int64:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Int>, all: inout [Int]) in sort(row, &all) }
    case .float32:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Float>, all: inout [Float]) in sort(row, &all) }
    default:
      return try lanes.rewritten(work: 16, meter) { (row: Span<Double>, all: inout [Double]) in sort(row, &all) }
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
      return try lanes.rewritten(work: 32, meter) { (row: Span<Int>, all: inout [Int]) in places(row, &all) }
    case .float32:
      return try lanes.rewritten(work: 32, meter) { (row: Span<Float>, all: inout [Int]) in places(row, &all) }
    default:
      return try lanes.rewritten(work: 32, meter) { (row: Span<Double>, all: inout [Int]) in places(row, &all) }
    }
  }

  func area() throws -> ScriptValue {
    let y = try real(0)
    guard y.axes == 1 else { throw wrong(0, "a vector") }
    let heights = y.values(as: Double.self)
    var places = try heights.indices.map { Double($0) * (try number(2, or: 1)) }
    if has(1) {
      let x = try real(1)
      guard x.shape == y.shape else { throw wrong(1, "a vector as long as the first") }
      places = x.values()
    }
    let pairs = zip(zip(heights, heights.dropFirst()), zip(places, places.dropFirst()))
    let sum = pairs.reduce(0.0) { $0 + ($1.0.0 + $1.0.1) / 2 * ($1.1.1 - $1.1.0) }
    return .array(ScriptArray(scalar: sum).cast(to: y.dtype.inexact))
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
