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
      name: "figures", longest: 1 << 12,
      seeds: {
        let examples = ScriptReference.text.split(separator: "\n").filter {
          $0.contains("figure ") && $0.contains(" = ")
        }
        return try [whole("shell/svd_spectra.figs")] + examples.map { Array($0.utf8) }
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
              for format in figure.figure.formats { _ = try figure.figure.bytes(as: format) }
            }
          }
        }
      })
  ]
}

/// A causal pattern: each row's numbers up to its own place, their sum one.
func causal(_ count: Int) -> Tensor {
  Tensor(
    shape: [count, count],
    values: (0..<count * count).map { place in
      let (row, column) = (place / count, place % count)
      return column <= row ? 2 * Float(column + 1) / Float((row + 1) * (row + 2)) : 0
    })
}
