import Activations
import Figures
import Files
import Formats
import Foundation
import Pictures
import Scripts
import Tensors
import TestSupport
import Testing

@Suite struct FigureScriptTests {
  static let svd = """
    # svd.figs
    figure svd_spectra(A) "Singular values of the pattern" {
      plot(line(svdvals(A), marker: "o"), yscale: "log",
           xlabel: "Singular Value Index", ylabel: "Singular Value", title: "L{layer}H{head}")
    }
    figure log_pattern(A) = heatmap(log10(A + 1e-6), cmap: "magma", normalize: true)
    figure halves(A) = figures(upper: heatmap(A[:n//2, :]), lower: heatmap(A[n//2:, :]))
    """

  static let pattern = Tensor(shape: [2, 2], values: [1, 0, 0.25, 0.75])

  static func figures(_ text: String, _ name: String) throws -> [NamedFigure] {
    let script = try FigureScript(text, name: "t.figs")
    let input = FigureInput(
      pattern, tokens: ["<s>", "hi"], head: Head(layer: 5, index: 3), model: "gpt2", text: "hi",
      hash: "abc")
    return try #require(script.functions.first { $0.name == name }).draw(input)
  }

  @Test func `a script's figures are functions for the registry`() throws {
    let functions = try FigureScript(FigureScriptTests.svd, name: "svd.figs").functions
    #expect(functions.map(\.name) == ["svd_spectra", "log_pattern", "halves"])
    #expect(functions.map(\.summary) == ["Singular values of the pattern", "", ""])
    #expect(functions.map(\.format) == [.svg, .png, .png])
    #expect(functions.map(\.figureNames) == [[], [], ["upper", "lower"]])
    #expect(functions.allSatisfy { $0.origin == .script("svd.figs") })
    #expect(functions[1].code.hasPrefix("figure log_pattern(A) = heatmap("))
    #expect(functions[1].code.hasSuffix("normalize: true)"))
  }

  @Test func `a plot has the marks, words and scales that the script says`() throws {
    let figure = try FigureScriptTests.figures(FigureScriptTests.svd, "svd_spectra")[0].figure
    guard case .plot(let plot) = figure else {
      Issue.record("\(figure)")
      return
    }
    #expect(plot.title == "L5H3")
    #expect(plot.x.label == "Singular Value Index")
    #expect((plot.x.scale, plot.y.scale) == (.linear, .log))
    let y = plot.marks[0].numbers
    #expect(plot.marks == [.line(x: [0, 1], y: y, marker: "o")])
    #expect(abs(y[0] - 1.125.squareRoot()) < 1e-6 && abs(y[1] - 0.5.squareRoot()) < 1e-6)
  }

  @Test func `a heat map has the values and colours that the script says`() throws {
    let figure = try FigureScriptTests.figures(FigureScriptTests.svd, "log_pattern")[0].figure
    let logarithms: [Float] = [4.3429e-07, -6, -0.60205822, -0.12493815]
    guard case .heatMap(let map) = figure else {
      Issue.record("\(figure)")
      return
    }
    #expect(map.colormap.name == "magma")
    #expect(map.scale == .range())
    #expect(worstDifference(map.matrix.values, logarithms) < 1e-6)
  }

  @Test func `several figures have names`() throws {
    let figures = try FigureScriptTests.figures(FigureScriptTests.svd, "halves")
    #expect(figures.map(\.name) == ["upper", "lower"])
    #expect(
      try figures[1].figure
        == .heatMap(HeatMap(Tensor(shape: [1, 2], values: [0.25, 0.75]), scale: .unit)))
  }

  @Test func `a script knows the head, the prompt and its tokens`() throws {
    let text = """
      figure f(A) = plot(text("{layer} {head} {model} {prompt} {hash} {n} {tokens}", 0, 1))
      """
    let figure = try FigureScriptTests.figures(text, "f")[0].figure
    let words = "5 3 gpt2 hi abc 2 ['<s>', 'hi']"
    #expect(figure == .plot(Plot([.text(words, x: 0, y: 1)])))
  }

  @Test func `every mark has its function`() throws {
    let text = """
      figure f(A) = plot(
        line([1, 2], [3, 4], label: "l"), points(A[0]), bars([2, 3], marker_x(1)), hist(A, bins: 3),
        [rule(y: 0.5), rule(x: 1, label: "r"), text("t", 1, 2)], cells(A, cmap: "Blues"),
        xlim: [0, 1], ylim: (-1, 1), xnames: tokens, ynames: ["a", "b"], xscale: "linear")
      def marker_x(k) = [k, 2 * k]
      """
    let map = try HeatMap(FigureScriptTests.pattern, colormap: .blues)
    let marks: [Mark] = [
      .line(x: [1, 2], y: [3, 4], label: "l"), .points(x: [0, 1], y: [1, 0]),
      .bars(x: [2, 3], heights: [1, 2]), .histogram([1, 0, 0.25, 0.75], bins: 3), .rule(y: 0.5),
      .rule(x: 1, label: "r"), .text("t", x: 1, y: 2), .cells(map),
    ]
    #expect(
      try FigureScriptTests.figures(text, "f")[0].figure
        == .plot(
          Plot(
            marks, x: Axis(limits: 0...1, names: ["<s>", "hi"]),
            y: Axis(limits: -1...1, names: ["a", "b"]))))
  }

  @Test func `a heat map with labels is a plot whose axes have the tokens`() throws {
    let figure = try FigureScriptTests.figures("figure f(A) = heatmap(A, labels: true)", "f")[0]
      .figure
    guard case .plot(let plot) = figure else {
      Issue.record("\(figure)")
      return
    }
    #expect(plot.x.names == ["<s>", "hi"] && plot.y.names == ["<s>", "hi"])
  }

  @Test(arguments: [
    ("normalize: true", ColorScale.range()), ("diverging: true", .divergingUnit),
    ("normalize: true, diverging: true", .diverging), ("limits: [0, 2]", .limits(0...2)),
    ("normalize: true, normalize_min: 0.1", .range(from: 0.1)), ("cmap: \"viridis\"", .unit),
  ])
  func `the arguments of heatmap choose the scale`(arguments: String, scale: ColorScale) throws {
    let figure = try FigureScriptTests.figures("figure f(A) = heatmap(A, \(arguments))", "f")[0]
      .figure
    #expect(try figure == .heatMap(HeatMap(FigureScriptTests.pattern, scale: scale)))
  }

  @Test(arguments: [
    ("figure f(A) = heatmap(A)", FigureFormat.png), ("figure f(A) svg = heatmap(A)", .svg),
    ("figure f(A) svgz \"s\" = heatmap(A)", .svgz),
    ("figure f(A) = heatmap(A, labels: true)", .svg),
    ("figure f(A) = heatmap(A, labels: false)", .png),
    ("figure f(A) = g(A)\ndef g(x) = heatmap(x)", .png),
    ("figure f(A) = heatmap(A) if n > 2 else plot()", .svg),
    ("figure f(A) = figures(a: heatmap(A), b: plot())", .svg),
  ])
  func `the format is what the header says or the figures need`(
    text: String, format: FigureFormat
  ) throws {
    #expect(try FigureScript(text, name: "f").functions[0].format == format)
  }

  @Test func `parameters with values are options`() throws {
    let text = "figure hot(A, cap=0.5, name: \"x\") = plot(line(clip(A[1], 0, cap)), title: name)"
    let script = try FigureScript(text, name: "hot.figs")
    #expect(script.options(of: "hot").map(\.name) == ["cap", "name"])
    #expect(script.options(of: "hot").map(\.value.description) == ["0.5", "x"])
    let input = FigureInput(FigureScriptTests.pattern)
    #expect(
      try script.functions[0].draw(input)
        == [NamedFigure(.plot(Plot([.line(x: [0, 1], y: [0.25, 0.5])], title: "x")))])
    let other = try script.function("hot", options: ["cap": .number(0.7)]).draw(input)[0].figure
    guard case .plot(let plot) = other else { return }
    #expect(abs(plot.marks[0].numbers[1] - 0.7) < 1e-6)
    let error = #expect(throws: ScriptError.self) {
      try script.function("hot", options: ["cup": .none])
    }
    #expect(error?.message == "'hot' has no option 'cup'; it has cap, name")
  }

  @Test func `options may be set by their text`() throws {
    let text = "figure hot(A, cap=0.5, name: \"x\") = plot(line(clip(A[1], 0, cap)), title: name)"
    let hot = try FigureScript(text, name: "hot.figs").functions[0]
    #expect(hot.options.map(\.name) == ["cap", "name"])
    let input = FigureInput(FigureScriptTests.pattern)
    let other = try hot.setting(["cap": "0.375", "name": "7"])
    #expect(
      try other.draw(input)
        == [NamedFigure(.plot(Plot([.line(x: [0, 1], y: [0.25, 0.375])], title: "7")))])
    #expect(other.options.map(\.value.description) == ["0.375", "7"])
    #expect(other.code == text + "\n# drawn with cap=0.375\n# drawn with name=7")
    #expect(try hot.setting([:]).code == text)
    #expect(throws: FigureError("'hot' has no option 'cup'; it has cap, name")) {
      try hot.setting(["cup": "1"])
    }
    #expect(throws: FigureError("option 'cap' of 'hot' is a number, such as 0.5; 'x' is none")) {
      try hot.setting(["cap": "x"])
    }
  }

  @Test func `a function of a script may call others below it, with defaults and names`() throws {
    let text = """
      figure f(A) { let a, b = pair(3); let c = power(a, k: 3)
        plot(text("{a} {b} {c} {power(2)}", 0, 0)) }
      def pair(x) = [x, x + 1]
      def power(x, k=2) = x ** k
      """
    let figure = try FigureScriptTests.figures(text, "f")[0].figure
    #expect(figure == .plot(Plot([.text("3 4 27 4", x: 0, y: 0)])))
  }

  @Test func `what is no figure is an error with a place`() throws {
    let error = #expect(throws: ScriptError.self) {
      try FigureScriptTests.figures("figure f(A) =\n  A + 1", "f")
    }
    #expect(
      error?.description
        == "t.figs:2:3: 'f' gives an array of shape (2, 2), not a figure such as heatmap(A) or plot(line(y))"
    )
  }

  @Test func `a script is read from a file`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.figs")
    #expect(throws: FormatError.self) { try FigureScript.load(path: path) }
    try FigureScriptTests.svd.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try FigureScript.load(path: path).functions.count == 3)
  }

  @Test(
    arguments: [
      ("\"{2.5:.2f}\"", "2.50"), ("\"{1/3:.1%}\"", "33.3%"),
      ("\"{7:03d}|{7:>4}|{7:<4}|{'a':^5}|\"", "007|   7|7   |  a  |"),
      ("\"{1234567.891:,.1f}\"", "1,234,567.9"), ("\"{-7:+d}{7:+d}\"", "-7+7"),
      ("\"{0.00001234:.2e}\"", "1.23e-05"),
      ("\"{{{1 + 1}}}\"", "{2}"), ("'it''s'", nil), ("\"\\t\\\"\"", "\t\""),
      ("\"{A[0, 0]:.3f}\"", "1.000"),
      ("\"{[1, 2][0]}\"", "1"), ("\"{True} {None} {1.0} {1e-6}\"", "True None 1.0 1e-06"),
      ("\"{A}\"", "[[1.0, 0.0]\n [0.25, 0.75]]"),
      ("\"{'abcdef':.3}|\"", "abc|"),
    ] as [(String, String?)])
  func `a string has values in it as Python writes them`(text: String, expected: String?) throws {
    let values = ["A": ScriptValue(FigureScriptTests.pattern)]
    guard let expected else {
      #expect(throws: ScriptError.self) { try ScriptExpression(text, names: ["A"]).value(values) }
      return
    }
    #expect(try ScriptExpression(text, names: ["A"]).value(values).string == expected)
  }

  @Test func `help has a line for every function`() {
    #expect(ScriptReference.entries.count > 150)
    for entry in ScriptReference.entries {
      #expect(ScriptReference.text.contains("  " + entry.signature))
    }
  }
}
