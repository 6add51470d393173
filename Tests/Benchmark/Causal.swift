import Activations
import Causal
import Formats
import Foundation
import Tensors
import Transformers

// What heads do: sweeps and generation, measured one at a time as standard input asks, so that another program can
// measure something else between. Run by scripts/bench-causal.py.

/// Answers each line of standard input with a line of JSON: seconds, seconds of processor time, and what came out.
///
/// - `ablate TOKENS` and `patch TOKENS / TOKENS`: all heads, by the logit difference of the two best tokens of the first prompt.
/// - `generate COUNT TOKENS`: greedily, end tokens ignored, with the patterns of all tokens.
/// - `kernel`, of a GGUF file: products of as many rows as a sweep has, with a matrix of the model.
/// - `row`: products of one row with every matrix of the model, which is what a generated token needs at least.
func benchmarkCausal(_ path: String) throws {
  let model = try Model(path: path)
  let edited = EditedModel(model)
  var known: Bounds?
  func bounds() throws -> Bounds {
    let bounds = try known ?? Bounds(path)
    known = bounds
    return bounds
  }
  say(ready(model.config))
  while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    let tokens = words.split(separator: "/").map { $0.compactMap { Int($0) } }
    var values: [Double] = []
    let cpu = processorSeconds()
    let time = try seconds {
      switch words.first {
      case "ablate":
        let best = try edited.predict(tokens[0]).top(2).map(\.token)
        values = try edited.ablate(
          tokens[0], metric: Metric(.difference, answer: best[0], against: best[1])
        ).rows.map(\.value)
      case "patch":
        let best = try edited.predict(tokens[0]).top(2).map(\.token)
        let pair = try PromptPair(
          clean: tokens[0], corrupt: tokens[1],
          metric: Metric(.difference, answer: best[0], against: best[1]))
        values = try edited.patch(pair, .z).rows.map(\.value)
      case "generate":
        let prompt = Array(tokens[0].dropFirst())
        let text = try edited.generate(prompt, count: tokens[0][0])
        _ = try edited.patterns(of: text.tokens, behind: text)
        values = text.answer.map(Double.init)
      case "kernel": values = [try bounds().product()]
      case "row": values = [try bounds().oneRow()]
      default: exit(2)
      }
    }
    let used = processorSeconds() - cpu
    say("{\"seconds\": \(time), \"cpu\": \(used), \"values\": \(values)}")
  }
}

/// Writes a line at once.
private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// The sizes that a count of operations needs.
private func ready(_ config: ModelConfig) -> String {
  let fields = [
    "layers": config.layers, "heads": config.heads, "key_heads": config.keyValueHeads,
    "head_width": config.headWidth, "width": config.width, "hidden": config.hiddenWidth,
    "vocabulary": config.vocabularySize, "maps": config.isGated ? 3 : 2,
    "cores": Parallel.width,
  ]
  return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
    + "}"
}

/// What the fastest program with these kernels could do.
private struct Bounds {
  /// Every matrix of the file.
  let matrices: [WeightMatrix]
  /// The first layer's gate or, without one, its first matrix.
  let typical: WeightMatrix
  private let rows: Tensor

  init(_ path: String) throws {
    let tensors = try GGUFFile(path: path).tensors.values
      .filter { $0.shape.count == 2 }.sorted { $0.name < $1.name }
    matrices = try tensors.map { WeightMatrix(try $0.storedRows(), .columnsByInner) }
    let place = tensors.firstIndex { $0.name == "blk.0.ffn_up.weight" } ?? 0
    typical = matrices[place]
    let count = Self.rowCount * typical.inner
    rows = Tensor(
      shape: [Self.rowCount, typical.inner],
      values: (0..<count).map { Float($0 % 101) / 101 - 0.5 })
  }

  private static let rowCount = 2048

  /// Seconds of the fastest of ten products with 2,048 rows.
  func product() -> Double { fastest(of: 10) { _ = rows.product(typical) } }

  /// Seconds of one row times each matrix.
  func oneRow() -> Double {
    let inputs = Dictionary(
      matrices.map { ($0.inner, Tensor(shape: [1, $0.inner], values: ramp($0.inner))) }
    ) { left, _ in left }
    return fastest(of: 5) {
      for matrix in matrices { _ = inputs[matrix.inner]?.product(matrix) }
    }
  }

  private func ramp(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 7) - 3 } }
}
