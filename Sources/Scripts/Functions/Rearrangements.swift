extension ScriptFunction {
  /// Functions that change an array's shape, and join arrays.
  static let rearrangements: [ScriptFunction] = [
    ScriptFunction("reshape(a, *shape)", "The same elements in another shape; -1 is what is left") {
      .array(try $0.reshaped())
    },
    ScriptFunction("ravel(a)", "All elements as a vector") { call in
      let array = try call.array(0)
      return .array(array.reshaped([array.count]))
    },
    ScriptFunction("flatten(a)", "All elements as a vector") { call in
      let array = try call.array(0)
      return .array(array.reshaped([array.count]))
    },
    ScriptFunction("transpose(a, *axes)", "Axes in reverse order, or in the order that is said") {
      .array(try $0.transposed())
    },
    ScriptFunction("swapaxes(a, axis1, axis2)", "Two axes in each other's place") { call in
      let array = try call.array(0)
      var order = Array(array.shape.indices)
      order.swapAt(try call.axis(1, of: array), try call.axis(2, of: array))
      return .array(try array.transposed(order, call.meter))
    },
    ScriptFunction("moveaxis(a, source, destination)", "One axis in another place") { call in
      let array = try call.array(0)
      var order = Array(array.shape.indices)
      let (source, destination) = (try call.axis(1, of: array), try call.axis(2, of: array))
      order.insert(order.remove(at: source), at: destination)
      return .array(try array.transposed(order, call.meter))
    },
    ScriptFunction("squeeze(a, axis=None)", "Without axes of length 1") { try $0.squeezed() },
    ScriptFunction("expand_dims(a, axis)", "With another axis of length 1") { call in
      let array = try call.array(0)
      var shape = array.shape
      shape.insert(1, at: try call.axis(try call.integer(1), of: array.axes + 1, argument: 1))
      return .array(array.reshaped(shape))
    },
    ScriptFunction("atleast_2d(a)", "A vector as a matrix of one row") { call in
      let array = try call.array(0)
      return .array(array.axes >= 2 ? array : array.reshaped([1, array.count]))
    },
    ScriptFunction("broadcast_to(a, shape)", "The array stretched to a shape") { call in
      .array(try call.array(0).broadcast(to: call.shape(1), call.meter))
    },
    ScriptFunction("concatenate(arrays, axis=0)", "Arrays joined along an axis they have") {
      .array(
        try $0.concatenated(
          $0.arrays(), axis: $0.has(1) || $0.values[1] == nil ? $0.integer(1, or: 0) : nil))
    },
    ScriptFunction("stack(arrays, axis=0)", "Arrays of one shape joined along a new axis") {
      .array(try $0.stacked())
    },
    ScriptFunction("vstack(arrays)", "Arrays on top of each other, vectors as rows") { call in
      let rows = try call.arrays().map { $0.axes >= 2 ? $0 : $0.reshaped([1, $0.count]) }
      return .array(try call.concatenated(rows, axis: 0))
    },
    ScriptFunction("hstack(arrays)", "Arrays side by side") { call in
      let arrays = try call.arrays().map { $0.axes >= 1 ? $0 : $0.reshaped([1]) }
      return .array(try call.concatenated(arrays, axis: arrays.allSatisfy { $0.axes == 1 } ? 0 : 1))
    },
    ScriptFunction("column_stack(arrays)", "Vectors as columns of a matrix") { call in
      let columns = try call.arrays().map { $0.axes >= 2 ? $0 : $0.reshaped([$0.count, 1]) }
      return .array(try call.concatenated(columns, axis: 1))
    },
    ScriptFunction("flip(a, axis=None)", "Elements in reverse order along axes") { call in
      let array = try call.array(0)
      return .array(try call.reversed(array, call.axes(1, of: array)))
    },
    ScriptFunction("flipud(a)", "Rows in reverse order") {
      .array(try $0.reversed($0.array(0), [0]))
    },
    ScriptFunction("fliplr(a)", "Columns in reverse order") {
      .array(try $0.reversed($0.array(0), [1]))
    },
    ScriptFunction("rot90(a, k=1)", "A matrix turned left by k quarters") {
      .array(try $0.turned())
    },
    ScriptFunction("tile(a, reps)", "The array so many times along its axes") {
      .array(try $0.tiled())
    },
    ScriptFunction(
      "pad(a, pad_width, constant_values=0)",
      "The array with a margin of one value: a number, (before, after), or that for each axis"
    ) { .array(try $0.padded()) },
  ]
}

extension ScriptCall {
  /// The arrays in the list that the first argument is, or along its first axis.
  func arrays() throws -> [ScriptArray] {
    let items = try self[0].items(meter)
    guard !items.isEmpty else { throw wrong(0, "a list of at least one array") }
    return try items.map { try value($0, asArrayFor: 0) }
  }

  func reshaped() throws -> ScriptArray {
    let array = try array(0)
    var shape = try restIntegers()
    let unknown = shape.indices.filter { shape[$0] == -1 }
    let known = try elementCount(shape.filter { $0 != -1 }.map { max($0, 0) })
    if unknown.count == 1, known > 0, array.count % known == 0 {
      shape[unknown[0]] = array.count / known
    }
    guard shape.count <= 8, shape.allSatisfy({ $0 >= 0 }), try elementCount(shape) == array.count
    else {
      throw ScriptFault(
        "\(array.count) elements don't fill shape \(shapeText(try restIntegers()))")
    }
    return array.reshaped(shape)
  }

  func transposed() throws -> ScriptArray {
    let array = try array(0)
    if rest.isEmpty { return try array.transposed(array.shape.indices.reversed(), meter) }
    let order = try restIntegers().map { try axis($0, of: array.axes) }
    guard order.sorted() == Array(array.shape.indices) else {
      throw ScriptFault("'transpose' names each of the \(array.axes) axes once")
    }
    return try array.transposed(order, meter)
  }

  func squeezed() throws -> ScriptValue {
    let array = try array(0)
    let axes = try has(1) ? axes(1, of: array) : array.shape.indices.filter { array.shape[$0] == 1 }
    guard axes.allSatisfy({ array.shape[$0] == 1 }) else {
      throw ScriptFault(
        "an array of shape \(shapeText(array.shape)) has another length than 1 there", argument: 1)
    }
    let shape = array.shape.indices.filter { !axes.contains($0) }.map { array.shape[$0] }
    return .array(array.reshaped(shape))
  }

  /// Joins arrays along an axis; as vectors of all their elements where it is nil.
  func concatenated(_ arrays: [ScriptArray], axis: Int?) throws -> ScriptArray {
    let arrays = axis == nil ? arrays.map { $0.reshaped([$0.count]) } : arrays
    let first = arrays[0]
    let axis = try self.axis(axis ?? 0, of: first.axes)
    for other in arrays.dropFirst() {
      guard other.axes == first.axes,
        first.shape.indices.allSatisfy({ $0 == axis || first.shape[$0] == other.shape[$0] })
      else {
        throw ScriptFault(
          "shapes \(shapeText(first.shape)) and \(shapeText(other.shape)) can't be joined along "
            + "axis \(axis): the other axes must be of one length", argument: 0)
      }
    }
    let dtype = arrays.dropFirst().reduce(first.dtype) { $0.promoted(with: $1.dtype) }
    // With the axis in front, joining is putting elements one after another.
    let order = [axis] + first.shape.indices.filter { $0 != axis }
    let parts = try arrays.map { try $0.transposed(order, meter) }
    let total = parts.reduce(0) { $0 + $1.shape[0] }
    let whole = try joined(
      parts, dtype, shape: [total] + parts[0].shape.dropFirst(), meter)
    var back = Array(1..<first.axes)
    back.insert(0, at: axis)
    return try whole.transposed(back, meter)
  }

  func stacked() throws -> ScriptArray { try stack(arrays(), axis: integer(1, or: 0)) }

  func stack(_ arrays: [ScriptArray], axis: Int) throws -> ScriptArray {
    guard let first = arrays.first else { return ScriptArray([0, 0], [Int]()) }
    guard arrays.allSatisfy({ $0.shape == first.shape }) else {
      throw ScriptFault("'stack' takes arrays of one shape", argument: 0)
    }
    let axis = try self.axis(axis, of: first.axes + 1)
    var shape = first.shape
    shape.insert(1, at: axis)
    return try concatenated(arrays.map { $0.reshaped(shape) }, axis: axis)
  }

  func reversed(_ array: ScriptArray, _ axes: [Int]) throws -> ScriptArray {
    guard array.axes > (axes.last ?? -1) else { throw wrong(0, "an array of more axes") }
    var (strides, offset) = (array.strides, 0)
    for axis in axes where array.shape[axis] > 0 {
      offset += (array.shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return try array.strided(array.shape, strides, offset: array.count == 0 ? 0 : offset, meter)
  }

  func turned() throws -> ScriptArray {
    let array = try array(0)
    guard array.axes == 2 else { throw wrong(0, "a matrix") }
    switch floorRemainder(try integer(1, or: 1), 4) {
    case 1: return try reversed(array, [1]).transposed([1, 0], meter)
    case 2: return try reversed(array, [0, 1])
    case 3: return try reversed(array.transposed([1, 0], meter), [1])
    default: return array
    }
  }

  func tiled() throws -> ScriptArray {
    let array = try array(0)
    var counts = try shape(1)
    while counts.count < array.axes { counts.insert(1, at: 0) }
    let shape = [Int](repeating: 1, count: counts.count - array.axes) + array.shape
    // Each axis becomes two, of which the first is stretched.
    let spread = shape.flatMap { [1, $0] }
    let stretched = try array.reshaped(spread).broadcast(
      to: zip(counts, shape).flatMap { [$0, $1] }, meter)
    return stretched.reshaped(zip(counts, shape).map { $0 * $1 })
  }

  func padded() throws -> ScriptArray {
    let array = try array(0)
    var margins = [(before: Int, after: Int)](repeating: (0, 0), count: array.axes)
    if let pair = self[1].wholeNumbers, pair.count <= 2, let first = pair.first {
      for axis in margins.indices { margins[axis] = (first, pair.last ?? first) }
    } else {
      let pairs = try self[1].items(meter).map { $0.wholeNumbers ?? [] }
      guard pairs.count == array.axes, pairs.allSatisfy({ $0.count == 2 }) else {
        throw wrong(1, "an integer, (before, after), or such a pair for each axis")
      }
      for (axis, pair) in pairs.enumerated() { margins[axis] = (pair[0], pair[1]) }
    }
    guard
      margins.allSatisfy({ (0...1 << 30).contains($0.before) && (0...1 << 30).contains($0.after) })
    else { throw wrong(1, "0 or more") }
    let value =
      try has(2)
      ? self.array(2).cast(to: array.dtype) : ScriptArray(scalar: 0).cast(to: array.dtype)
    var result = array
    for (axis, margin) in margins.enumerated() {
      var shape = result.shape
      shape[axis] = margin.before
      let before = try value.broadcast(to: shape, meter)
      shape[axis] = margin.after
      let after = try value.broadcast(to: shape, meter)
      result = try concatenated([before, result, after], axis: axis)
    }
    return result
  }
}
