extension Array {
  /// The first place whose element satisfies `belongsInSecond`, in an array where all such come last.
  package func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range =
        belongsInSecond(self[middle])
        ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
