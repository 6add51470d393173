import Dispatch
import Synchronization
import Tensors
import Testing

@Suite struct CrewTests {
  /// How often each part of a loop was run.
  private final class Counts: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }
    func add(_ part: Int) { counts.withLock { $0[part] += 1 } }
    var all: [Int] { counts.withLock { $0 } }
  }

  @Test(arguments: [0, 1, 2, 3, 7])
  func `each part of a loop is run once, however many there are`(members: Int) {
    let crew = Crew(members: members)
    for count in [0, 1, 2, members, members + 1, members + 2, 63, 64, 65, 1000] {
      let counts = Counts(count)
      #expect(crew.run(count) { counts.add($0) })
      #expect(counts.all.allSatisfy { $0 == 1 }, "\(count) parts")
    }
  }

  @Test func `loops that follow one another at once are kept apart`() {
    let crew = Crew(members: 3)
    let sums = (0..<20_000).map { round in
      let sum = Atomic(0)
      _ = crew.run(5) { sum.add(round + $0, ordering: .relaxed) }
      return sum.load(ordering: .relaxed)
    }
    #expect(sums == (0..<20_000).map { 5 * $0 + 10 })
  }

  @Test func `a loop inside another is refused and does nothing`() {
    let crew = Crew(members: 2)
    let refused = Atomic(0)
    let wrong = Atomic(0)
    let isRun = crew.run(8) { _ in
      if !crew.run(4, { _ in wrong.add(1, ordering: .relaxed) }) {
        refused.add(1, ordering: .relaxed)
      }
    }
    #expect(isRun && refused.load(ordering: .relaxed) == 8 && wrong.load(ordering: .relaxed) == 0)
  }

  @Test func `of loops from several threads each is run whole or refused`() {
    let crew = Crew(members: 2)
    let whole = Atomic(0)
    let refused = Atomic(0)
    let torn = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 400) { _ in
      let counts = Counts(16)
      let isRun = crew.run(16) { counts.add($0) }
      let expected = [Int](repeating: isRun ? 1 : 0, count: 16)
      if counts.all != expected { torn.add(1, ordering: .relaxed) }
      if isRun {
        whole.add(1, ordering: .relaxed)
      } else {
        refused.add(1, ordering: .relaxed)
      }
    }
    #expect(torn.load(ordering: .relaxed) == 0)
    #expect(whole.load(ordering: .relaxed) + refused.load(ordering: .relaxed) == 400)
    #expect(whole.load(ordering: .relaxed) > 0)
  }
}
