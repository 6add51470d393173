import Foundation

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body) / .seconds(1)
}

/// Seconds of the fastest of several runs.
func fastest(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
  try (0..<runs).map { _ in try seconds(body) }.min() ?? 0
}

/// Prints a step, its time, its rate, what bounds it and the ratio to that bound.
func row(
  _ step: String, _ time: Double, _ rate: String = "", _ bound: String = "", _ ratio: Double? = nil
) {
  let share = ratio.map { String(format: "%.0f %%", $0 * 100) } ?? ""
  let cells = [
    step.padding(toLength: 44, withPad: " ", startingAt: 0),
    String(format: "%9.3f s", time), rate.padding(toLength: 20, withPad: " ", startingAt: 0),
    bound.padding(toLength: 34, withPad: " ", startingAt: 0), share,
  ]
  print(cells.joined(separator: "  "))
}

/// Seconds of processor time, of all threads, that this process has taken.
func processorSeconds() -> Double {
  var time = timespec()
  guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .nan }
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Bytes of memory that this process has had at most at once.
func peakMemory() -> Int {
  var usage = rusage()
  guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
  return usage.ru_maxrss * 1024
}
