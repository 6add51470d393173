import Surveys
import Testing

@Suite struct StatisticsTests {
  @Test func quantilesAreThoseOfSortedNumbers() throws {
    var generator = SystemRandomNumberGenerator()
    for count in [1, 2, 3, 10, 999] {
      // Many equal ones among them, both signs, and some that are none.
      let rows = (0..<count).map { row -> [Float] in
        [
          Float.random(in: -1...1, using: &generator), Float(row % 3), row % 4 == 0 ? .nan : 0.25,
          Float(row) * 1e20,
        ]
      }
      let quantiles = try unsafe Quantiles.of(columns: 4) { body in
        for row in rows { unsafe row.withUnsafeBufferPointer { unsafe body($0) } }
      }
      for column in 0..<4 {
        let sorted = rows.map { Double($0[column]) }.filter { !$0.isNaN }.sorted()
        for (place, quantile) in Quantiles.asked.enumerated() {
          guard !sorted.isEmpty else {
            #expect(quantiles[column][place].isNaN)
            continue
          }
          let at = quantile * Double(sorted.count - 1)
          let (low, high) = (sorted[Int(at)], sorted[min(Int(at) + 1, sorted.count - 1)])
          let right = low + (high - low) * (at - at.rounded(.down))
          #expect(abs(quantiles[column][place] - right) <= abs(right) * 1e-12)
        }
      }
    }
  }

  @Test func sumsDontDependOnTheOrder() {
    let numbers = (0..<1000).map { Double($0 * 7919 % 1009) / 1009 - 0.3 }
    var (forward, backward) = (ExactSum(), ExactSum())
    for number in numbers { forward.add(number) }
    for number in numbers.reversed() { backward.add(number) }
    #expect(forward == backward)
    #expect(abs(forward.value - numbers.reduce(0, +)) < 1e-8)
    let halves = forward.halves
    #expect(ExactSum(high: halves.high, low: halves.low) == forward)
    var negative = ExactSum()
    negative.add(-2.5)
    #expect(ExactSum(high: negative.halves.high, low: negative.halves.low).value == -2.5)
  }

  @Test func shortlistHasTheFirstWhateverTheOrder() {
    let entries = (0..<200).map { index in
      SurveyEntry(
        value: Float(index * 37 % 50),
        text: TextKey(high: UInt64(index % 120), low: 0, window: 0), lot: 0)
    }
    func list(_ entries: [SurveyEntry]) -> [SurveyEntry] {
      var list = Shortlist()
      for entry in entries { list.insert(entry, limit: 7) { $0.isHigher(than: $1) } }
      return list.entries
    }
    // Of a text's two values none is another's: it has one value in a survey.
    let own = entries.prefix(120)
    let right = own.sorted { $0.isHigher(than: $1) }.prefix(7)
    #expect(list(Array(own)) == Array(right))
    #expect(list(own.reversed()) == Array(right))
    #expect(list(Array(own) + own) == Array(right))
  }

  @Test func distancesHaveTheBinThatHoldsThem() {
    for places in [0, 1, 63, 64, 127, 128, 1000, 32_767, 1 << 20, 1 << 22] {
      let bin = Bins.distance(places)
      #expect(Bins.distances[bin] <= places)
      if bin + 1 < Bins.distances.count { #expect(Bins.distances[bin + 1] > places) }
    }
    #expect(
      [0, 0.09, 0.1, 0.95, 1, 2, -1].map { Bins.tenth($0, of: 0...1) } == [0, 0, 1, 9, 9, 9, 0])
  }
}
