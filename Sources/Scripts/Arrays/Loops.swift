/// The values of `transform`, which is inlined so that the loop can use vectors.
@inline(__always)
func mapped<T, U>(_ values: [T], _ transform: (T) -> U) -> [U] {
  unsafe [U](unsafeUninitializedCapacity: values.count) { output, used in
    unsafe values.withUnsafeBufferPointer { input in
      for index in 0..<input.count { unsafe output[index] = transform(input[index]) }
    }
    used = values.count
  }
}

/// The values of `combine` for each pair of elements that `plan` brings together.
@inline(__always)
func combined<T, U, V>(
  _ left: [T], _ right: [U], _ plan: Broadcast, _ combine: (T, U) -> V
) -> [V] {
  unsafe [V](unsafeUninitializedCapacity: plan.count) { output, used in
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        var runs = plan.runs
        while let run = runs.next() {
          let (start, a, b) = (run.start, run.left, run.right)
          // Never do both repeat: an axis that is 1 long in both is no run.
          if plan.rightRepeats {
            let value = unsafe right[b]
            for index in 0..<plan.length {
              unsafe output[start + index] = combine(left[a + index], value)
            }
          } else if plan.leftRepeats {
            let value = unsafe left[a]
            for index in 0..<plan.length {
              unsafe output[start + index] = combine(value, right[b + index])
            }
          } else {
            for index in 0..<plan.length {
              unsafe output[start + index] = combine(left[a + index], right[b + index])
            }
          }
        }
      }
    }
    used = plan.count
  }
}

/// Elements that lie at regular distances: slices, transposes, diagonals, repeated axes.
struct StridedCopy: Rearrangement {
  let shape: [Int]
  let strides: [Int]
  let offset: Int

  func callAsFunction<T>(_ values: [T]) -> [T] {
    let count = shape.reduce(1, *)
    let length = shape.last ?? 1
    let step = strides.last ?? 0
    let outer = Array(zip(shape, strides).dropLast())
    return unsafe [T](unsafeUninitializedCapacity: count) { output, used in
      used = count
      guard count > 0 else { return }
      unsafe values.withUnsafeBufferPointer { input in
        var position = [Int](repeating: 0, count: outer.count)
        var (start, source) = (0, offset)
        while start < count {
          if step == 1 {
            for index in 0..<length {
              unsafe output.initializeElement(at: start + index, to: input[source + index])
            }
          } else {
            for index in 0..<length {
              unsafe output.initializeElement(at: start + index, to: input[source + index * step])
            }
          }
          start += length
          // One step further in the outer axes, the last of them fastest.
          var axis = outer.count - 1
          while axis >= 0 {
            position[axis] += 1
            source += outer[axis].1
            if position[axis] < outer[axis].0 { break }
            source -= outer[axis].1 * outer[axis].0
            position[axis] = 0
            axis -= 1
          }
        }
      }
    }
  }
}

/// Rows of `width` elements each, in the order of `rows`.
struct RowGather: Rearrangement {
  let rows: [Int]
  let width: Int

  func callAsFunction<T>(_ values: [T]) -> [T] {
    if width == 1 { return mapped(rows) { values[$0] } }
    var result: [T] = []
    result.reserveCapacity(rows.count * width)
    for row in rows { result += values[row * width..<(row + 1) * width] }
    return result
  }
}
