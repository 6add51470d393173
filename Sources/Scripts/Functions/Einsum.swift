extension ScriptCall {
  /// Products of elements that share an index, summed over the indices that the result does not name, as NumPy's `einsum`.
  func einsum() throws -> ScriptArray {
    let text = try string(0).filter { $0 != " " }
    let operands = try rest.map { value -> ScriptArray in
      let array = try self.value(value, asArrayFor: 0)
      guard array.dtype != .complex128 else { throw ScriptFault("'einsum' takes real numbers") }
      return array
    }
    let (terms, result) = try einsumTerms(text, operands)

    // The length of each index, those of the result first.
    var lengths: [Character: Int] = [:]
    for (term, operand) in zip(terms, operands) {
      for (letter, length) in zip(term, operand.shape) {
        guard lengths[letter, default: length] == length else {
          throw ScriptFault(
            "in '\(text)' the index \(letter) has lengths \(lengths[letter] ?? 0) and \(length)",
            argument: 0)
        }
        lengths[letter] = length
      }
    }
    let summed = lengths.keys.filter { !result.contains($0) }.sorted()
    let letters = result + summed
    let counts = letters.map { lengths[$0] ?? 0 }
    let resultShape = result.map { lengths[$0] ?? 0 }
    var work = 1
    for count in counts {
      let (product, overflow) = work.multipliedReportingOverflow(by: count)
      work = overflow ? .max : product
    }
    try meter.spend(work == .max ? work : work &* max(operands.count, 1))

    let dtype = operands.map(\.dtype).reduce(DType.bool) { $0.promoted(with: $1) }
    let values = operands.map { $0.values(as: Double.self) }
    // How far each operand's element moves when an index goes up by one.
    let strides = zip(terms, operands).map { term, operand in
      letters.map { letter in
        zip(term, operand.strides).reduce(0) { $1.0 == letter ? $0 + $1.1 : $0 }
      }
    }
    let terminal = resultShape.reduce(1, *)
    let inner = counts.dropFirst(result.count).reduce(1, *)
    let sums = try meter.array(resultShape) {
      var sums = [Double](repeating: 0, count: terminal)
      var place = [Int](repeating: 0, count: letters.count)
      var offsets = [Int](repeating: 0, count: operands.count)
      for element in 0..<terminal {
        var sum = 0.0
        for _ in 0..<inner {
          var product = 1.0
          for operand in values.indices { product *= values[operand][offsets[operand]] }
          sum += product
          // The next combination of indices, the last one fastest.
          var axis = letters.count - 1
          while axis >= 0 {
            place[axis] += 1
            for operand in offsets.indices { offsets[operand] += strides[operand][axis] }
            if place[axis] < counts[axis] { break }
            for operand in offsets.indices {
              offsets[operand] -= strides[operand][axis] * counts[axis]
            }
            place[axis] = 0
            axis -= 1
          }
        }
        sums[element] = sum
      }
      return sums
    }
    return dtype == .float64 ? sums : sums.cast(to: dtype == .bool ? .int64 : dtype)
  }

  /// The indices of each operand and of the result.
  private func einsumTerms(
    _ text: String, _ operands: [ScriptArray]
  ) throws -> (terms: [[Character]], result: [Character]) {
    let sides = text.split(separator: "->", omittingEmptySubsequences: false).map(String.init)
    let terms = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
      Array($0)
    }
    let isPlain = (sides.joined() + "").allSatisfy { $0 == "," || $0.isASCII && $0.isLetter }
    guard (1...2).contains(sides.count), isPlain, !operands.isEmpty else {
      throw ScriptFault(
        "einsum's indices are letters, a group for each array, such as 'ij,jk->ik'; this is '\(text)'",
        argument: 0)
    }
    guard terms.count == operands.count else {
      throw ScriptFault(
        "'\(text)' is of \(terms.count) arrays, and \(operands.count) are given", argument: 0)
    }
    for (term, operand) in zip(terms, operands) where term.count != operand.axes {
      throw ScriptFault(
        "'\(String(term))' in '\(text)' has \(term.count) indices, and its array the shape \(operand.shape)",
        argument: 0)
    }
    let all = terms.joined()
    // Without a result it is all indices that stand once, in the order of the alphabet.
    let result =
      sides.count == 2
      ? Array(sides[1]) : Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    for letter in result {
      guard all.contains(letter), result.count(where: { $0 == letter }) == 1 else {
        throw ScriptFault(
          "the result's index \(letter) in '\(text)' stands once, and in an array", argument: 0)
      }
    }
    return (terms, result)
  }
}
