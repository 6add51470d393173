import Figures
import Scripts
import Tensors
import Testing

@Suite struct ScriptErrorTests {
  /// What is wrong with a script, found when it is read.
  @Test(arguments: [
    (
      "figure f(A) = heatmap(log1O(A))", "1:23-28",
      "there is no function 'log1O'; did you mean 'log10'?"
    ),
    ("figure f(A) = heatmap(B)", "1:23-24", "there is no name 'B'; did you mean 'A'?"),
    (
      "figure f(A) = heatmap(A, colormap: \"x\")", "1:26-34",
      "'heatmap' has no parameter 'colormap'"
    ),
    ("figure f(A) = heatmap()", "1:15-22", "'heatmap' needs 'matrix'"),
    ("figure f(A) = sqrt(A, 1)", "1:23-24", "'sqrt' takes at most 1 argument; this is number 2"),
    (
      "figure f(A) = heatmap(A\n", "2:1-2",
      "expected ')' to close the arguments of 'heatmap', but the text ends"
    ),
    ("figure f(A) = A +", "1:18-19", "expected a value, but the text ends"),
    ("figure f(A) = A + * 2", "1:19-20", "expected a value, but '*' comes"),
    ("figure f(A) = \"no end", "1:15-22", "this string has no end"),
    ("figure f(A) = 12x", "1:15-18", "'12x' is neither a number nor a name"),
    ("figure f(A) = A ? 2", "1:17-18", "'?' has no meaning here"),
    ("figure f(A, k=layer) = A", "1:15-20", "'layer' has no value here"),
    ("figure f(A, t=\"L{head}\") = A", "1:18-22", "'head' has no value here"),
    ("def f(k=n + 1) = k", "1:9-10", "'n' has no value here"),
    ("figure f() = 1", "1:8-9", "the first parameter of a figure is the pattern, such as 'f(A)'"),
    ("figure f(A, k) = 1", "1:13-14", "'k' needs a value, such as 'k=1'"),
    (
      "figure f(A) jpg = 1", "1:13-16",
      "expected '=', '{', a summary in quotes, or a format (png, svg, svgz or pdf), but 'jpg' comes"
    ),
    ("figure f(A) = 1\nfigure f(A) = 2", "2:1-9", "'f' is defined twice, first in line 1"),
    ("let x = 1", "1:1-4", "expected 'figure' or 'def', but 'let' comes"),
    ("", "1:1-2", "expected 'figure' or 'def', but the text ends"),
    ("figure f(A) {\n  let x = A\n}", "3:1-2", "expected the value of 'f', but '}' comes"),
    (
      "figure f(A) = \"{A:.q}\"", "1:19-21",
      "'.q' is no format; formats are such as '.2f', '>8', '5.1%' and 'd'"
    ),
    ("figure f(A) = \"{A\"", "1:16-17", "this '{' is not closed; a brace is written '{{'"),
    ("figure f(A) = \"ä{b}\"", "1:18-19", "there is no name 'b'"),
    ("figure f(A) = A.mena()", "1:17-21", "there is no method 'mena'; did you mean 'mean'?"),
    ("figure f(A) = A.mean", "1:17-21", "'mean' is a method: it is called as '.mean()'"),
    ("figure f(A) = mean", "1:15-19", "'mean' is a function: it is called as 'mean(...)'"),
    ("figure f(A) = A(1)", "1:15-16", "'A' is a value, not a function"),
    ("figure f(A) = 3(1)", "1:15-16", "this is no function"),
    ("figure f(A) = sum(A, axis=1, axis=0)", "1:30-34", "'axis' is given twice"),
    (
      "def f(A): A", "1:9-10",
      "expected '=' or '{', but ':' comes; a function is written def f(A) = expression"
    ),
    (
      "figure f(A) {\n  for k in range(3)\n}", "2:3-6",
      "expected a value, but 'for' comes; a loop is an expression"
    ),
    (
      "figure f(A) {\n  if A: 1\n}", "2:3-5",
      "expected a value, but 'if' comes; a condition is an expression here"
    ),
    ("figure f(A) {\n  x = A\n}", "2:3-4", "'x' is given a value by 'let x = ...'"),
    (
      "figure f(A) = eig(A)", "1:15-18",
      "there is no function 'eig'; 'eigvals' gives the eigenvalues"
    ),
    ("figure f(A) = 1 2", "1:17-18", "expected the end of the line, but '2' comes"),
  ])
  func `a script that can't be read says where`(
    text: String, place: String, message: String
  ) throws {
    let error = try #require(throws: ScriptError.self) { try FigureScript(text, name: "x.figs") }
    #expect(error.message.hasPrefix(message))
    #expect("\(error.line):\(error.column)-\(error.endColumn)" == place)
    #expect(error.description == "x.figs:\(error.line):\(error.column): \(error.message)")
  }

  /// What goes wrong when a script runs.
  @Test(arguments: [
    (
      "A + ones(3)", "1:1-12",
      "shapes (2, 2) and (3,) don't fit together: lengths of an axis must be equal, or one of them 1"
    ),
    ("1 + A[:, 2]", "1:5-12", "index 2 is outside axis 1: -2 to 1 are inside"),
    ("sum(A, axis=2)", "1:13-14", "there is no axis 2: an array of 2 axes has -2 to 1"),
    (
      "1 if A else 2", "1:6-7",
      "an array of shape (2, 2) is neither true nor false; use any() or all(), or '&' and '|' for each element"
    ),
    ("svdvals(A[0])", "1:9-13", "'a' of 'svdvals' is a matrix, not an array of shape (2,)"),
    ("5 // (n - 2)", "1:1-13", "integer division by zero"),
    ("inv(A * 0)", "1:5-10", "the matrix is singular"),
    (
      "zeros(10**9)", "1:1-13",
      "an array of shape (1000000000,) and float64 is too large: a script's arrays may take 1024 MB"
    ),
    (
      "zeros((10**9, 10**9, 10**9))", "1:1-29",
      "an array of shape (1000000000, 1000000000, 1000000000) is too large"
    ),
    ("heatmap(A, cmap: \"blue\")", "1:1-25", "there is no colour map 'blue'"),
    ("heatmap(A * 9)", "1:1-15", "values are 0 to 9; without normalize they must lie in 0 to 1"),
    ("plot(A)", "1:1-8", "'plot' takes marks such as line(y), not an array of shape (2, 2)"),
    ("10 ** 99", "1:1-9", "the integer does not fit into 64 bits; write a float such as 2.0"),
    ("\"{A:.2f}\"", "1:3-4", "this format does not suit an array of shape (2, 2)"),
    ("svdvals(A / 0)", "1:9-14", "the matrix holds NaN or infinity"),
    (
      "A > 0 & A", "1:5-10",
      "'&' takes truth values or integers, not float32; comparisons need brackets: (A > 0) & (A < 1)"
    ),
  ])
  func `an expression without a value says where`(
    text: String, place: String, message: String
  ) throws {
    let values: [String: ScriptValue] = [
      "A": ScriptValue(Tensor(shape: [2, 2], values: [1, 0, 0.5, 0.5])), "n": .integer(2),
    ]
    let error = try #require(throws: ScriptError.self) {
      try ScriptExpression(text, names: ["A", "n"]).value(values)
    }
    #expect(error.message.hasPrefix(message))
    #expect("\(error.line):\(error.column)-\(error.endColumn)" == place)
  }

  @Test func `an error is shown with its line and a caret under it`() throws {
    let text = "# two\nfigure ä(A) = A\n"
    let source = "# spectra\nfigure svd(A) = plot(line(svdvls(A), marker: \"o\"))\n"
    let error = try #require(throws: ScriptError.self) {
      try FigureScript(source, name: "svd.figs")
    }
    #expect(
      error.rendering(of: source) == """
        svd.figs:2:27: error: there is no function 'svdvls'; did you mean 'svdvals'?
          figure svd(A) = plot(line(svdvls(A), marker: "o"))
                                    ^~~~~~
        """)
    let other = try #require(throws: ScriptError.self) { try FigureScript(text, name: "a") }
    #expect(other.message == "names of functions have ASCII letters, digits and '_'")
  }
}
