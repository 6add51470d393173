/// The vector that the element-wise loops work on: two SSE registers or one AVX register.
typealias Vector = SIMD8<Float>

/// Calls `body` with each vector of `floats` in turn and stores what it returns; the last may be
/// padded with zeros.
@inline(__always)
func mapVectors(
  _ floats: UnsafeMutableBufferPointer<Float>, _ body: (Vector, _ offset: Int) -> Vector
) {
  guard let base = floats.baseAddress else { return }
  let raw = UnsafeMutableRawPointer(base)
  let whole = floats.count & ~7
  var index = 0
  while index < whole {
    let vector = unsafe raw.loadUnaligned(fromByteOffset: index * 4, as: Vector.self)
    unsafe raw.storeBytes(of: body(vector, index), toByteOffset: index * 4, as: Vector.self)
    index += 8
  }
  guard index < floats.count else { return }
  var vector = Vector()
  for lane in 0..<floats.count - index { vector[lane] = unsafe base[index + lane] }
  vector = body(vector, index)
  for lane in 0..<floats.count - index { unsafe base[index + lane] = vector[lane] }
}

/// The vector of `floats` that starts at `offset`, padded with `padding` past the end.
@inline(__always)
func loadVector(
  _ floats: UnsafeBufferPointer<Float>, at offset: Int, padding: Float = 0
) -> Vector {
  if offset + 8 <= floats.count, let base = floats.baseAddress {
    return unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset * 4, as: Vector.self)
  }
  var vector = Vector(repeating: padding)
  for lane in 0..<max(0, floats.count - offset) { vector[lane] = unsafe floats[offset + lane] }
  return vector
}

/// Folds the vectors of `floats` into one with `combine`; the last is padded with `padding`.
@inline(__always)
func foldVectors(
  _ floats: UnsafeBufferPointer<Float>, from initial: Vector, padding: Float = 0,
  _ combine: (Vector, Vector) -> Vector
) -> Vector {
  var result = initial
  var index = 0
  while index < floats.count {
    result = unsafe combine(result, loadVector(floats, at: index, padding: padding))
    index += 8
  }
  return result
}
