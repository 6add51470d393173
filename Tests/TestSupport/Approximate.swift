/// The largest absolute difference of two arrays of one length; infinite where one is NaN or lengths differ.
public func worstDifference(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

/// `worstDifference` as a share of the largest magnitude in `reference`.
public func worstRelativeDifference(_ values: [Float], to reference: [Float]) -> Float {
  worstDifference(values, reference) / max(reference.map(abs).max() ?? 0, .leastNormalMagnitude)
}
