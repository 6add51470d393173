import Figures
import Formats
import Foundation
import Pictures
import Scripts
import Tensors
import TestSupport

// Figure scripts: each figure of a script is drawn in all forms that it has.

extension FuzzTarget {
  static let figures: [FuzzTarget] = [
    FuzzTarget(
      name: "figures", longest: 1 << 9,
      seeds: {
        let examples = ScriptReference.text.split(separator: "\n").filter {
          $0.contains("figure ") && $0.contains(" = ")
        }.map(String.init)
        return try [whole("shell/svd_spectra.figs")]
          + (examples + drawn + expressions().map { "figure f(A) = plot(line(\($0)))" }).map {
            Array($0.utf8)
          }
      },
      words: {
        ScriptReference.entries.map(\.name) + [
          "figure f(A) = ", "def g(x) = ", "let x = ", "{", "}", "heatmap(", "plot(", "line(",
          "figures(", "normalize: true",
          "cmap: \"magma\"", "title: \"L{layer}H{head}\"", " svg ", "tokens", "yscale: \"log\"",
          "nan", "1e308", "[:, ::-1]",
        ]
      },
      read: { bytes in
        let script = try FigureScript(String(decoding: bytes, as: UTF8.self), name: "script")
        let limits = ScriptLimits(steps: 3_000_000, bytes: 1 << 25)
        let input = FigureInput(
          causal(5), tokens: ["a", " b", "\n", "é", "🙂"], model: "m", text: "a b", hash: "h")
        for function in script.functions.prefix(4) {
          Fuzzing.tells {
            for figure in try script.function(function.name, limits: limits).draw(input).prefix(4) {
              for format in figure.figure.formats {
                // Dots of a plot are cairo's, from what its PDF is printed of, and take longer than all else.
                if case .plot = figure.figure, format == .png, bytes.count % 16 > 0 { continue }
                _ = try figure.figure.bytes(as: format)
              }
            }
          }
        }
      })
  ]
}

/// Every kind of figure and of mark, with all that can be said of it.
private let drawn = [
  "figure f(A) png = heatmap(A, cmap: \"magma\", normalize: true, normalize_min: 0.1)",
  "figure f(A) svgz = heatmap(A - 0.5, diverging=True, labels: true)",
  "figure f(A) = heatmap(A * 1e-30, limits: [0, 1e-30], labels=\"all\")",
  "figure f(A) svg = plot(points(A[0], A[1], label: \"a\"), line([1, 2, 3], marker: \"x\", label: \"b\"), xscale: \"log\")",
  "figure f(A) svg = plot(bars([1, 4, 9], label=\"n\"), rule(y: 2), rule(x: 1, label: \"r\"), text(\"w\", 1, 2), xnames: tokens)",
  "figure f(A) svg = plot(hist(A.ravel(), bins: 7, label: \"h\"), xlim: [0, 1], ylim: [0.5, 1e3], yscale: \"log\")",
  "figure f(A) svg = plot(cells(log10(A + 1e-9), normalize: true), xlabel: \"Key\", ylabel: \"Query\", ynames=tokens, title: \"L{layer}\")",
  "figure f(A, k=2) = figures(a: heatmap(A[k:]), b: plot(line(A.sum(axis=0)), yscale=\"log\", ylim=[1e-300, 1e300]))",
]

/// A causal pattern: each row's numbers up to its own place, their sum one.
func causal(_ count: Int) -> Tensor {
  Tensor(
    shape: [count, count],
    values: (0..<count * count).map { place in
      let (row, column) = (place / count, place % count)
      return column <= row ? 2 * Float(column + 1) / Float((row + 1) * (row + 2)) : 0
    })
}
