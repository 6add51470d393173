import Figures
import Scripts
import Tensors
import TestSupport
import Testing

/// Random and mutated scripts: none crashes or hangs, and every error has a place inside the text.
@Suite struct ScriptFuzzTests {
  static let pieces: [String] =
    ReferenceExpression.all.map(\.text) + ScriptReference.entries.map(\.name) + [
      "A", "B", "(", ")", "[", "]", "{", "}", ",", ":", "=", "**", "//", "@", "<<", "-1", "0", "3",
      "1e308", "nan", "inf", "None", "True", "\"{A:.2f}\"", "'", "\n", ";", "let x = ",
      "def g(x) = ",
      "figure f(A) = ", " if ", " else ", " for x in ", " in ", "...", "axis=",
      "9223372036854775807",
      "-9223372036854775808", "zeros((0, 3))", "keepdims=True", "ä", "\u{0}", "#",
    ]

  static func randomText(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...12, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined(separator: Bool.random(using: &random) ? " " : "")
  }

  static func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...3, using: &random) where !scalars.isEmpty {
      let place = Int.random(in: 0..<scalars.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: scalars.remove(at: place)
      case 1: scalars.insert(scalars[Int.random(in: 0..<scalars.count, using: &random)], at: place)
      case 2: scalars[place] = Unicode.Scalar(UInt8.random(in: 32..<127, using: &random))
      default:
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
        scalars.insert(contentsOf: piece.unicodeScalars, at: place)
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  static func check(_ error: ScriptError, in text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect((1...lines.count).contains(error.line), "\(error) in \(text.debugDescription)")
    #expect(error.column >= 1 && error.endColumn > error.column && !error.message.isEmpty)
    _ = error.rendering(of: text)
  }

  @Test(arguments: 0..<8)
  func `random expressions give a value or an error with a place`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let names = ReferenceExpression.variables
    let limits = ScriptLimits(steps: 2_000_000, bytes: 1 << 22)
    for round in 0..<1_000 {
      let base = ReferenceExpression.all[(seed * 1_000 + round) % ReferenceExpression.all.count]
        .text
      let text =
        round % 3 == 0
        ? ScriptFuzzTests.randomText(&random) : ScriptFuzzTests.mutated(base, &random)
      do {
        let expression = try ScriptExpression(text, names: names.keys.sorted())
        _ = try expression.value(names, limits: limits).description
      } catch {
        ScriptFuzzTests.check(error, in: text)
      }
    }
  }

  /// Every function with arguments that don't suit it.
  @Test func `functions refuse what they can't take`() {
    let names = ReferenceExpression.variables
    let limits = ScriptLimits(steps: 2_000_000, bytes: 1 << 22)
    let values = [
      "A", "z", "T", "i", "m", "q", "0", "-1", "1.5", "nan", "None", "\"x\"", "[]", "[1, 2]",
      "[[1], [2, 3]]",
      "9223372036854775807", "-9223372036854775807 - 1", "zeros(0)", "eigvals(B)", "True",
      "A[0, 0]", "[A, B]",
      "zeros((2, 0, 3))", "i[3]",
    ]
    for entry in ScriptReference.entries {
      for first in values {
        var calls = ["\(entry.name)(\(first))"]
        for second in values.prefix(12) { calls.append("\(entry.name)(\(first), \(second))") }
        for third in values.prefix(6) { calls.append("\(entry.name)(\(first), -1, \(third))") }
        for text in calls {
          do {
            _ = try ScriptExpression(text, names: names.keys.sorted()).value(names, limits: limits)
          } catch {
            ScriptFuzzTests.check(error, in: text)
          }
        }
      }
    }
  }

  @Test(arguments: 0..<4)
  func `mutated scripts give figures or an error with a place`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(1000 + seed))
    let input = FigureInput(Tensor(shape: [3, 3], values: [1, 0, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5]))
    for _ in 0..<500 {
      let text = ScriptFuzzTests.mutated(FigureScriptTests.svd, &random)
      do {
        let script = try FigureScript(text, name: "t.figs")
        for function in script.functions { _ = try function.draw(input) }
      } catch let error as ScriptError {
        ScriptFuzzTests.check(error, in: text)
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}
