/// A slice as it is written.
struct Slice {
  let start: Int?
  let stop: Int?
  let step: Int

  /// The first index and the number of indices in an axis of `length`, by Python's rules.
  func indices(in length: Int) -> (start: Int, count: Int) {
    let (lowest, highest) = step > 0 ? (0, length) : (-1, length - 1)
    func place(_ bound: Int?, _ fallback: Int) -> Int {
      guard let bound else { return fallback }
      return min(max(bound < 0 ? bound + length : bound, lowest), highest)
    }
    let first = place(start, step > 0 ? lowest : highest)
    let end = place(stop, step > 0 ? highest : lowest)
    let distance = step > 0 ? end - first : first - end
    guard distance > 0 else { return (0, 0) }
    // What is left of a distance below 2^62 never overflows, whatever the step is.
    return (first, 1 + Int((distance - 1).magnitude / step.magnitude))
  }
}

/// One of the things between the brackets behind an array.
enum Place {
  case index(Int)
  case slice(Slice)
  case ellipsis
  case newAxis
  /// An array of indices.
  case indices(ScriptArray)
  /// An array of truth values: its true places.
  case mask(ScriptArray)

  /// How many axes of an array it stands for.
  var axes: Int {
    switch self {
    case .newAxis, .ellipsis: 0
    case .mask(let mask): mask.axes
    default: 1
    }
  }

  init(_ value: ScriptValue, _ meter: ScriptMeter) throws {
    switch value {
    case .none: self = .newAxis
    case .integer(let index): self = .index(index)
    case .array, .list, .bool:
      guard let array = try Operand(value, meter)?.array else { fallthrough }
      switch array.dtype {
      case .bool: self = .mask(array)
      case .int64 where array.axes == 0: self = .index(array.values(as: Int.self)[0])
      case .int64: self = .indices(array)
      case _ where array.count == 0: self = .indices(array.cast(to: .int64))
      default:
        throw ScriptFault("an index is an integer or a truth value, not \(array.dtype.rawValue)")
      }
    default:
      throw ScriptFault("an index is an integer, a slice or an array, not \(value.kind)")
    }
  }
}

extension ScriptMeter {
  /// The elements of `value` at these places.
  func part(of value: ScriptValue, _ places: [Place]) throws -> ScriptValue {
    switch value {
    case .array(let array): return .array(try part(of: array, places))
    case .list(let items): return try part(of: items, places)
    case .string(let text):
      let part = try part(of: text.map { .string(String($0)) }, places)
      guard case .list(let characters) = part else { return part }
      return .string(characters.compactMap(\.string).joined())
    default: throw ScriptFault("\(value.kind) has no elements")
    }
  }

  private func part(of items: [ScriptValue], _ places: [Place]) throws -> ScriptValue {
    try spend(items.count)
    guard places.count == 1 else { throw ScriptFault("a list has one index") }
    switch places[0] {
    case .index(let index): return items[try checked(index, items.count, axis: 0)]
    case .slice(let slice):
      let (start, count) = slice.indices(in: items.count)
      return .list((0..<count).map { items[start + $0 * slice.step] })
    case .indices(let array) where array.axes == 1:
      return .list(
        try array.values(as: Int.self).map { items[try checked($0, items.count, axis: 0)] })
    case .mask(let mask) where mask.shape == [items.count]:
      return .list(zip(items, mask.values(as: Bool.self)).filter(\.1).map(\.0))
    default: throw ScriptFault("a list takes an index or a slice here")
    }
  }

  private func checked(_ index: Int, _ length: Int, axis: Int) throws -> Int {
    guard index >= -length, index < length else {
      throw ScriptFault(
        length == 0
          ? "index \(index) of an empty axis"
          : "index \(index) is outside axis \(axis): \(-length) to \(length - 1) are inside")
    }
    return index < 0 ? index + length : index
  }

  /// Numpy's indexing, basic and advanced.
  private func part(of array: ScriptArray, _ places: [Place]) throws -> ScriptArray {
    let places = try spelledOut(places, for: array)
    let hasArrays = places.contains { if case .indices = $0 { true } else { false } }

    // Slices, new axes, and single indices where there are no arrays: one copy with strides.
    var (shape, strides, offset): ([Int], [Int], Int) = ([], [], 0)
    var chosen: [(axis: Int, indices: ScriptArray)] = []
    var areTogether = true
    var lastChosen: Int?
    let steps = array.strides
    var axis = 0
    for (position, place) in places.enumerated() {
      switch place {
      case .newAxis:
        shape.append(1)
        strides.append(0)
        continue
      case .index(let index) where !hasArrays:
        offset += try checked(index, array.shape[axis], axis: axis) * steps[axis]
      case .slice(let slice):
        let (start, count) = slice.indices(in: array.shape[axis])
        offset += start * steps[axis]
        shape.append(count)
        strides.append(count > 1 ? steps[axis] * slice.step : 0)
      case .index, .indices, .mask, .ellipsis:
        let indices: ScriptArray =
          switch place {
          case .index(let index): ScriptArray(scalar: index)
          case .indices(let indices): indices
          default: ScriptArray(scalar: 0)
          }
        let length = array.shape[axis]
        let whole = try indices.values(as: Int.self).map { try checked($0, length, axis: axis) }
        chosen.append((shape.count, ScriptArray(indices.shape, whole)))
        areTogether = areTogether && (lastChosen.map { $0 == position - 1 } ?? true)
        lastChosen = position
        shape.append(length)
        strides.append(steps[axis])
      }
      axis += 1
    }
    let isWhole = shape == array.shape && strides == steps
    let rest = isWhole ? array : try array.strided(shape, strides, offset: offset, self)
    return chosen.isEmpty ? rest : try gathered(rest, chosen, areTogether)
  }

  /// Places with masks as indices, and one for each axis.
  private func spelledOut(_ places: [Place], for array: ScriptArray) throws -> [Place] {
    let needed = places.reduce(0) { $0 + $1.axes }
    guard needed <= array.axes else {
      throw ScriptFault(
        "an array of shape \(shapeText(array.shape)) has \(array.axes) axes, not \(needed)")
    }
    let ellipses = places.count { if case .ellipsis = $0 { true } else { false } }
    guard ellipses <= 1 else { throw ScriptFault("'...' stands once in a subscript") }
    var result: [Place] = []
    var used = 0
    for place in places + (ellipses == 0 ? [.ellipsis] : []) {
      switch place {
      case .ellipsis:
        let missing = array.axes - needed
        let all = Place.slice(Slice(start: nil, stop: nil, step: 1))
        result += [Place](repeating: all, count: missing)
        used += missing
      case .mask(let mask):
        let shape = Array(array.shape[used..<used + mask.axes])
        guard mask.axes > 0, shape == mask.shape else {
          throw ScriptFault(
            "a mask of shape \(shapeText(mask.shape)) does not fit axes of shape \(shapeText(shape))"
          )
        }
        result += try nonzero(mask).map { .indices($0) }
        used += mask.axes
      default:
        result.append(place)
        used += place.axes
      }
    }
    return result
  }

  /// The places of elements that are not zero: an array of indices for each axis.
  func nonzero(_ array: ScriptArray) throws -> [ScriptArray] {
    let flags = array.values(as: Bool.self)
    try spend(flags.count)
    let places = flags.indices.filter { flags[$0] }
    return try zip(array.shape, array.strides).map { length, stride in
      try self.array([places.count]) { mapped(places) { $0 / max(stride, 1) % max(length, 1) } }
    }
  }

  /// The elements at arrays of indices: `chosen` says for which axes of `array`.
  private func gathered(
    _ array: ScriptArray, _ chosen: [(axis: Int, indices: ScriptArray)], _ areTogether: Bool
  ) throws -> ScriptArray {
    let axes = chosen.map(\.axis)
    let others = array.shape.indices.filter { !axes.contains($0) }
    let front = try array.transposed(axes + others, self)
    // One number for each combination of indices: which row of the array whose first axes are these.
    var rows = ScriptArray(scalar: 0)
    for (axis, indices) in chosen {
      let length = array.shape[axis]
      rows = try Arithmetic(meter: self).zip(rows, indices) { (row: Int, index: Int) in
        row * length + index
      }
    }
    let rest = others.map { array.shape[$0] }
    let width = rest.reduce(1, *)
    let shape = rows.shape + rest
    let result = try self.array(shape, array.dtype) {
      front.elements.rearranged(RowGather(rows: rows.values(), width: width))
    }
    guard areTogether, let first = axes.first, first > 0 else { return result }
    // Arrays side by side put their axes where they stand, others first.
    let (added, before) = (rows.axes, first)
    return try result.transposed(
      Array(added..<added + before) + Array(0..<added) + Array(added + before..<shape.count), self)
  }
}
