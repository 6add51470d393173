import Formats
import Pictures
import TestSupport
import Testing

@Suite struct TicksTests {
  @Test func `ticks of a linear axis are where matplotlib puts them`() throws {
    let cases = try #require(try JSON.load(path: fixture("figures/ticks.json")).arrayValue)
    #expect(cases.count == 36)
    for json in cases {
      let low = try #require(json["low"]?.doubleValue)
      let high = try #require(json["high"]?.doubleValue)
      let room = try #require(json["room"]?.integerValue)
      let expected = json["ticks"]?.arrayValue?.compactMap(\.doubleValue) ?? []
      let ticks = Ticks(from: low, to: high, .linear, room: room)
      let found = ticks.major.map(\.value)
      #expect(found.count == expected.count, "\(low) to \(high), room \(room): \(found)")
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= (high - low) * 1e-9 })
    }
  }

  @Test(arguments: [
    (0.0, 1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], 0),
    (0, 2.94, 4, ["0", "1", "2"], 0),
    (-0.05, 1.05, 4, ["0.0", "0.5", "1.0"], 0),
    (0, 255, 7, ["0", "50", "100", "150", "200", "250"], 0),
    (0.2, 0.31, 5, ["0.20", "0.25", "0.30"], 0),
    (1e6, 3e6, 3, ["1", "2", "3"], 6),
    (-1e-7, 1e-7, 3, ["-1", "0", "1"], -7),
    (0, 1e300, 3, ["0.0", "0.5", "1.0"], 300),
    (-1.7e308, 1.7e308, 3, ["-1", "0", "1"], 308),
  ])
  func `labels have as many digits as they need, all alike`(
    low: Double, high: Double, room: Int, labels: [String], exponent: Int
  ) {
    let ticks = Ticks(from: low, to: high, .linear, room: room)
    #expect(ticks.major.map(\.text) == labels)
    #expect(ticks.exponent == exponent)
  }

  @Test(arguments: [
    (1e-3, 1e3, 8, ["1e-3", "1e-2", "1e-1", "1e0", "1e1", "1e2", "1e3"]),
    (5e-4, 2e3, 8, ["1e-3", "1e-2", "1e-1", "1e0", "1e1", "1e2", "1e3"]),
    (1e-30, 1e10, 5, ["1e-24", "1e-16", "1e-8", "1e0", "1e8"]),
    (3, 8, 5, ["4", "6", "8"]),
    (0.15, 6, 5, ["0.2", "0.5", "1", "2", "5"]),
    (2.0, 2.1, 3, ["2.00", "2.05", "2.10"]),
  ])
  func `a logarithmic axis counts in powers of ten`(
    low: Double, high: Double, room: Int, labels: [String]
  ) {
    #expect(Ticks(from: low, to: high, .log, room: room).major.map(\.text) == labels)
  }

  @Test func `there are eight minor ticks in a decade`() {
    let ticks = Ticks(from: 1, to: 100, .log, room: 8)
    let expected = [2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90].map(Double.init)
    #expect(ticks.minor.count == expected.count)
    #expect(zip(ticks.minor, expected).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func `ticks lie on the axis, whatever its ends`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let exponent = Double.random(in: -250...250, using: &generator)
      let low = Double.random(in: -1...1, using: &generator) * tenTo(exponent)
      let high = low + Double.random(in: 1e-9...1, using: &generator) * tenTo(exponent)
      let room = Int.random(in: 2...12, using: &generator)
      let ticks = Ticks(from: low, to: high, .linear, room: room)
      let air = (high - low) * 1e-6
      #expect(ticks.major.allSatisfy { $0.value >= low - air && $0.value <= high + air })
      #expect(
        ticks.major.count <= max(room + 1, 5) && !ticks.major.isEmpty, "\(low)...\(high), \(room)")
    }
  }

  private func tenTo(_ power: Double) -> Double {
    var (result, rest) = (1.0, power)
    while rest >= 1 { (result, rest) = (result * 10, rest - 1) }
    while rest <= -1 { (result, rest) = (result / 10, rest + 1) }
    return result
  }
}
