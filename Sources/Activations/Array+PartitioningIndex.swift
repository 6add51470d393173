extension Array {
  /// The first index whose element satisfies `belongsInSecond`, by binary search; all such elements
  /// must come last.
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
