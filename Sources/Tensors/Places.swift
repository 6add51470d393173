import CKernels

/// The least and the largest of the values that are finite; nil if none is.
public func finiteRange(of values: [Float]) -> (low: Float, high: Float)? {
  var (low, high) = (Float(0), Float(0))
  let isFound = unsafe values.withUnsafeBufferPointer {
    unsafe kernel_finite_range($0.baseAddress, $0.count, &low, &high) != 0
  }
  return isFound ? (low, high) : nil
}

/// For each value the number of the step it falls in, of `count` equal ones, after it is mapped to
/// 0...1 by `(x - offset) / divisor + shift`.
///
/// - Returns: A place from 0 to `count - 1`, the nearest for what is outside; `count` for NaN.
public func places(
  of values: [Float], offset: Float, divisor: Float, shift: Float, count: UInt16
) -> [UInt16] {
  unsafe [UInt16](unsafeUninitializedCapacity: values.count) { buffer, used in
    unsafe values.withUnsafeBufferPointer {
      unsafe kernel_places(
        $0.baseAddress, $0.count, offset, divisor, shift, count, buffer.baseAddress)
    }
    used = values.count
  }
}

/// The same numbers as bytes; nil if one does not fit, as NaN's does not among 256 steps.
public func bytePlaces(
  of values: [Float], offset: Float, divisor: Float, shift: Float, count: UInt16
) -> [UInt8]? {
  var fits = true
  let places = unsafe [UInt8](unsafeUninitializedCapacity: values.count) { buffer, used in
    unsafe values.withUnsafeBufferPointer {
      fits =
        unsafe kernel_byte_places(
          $0.baseAddress, $0.count, offset, divisor, shift, count, buffer.baseAddress) != 0
    }
    used = values.count
  }
  return fits ? places : nil
}

/// For each number below `count` whether it occurs in `places`.
public func occurring(_ places: [UInt16], of count: Int) -> [Bool] {
  var isUsed = [Bool](repeating: false, count: count)
  unsafe isUsed.withUnsafeMutableBufferPointer { isUsed in
    unsafe places.withUnsafeBufferPointer { places in
      for index in places.indices {
        let place = unsafe Int(places[index])
        precondition(place < count, "place \(place) of \(count)")
        unsafe isUsed[place] = true
      }
    }
  }
  return isUsed
}

/// The element of `table` at each of `places`.
public func looked(up places: [UInt16], in table: [UInt8]) -> [UInt8] {
  unsafe [UInt8](unsafeUninitializedCapacity: places.count) { output, used in
    unsafe table.withUnsafeBufferPointer { table in
      unsafe places.withUnsafeBufferPointer { places in
        for index in places.indices {
          let place = unsafe Int(places[index])
          precondition(place < table.count, "place \(place) of \(table.count)")
          unsafe output[index] = table[place]
        }
      }
    }
    used = places.count
  }
}
