import Figures
import Scripts
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct ScriptLimitTests {
  static let pattern = Tensor(shape: [2, 2], values: [1, 0, 0.25, 0.75])

  static func message(_ text: String, limits: ScriptLimits = .standard) throws -> String? {
    let function = try FigureScript(text, name: "t").function("f", limits: limits)
    do {
      _ = try function.draw(FigureInput(pattern))
      return nil
    } catch let error as ScriptError {
      return error.message
    }
  }

  @Test(arguments: [
    (
      "figure f(A) = g(A)\ndef g(x) = g(x + 1)",
      "'g' goes too deep: 100 calls inside one another are allowed"
    ),
    (
      "figure f(A) = g(20)\ndef g(x) = 0 if x == 0 else g(x - 1) + g(x - 1)",
      "the script is stopped: it takes more than 1000000 steps"
    ),
    (
      "figure f(A) = [[x * y for x in range(9999)] for y in range(9999)]",
      "the script is stopped: it takes more than 1000000 steps"
    ),
    (
      "figure f(A) = zeros((2000, 2000)).sum()",
      "an array of shape (2000, 2000) and float64 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = ones(100)[:, None] * ones(100000) + 1",
      "an array of shape (100, 100000) and float64 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = repeat(A, 10**15)",
      "an array of shape (4000000000000000,) and int64 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = diag(arange(400))",
      "an array of shape (400, 400) and int64 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = [ones(1000) for x in range(1000)]",
      "an array of shape (1000,) and float64 is too large: a script's arrays may take 1 MB"
    ),
    ("figure f(A) = range(10**12)", "a list has at most 1048576 items; use arange for an array"),
    (
      "figure f(A) = bincount(array([10**9]))",
      "an array of shape (1000000001,) and int64 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = grow(\"abcdefgh\")\ndef grow(x) = grow(x + x)", "a string is at most 1 MB long"
    ),
    (
      "figure f(A) = grow([1, 2])\ndef grow(x) = grow(x + x)",
      "the script is stopped: it takes more than 1000000 steps"
    ),
    ("figure f(A) = eye(9999999999)", "an array of shape (9999999999, 9999999999) is too large"),
    (
      "figure f(A) = tile(A, (1000, 1000))",
      "an array of shape (1000, 2, 1000, 2) and float32 is too large: a script's arrays may take 1 MB"
    ),
    (
      "figure f(A) = pad(A, 10000)",
      "an array of shape (20002, 10000) and float32 is too large: a script's arrays may take 1 MB"
    ),
  ])
  func `a script stops at its limits`(text: String, message: String) throws {
    let limits = ScriptLimits(steps: 1_000_000, bytes: 1 << 20)
    #expect(try ScriptLimitTests.message(text, limits: limits) == message)
  }

  @Test func `memory of arrays that are gone may be taken again`() throws {
    let text = """
      figure f(A) = plot(line([ones(60000).sum() * 0 + x for x in range(50)]))
      """
    #expect(try ScriptLimitTests.message(text, limits: ScriptLimits(bytes: 1 << 20)) == nil)
  }

  @Test func `a script stops when it is cancelled`() throws {
    let asked = Mutex(0)
    let limits = ScriptLimits(isCancelled: {
      asked.withLock {
        $0 += 1
        return $0 > 3
      }
    })
    let text = "figure f(A) = [[x * y for x in range(99999)] for y in range(99999)]"
    #expect(try ScriptLimitTests.message(text, limits: limits) == "the script was cancelled")
  }

  @Test(arguments: [
    String(repeating: "(", count: 100_000), String(repeating: "[", count: 5000) + "1",
    "1" + String(repeating: " + 1", count: 100_000), String(repeating: "-", count: 100_000) + "1",
    String(repeating: "not ", count: 100_000) + "1", "A" + String(repeating: "[0]", count: 100_000),
    "A" + String(repeating: ".T", count: 100_000),
    "1" + String(repeating: " if 1 else 1", count: 10_000),
    "1" + String(repeating: "**1", count: 10_000), "\"" + String(repeating: "{\"", count: 10_000),
    String(repeating: "abs(", count: 10_000), "1" + String(repeating: " < 1", count: 10_000),
  ])
  func `depth without end is an error, not a crash`(text: String) {
    let values = ["A": ScriptValue(ScriptLimitTests.pattern)]
    _ = try? ScriptExpression(text, names: ["A"]).value(values)
  }

  @Test func `the deepest recursion that is allowed fits a thread's stack`() throws {
    let deep =
      String(repeating: "(1 + ", count: 60) + "g(x - 1)" + String(repeating: ")", count: 60)
    let text = "figure f(A) = g(90)\ndef g(x) = 0 if x == 0 else \(deep)"
    #expect(try ScriptLimitTests.message(text) == "this goes too deep")
  }

  @Test func `several threads at once get the results of one`() throws {
    let script = try FigureScript(
      "figure f(A) = plot(line(svdvals(A) + abs(eigvals(A @ A.T)) + inv(A + eye(n)).sum()))",
      name: "t")
    let patterns = (0..<16).map { seed in
      var random = SeededGenerator(seed: UInt64(seed))
      let values = (0..<40 * 40).map { _ in Float.random(in: 0..<1, using: &random) }
      return Tensor(shape: [40, 40], values: values)
    }
    let function = script.functions[0]
    let alone = try patterns.map { try function.draw(FigureInput($0)) }
    for _ in 0..<4 {
      let together = Parallel.map(16) { try? function.draw(FigureInput(patterns[$0])) }
      #expect(together == alone)
    }
  }
}
