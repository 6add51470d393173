import Synchronization
import Terminal
import Testing
import Text

@Suite struct ProgressTests {
  /// A screen and a clock that the test moves.
  private final class Stage: Sendable {
    let time = Mutex(Duration.zero)
    let drawn = Mutex<[String]>([])

    func make(isEnabled: Bool = true) -> Progress {
      Progress(
        "capturing", total: 1000, isEnabled: isEnabled, columns: { 60 },
        now: { self.time.withLock { $0 } },
        output: { text in self.drawn.withLock { $0.append(text) } })
    }

    func wait(_ milliseconds: Int) { time.withLock { $0 += .milliseconds(milliseconds) } }
    var screens: [String] { drawn.withLock { $0 } }
  }

  @Test func `short work shows nothing`() {
    let stage = Stage()
    let progress = stage.make()
    stage.wait(499)
    progress.update(done: 500)
    progress.finish()
    #expect(stage.screens == [])
  }

  @Test func `it is drawn at most ten times a second and taken away`() {
    let stage = Stage()
    let progress = stage.make()
    stage.wait(500)
    for _ in 0..<1000 {
      stage.wait(1)
      progress.advance()
    }
    progress.finish()
    progress.update(done: 1)
    #expect((9...11).contains(stage.screens.count - 1))
    #expect(stage.screens.last == "\r\u{1B}[K")
    #expect(stage.screens.allSatisfy { $0.hasPrefix("\r") && $0.hasSuffix("\u{1B}[K") })
  }

  @Test func `off a terminal not a byte is written`() {
    let stage = Stage()
    let progress = stage.make(isEnabled: false)
    stage.wait(5000)
    progress.update(done: 3)
    progress.finish()
    #expect(stage.screens == [])
  }

  @Test(arguments: [
    ("capturing", 250, 1000, 60, "capturing █████░░░░░░░░░░░░░░░░ 250/1000  25/s  30 s left"),
    ("capturing", 0, 1000, 40, "capturing ░░░░░░░░░░░░░░░░░░░░ 0/1000"),
    ("a label that is long", 5, 10, 40, "a label that is long 5/10  0.5/s  10 s…"),
    ("x", 2000, 1000, 50, "x ████████████████████████████ 1000/1000  100/s"),
    ("x", 1, 0, 50, "x 0/0"),
  ])
  func `the bar fits into one row`(
    label: String, done: Int, total: Int, columns: Int, expected: String
  ) {
    let text = Progress.text(
      label: label, done: done, total: total, elapsed: .seconds(10), columns: columns)
    #expect(displayWidth(of: text) < columns)
    #expect(text == expected)
  }

  @Test(arguments: [
    (0.0, "0 ms"), (0.85, "850 ms"), (0.9996, "1 s"), (7.2, "7 s"), (60, "1 min"),
    (200, "3 min 20 s"), (7500, "2 h 5 min"), (7200, "2 h"), (.infinity, "?"), (.nan, "?"),
  ])
  func `durations are short`(seconds: Double, text: String) {
    #expect(durationText(seconds) == text)
  }
}
