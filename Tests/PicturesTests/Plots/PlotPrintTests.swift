import Files
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct PlotPrintTests {
  private func cells(_ count: Int, showsAll: Bool = false, bright: Int? = nil) throws -> Plot {
    let values = (0..<count * count).map { $0 % count == bright ? Float(1) : 0.0625 }
    let map = try HeatMap(Tensor(shape: [count, count], values: values), colormap: .blues)
    let tokens = (0..<count).map { "\u{120}t\($0)" }
    return Plot(
      [.cells(map)], title: "cells", x: Axis(label: "Key", tokens: tokens, showsAll: showsAll),
      y: Axis(label: "Query", tokens: tokens, showsAll: showsAll))
  }

  private func texts(_ plot: Plot) throws -> [String] { try XMLCheck(Array(plot.svg().utf8)).texts }

  @Test func `tokens are decoded, and stand with their positions where some are left out`() throws {
    #expect(try texts(cells(5)).filter { $0 == "\u{2423}t3" }.count == 2)
    let thinned = try texts(cells(300)).filter { $0.contains("\u{2423}t") }
    #expect(thinned.count > 20 && thinned.count < 150)
    #expect(
      thinned.allSatisfy { $0.wholeMatch(of: /(\d+) \u{2423}t(\d+)/).map { $0.1 == $0.2 } ?? false }
    )
  }

  @Test func `all tokens are written where that is asked for`() throws {
    let texts = try texts(cells(300, showsAll: true))
    for token in 0..<300 { #expect(texts.filter { $0 == "\u{2423}t\(token)" }.count == 2) }
  }

  @Test func `a bright column stays in a picture of fewer dots than cells`() throws {
    let svg = try cells(1597, bright: 701).svg()
    let data = try #require(
      svg.split(separator: "base64,").dropFirst().first?.split(separator: "\"").first)
    let folder = try TemporaryFolder()
    try writeAtomically(
      [UInt8](try #require(Data(base64Encoded: String(data)))), to: folder.file("p.png"))
    let picture = try readPNG(path: folder.file("p.png"))
    // Each dot has two cells: cell 701 is in the dot 350.
    let factor = picture.width / 799
    #expect(picture.width == 799 * factor)
    for (dot, isBright) in [(349, false), (350, true), (351, false)] {
      let red = picture.rgba[4 * (dot * factor)]
      #expect((red < 40) == isBright)
    }
    #expect(
      try texts(cells(1597, bright: 701)).contains("each dot shows the maximum of 2 x 2 cells"))
  }

  @Test func `a plot in PDF is the same each time, and as PNG wide enough for print`() throws {
    let figure = Figure.plot(try cells(12))
    let pdf = try figure.bytes(as: .pdf)
    #expect(pdf.starts(with: "%PDF-".utf8))
    #expect(try figure.bytes(as: .pdf) == pdf)
    #expect(String(decoding: pdf, as: UTF8.self).contains("/FontFile"))
    let folder = try TemporaryFolder()
    try writeAtomically(try figure.bytes(as: .png), to: folder.file("p.png"))
    #expect(try readPNG(path: folder.file("p.png")).width >= 1200)
  }
}
