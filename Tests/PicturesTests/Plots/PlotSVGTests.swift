import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct PlotSVGTests {
  private func texts(_ plot: Plot) throws -> [String] {
    try XMLCheck(Array(plot.svg().utf8)).texts
  }

  @Test(arguments: OddPlot.all)
  func `what has no place leaves a picture all the same`(odd: OddPlot) throws {
    let svg = try odd.plot.svg()
    _ = try XMLCheck(Array(svg.utf8))
    #expect(!svg.contains("nan") && !svg.contains("inf\""))
    let missing = try texts(odd.plot).filter { $0.contains("not shown") }
    #expect(missing == (odd.missing.map { [$0] } ?? []))
  }

  @Test func `labels are escaped and show what can't be seen`() throws {
    let plot = Plot(
      [.bars(x: [], heights: [1, 2, 3, 4]), .text("<b>&\"", x: 1, y: 1)],
      title: "a < b & \"c\"\u{202E}\u{7}",
      x: Axis(names: ["\u{1B}[31mred", "\u{202E}abc", "a\u{0}\u{FFFE}", " \n"]))
    let texts = try texts(plot)
    #expect(texts.contains("a < b & \"c\"\u{FFFD}\u{2407}"))
    #expect(texts.contains("<b>&\""))
    #expect(texts.contains("\u{241B}[31mred"))
    #expect(texts.contains("\u{FFFD}abc"))
    #expect(texts.contains("a\u{2400}\u{FFFD}"))
    #expect(texts.contains("\u{2423}\u{21B5}"))
  }

  @Test(arguments: [(5, 5), (60, 60), (300, 44)])
  func `names of an axis are thinned until they have room`(count: Int, most: Int) throws {
    let names = (0..<count).map { "token\($0)" }
    let plot = Plot([.line(x: [], y: names.map { Double($0.count) })], x: Axis(names: names))
    let shown = try texts(plot).filter { $0.hasPrefix("token") }
    #expect(shown.first == "token0")
    #expect(shown.count <= most && shown.count >= min(count, 20))
  }

  @Test func `cells have a colour bar with ticks of its own`() throws {
    let map = try HeatMap(
      Tensor(shape: [2, 3], values: [0, 0.1, 0.2, 0.3, 0.4, 0.5]), scale: .range())
    let plot = Plot([.cells(map)], x: Axis(names: ["a", "b", "c"]), y: Axis(names: ["d", "e"]))
    let check = try XMLCheck(Array(plot.svg().utf8))
    #expect(check.elements["image"] == 2)
    #expect(check.texts == ["a", "b", "c", "d", "e", "0.0", "0.5"])
  }

  @Test func `a legend names the series that have labels`() throws {
    let plot = Plot([
      .line(x: [], y: [1, 2], label: "first"), .line(x: [], y: [2, 1]),
      .rule(y: 1.5, label: "bound"),
    ])
    let texts = try texts(plot)
    #expect(texts.prefix(2) == ["first", "bound"])
    #expect(try plot.svg().contains("#d55e00"))
  }

  @Test func `powers of ten have their exponent raised`() throws {
    let plot = Plot([.line(x: [], y: [1, 1000])], y: Axis(scale: .log))
    #expect(try texts(plot).contains { $0.split(whereSeparator: \.isWhitespace) == ["10", "3"] })
  }

  @Test func `numbers of a histogram are NumPy's`() throws {
    // numpy.histogram([0, 0, 1, 2, 2.5, 4], bins=4)[0] is [2, 1, 2, 1].
    let histogram = Histogram(of: [0, 0, 1, 2, 2.5, 4, .nan], bins: 4)
    #expect(histogram.counts == [2, 1, 2, 1])
    #expect(Histogram(of: [7], bins: 2).counts == [0, 1])
    #expect(Histogram(of: [], bins: 0).counts == [0])
    #expect(Histogram(of: [-1.7e308, 1.7e308], bins: 3).counts == [1, 0, 1])
  }
}

/// A plot of values that make trouble, and what it says of those that it can't show.
struct OddPlot: CustomTestStringConvertible {
  let testDescription: String
  let plot: Plot
  let missing: String?

  private init(_ name: String, _ plot: Plot, missing: String? = nil) {
    (testDescription, self.plot, self.missing) = (name, plot, missing)
  }

  static let all: [OddPlot] = [
    OddPlot("no marks", Plot([])),
    OddPlot("no values", Plot([.line(x: [], y: []), .bars(x: [], heights: [])])),
    OddPlot("one point", Plot([.line(x: [], y: [3], marker: "o")])),
    OddPlot("one value many times", Plot([.line(x: [], y: [2, 2, 2])])),
    OddPlot("zeros", Plot([.bars(x: [], heights: [0, 0])])),
    OddPlot("the largest numbers", Plot([.line(x: [], y: [-1.7e308, 1.7e308, 0])])),
    OddPlot(
      "the largest numbers as bars", Plot([.bars(x: [-1e308, 1e308], heights: [1e308, -1e308])])),
    OddPlot(
      "the least numbers", Plot([.points(x: [.leastNonzeroMagnitude], y: [.leastNonzeroMagnitude])])
    ),
    OddPlot(
      "the least numbers, logarithmic",
      Plot([.points(x: [], y: [.leastNonzeroMagnitude, 1e308])], y: Axis(scale: .log))),
    OddPlot(
      "gaps", Plot([.line(x: [], y: [1, .nan, 2, .infinity, 3, 4, -.infinity])]),
      missing: "3 values not shown: no number"),
    OddPlot(
      "no positive value", Plot([.line(x: [], y: [0, -1])], y: Axis(scale: .log)),
      missing: "2 values not shown: not positive, or no number"),
    OddPlot(
      "bars on a logarithmic axis",
      Plot([.bars(x: [], heights: [1, 0, 100])], y: Axis(scale: .log)),
      missing: "1 value not shown: not positive, or no number"),
    OddPlot(
      "limits without a logarithm",
      Plot([.line(x: [], y: [1, 10])], y: Axis(scale: .log, limits: -1...5))),
    OddPlot("limits of no length", Plot([.line(x: [], y: [1, 10])], y: Axis(limits: 3...3))),
    OddPlot("limits without end", Plot([.line(x: [], y: [1])], y: Axis(limits: 0...(.infinity)))),
    OddPlot("limits beside the values", Plot([.line(x: [], y: [1, 2])], x: Axis(limits: 50...51))),
    OddPlot("rules and words", Plot([.rule(x: .nan, y: .infinity), .text("t", x: .nan, y: 0)])),
    OddPlot(
      "bars far outside the limits",
      Plot(
        [.bars(x: [0, 1e9], heights: [1e12, -1e12]), .line(x: [], y: [-1e9, 1e9])],
        x: Axis(limits: 0...1), y: Axis(limits: 0...1))),
    OddPlot("fewer x than y", Plot([.line(x: [1], y: [1, 2, 3])])),
    OddPlot("names without values", Plot([], x: Axis(names: ["a", "b"]))),
    OddPlot("no tiles", Plot([.tiles([], columns: 0)])),
    OddPlot("an empty histogram", Plot([.histogram([], bins: -1)])),
    OddPlot(
      "a histogram of no numbers", Plot([.histogram([.nan], bins: 3)]),
      missing: "1 value not shown: no number"),
  ]
}
