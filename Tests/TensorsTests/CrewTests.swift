import Foundation
import Synchronization
import Tensors
import Testing

/// The threads that share a loop.
@Suite struct CrewTests {
  /// How often each of `0..<count` was given to a loop's body.
  private final class Tally: Sendable {
    private let counts: Mutex<[Int]>

    init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }

    func add(_ index: Int) { counts.withLock { $0[index] += 1 } }

    /// Whether each was given `times` times.
    func isEven(_ times: Int) -> Bool { counts.withLock { $0.allSatisfy { $0 == times } } }
  }

  @Test(arguments: [0, 1, 2, 3, 7, 16])
  func `each part of a loop is done once`(members: Int) {
    let crew = Crew(members: members)
    for count in [0, 1, 2, 3, 8, 100, 1000] {
      for _ in 0..<20 {
        let tally = Tally(count)
        #expect(crew.run(count) { tally.add($0) })
        #expect(tally.isEven(1))
      }
    }
  }

  /// Loops one upon another, with pauses so long that the crew falls asleep and such that it does not.
  @Test func `a crew that sleeps wakes up for the next loop`() {
    let crew = Crew(members: 3)
    for pause in [0, 0, 20, 100, 300, 1000, 5000, 0, 300, 0] {
      usleep(UInt32(pause))
      let tally = Tally(50)
      #expect(crew.run(50) { tally.add($0) })
      #expect(tally.isEven(1))
    }
  }

  @Test func `what a loop wrote is there when it returns`() {
    let crew = Crew(members: 3)
    for round in 0..<500 {
      var values = [Int](repeating: -1, count: 64)
      values.withUnsafeMutableBufferPointer { values in
        nonisolated(unsafe) let values = unsafe values  // safe: each part writes its own place
        _ = crew.run(64) { unsafe values[$0] = $0 * round }
      }
      #expect(values == (0..<64).map { $0 * round })
    }
  }

  @Test func `a crew at work refuses another loop, and takes it afterwards`() {
    let crew = Crew(members: 2)
    let refused = Mutex(0)
    #expect(
      crew.run(4) { _ in
        if !crew.run(4, { _ in }) { refused.withLock { $0 += 1 } }
      })
    #expect(refused.withLock { $0 } == 4)
    #expect(crew.run(4) { _ in })
  }

  @Test func `loops inside of loops and from many threads are done whole`() {
    let tally = Tally(8 * 30)
    Parallel.forEach(8) { outer in
      Parallel.forEach(30) { tally.add(outer * 30 + $0) }
    }
    #expect(tally.isEven(1))
    let many = Tally(100)
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      for _ in 0..<20 { Parallel.forEach(100) { many.add($0) } }
    }
    #expect(many.isEven(16 * 20))
  }

  @Test(arguments: [0, 1, 2, 3, 5, 17, 1000], [1, 4, 300])
  func `ranges share out a count without gap or overlap`(count: Int, grain: Int) {
    for partsPerCore in [1, 4] {
      let tally = Tally(count)
      Parallel.forRanges(of: count, grain: grain, partsPerCore: partsPerCore) { range in
        #expect(range.count >= min(grain, count))
        for index in range { tally.add(index) }
      }
      #expect(tally.isEven(1))
    }
    #expect(Parallel.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }
}
