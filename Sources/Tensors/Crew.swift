import CKernels
import Dispatch
import Synchronization

/// A pool of threads that run one parallel loop at a time, and spin for a moment after it so that
/// the next one starts at once.
///
/// A pass of few tokens is hundreds of loops of some 50 microseconds. Dispatch puts its threads to sleep
/// after each of them, and waking one takes as long as the loop: two cores were no faster than one.
package final class Crew: Sendable {
  private let members: [Waiter]
  private let leader = Waiter()
  private let isTaken = Atomic(false)
  private let isOpen = Atomic(false)
  private let round = Atomic(0)
  private let next = Atomic(0)
  private let inside = Atomic(0)
  /// Members that the system had a thread for; a limit on threads may leave none.
  private let helpers = Atomic(0)
  // Written only while no member is inside, read only while one is.
  nonisolated(unsafe) private var loop: (count: Int, body: @Sendable (Int) -> Void)?

  /// Starts `count` threads, which sleep until the first loop.
  package init(members count: Int) {
    members = (0..<count).map { _ in Waiter() }
    // Not by Dispatch, which waits for ever for a thread that the system refuses.
    for member in members where SystemThread.start({ self.help(as: member) }) == nil {
      helpers.add(1, ordering: .relaxed)
    }
  }

  /// Calls `body` once for each of `0..<count`, in any order, on this thread and the crew's.
  ///
  /// - Returns: false, with nothing done, if the crew is at work for another.
  package func run(_ count: Int, _ body: @Sendable (Int) -> Void) -> Bool {
    guard count > 0 else { return true }
    if helpers.load(ordering: .relaxed) == 0 {
      for part in 0..<count { body(part) }
      return true
    }
    guard !isTaken.exchange(true, ordering: .acquiring) else { return false }
    withoutActuallyEscaping(body) { body in
      unsafe loop = (count, body)
      next.store(0, ordering: .relaxed)
      isOpen.store(true, ordering: .sequentiallyConsistent)
      round.add(1, ordering: .sequentiallyConsistent)
      for member in members.prefix(count - 1) { member.wake() }
      takeParts()
      isOpen.store(false, ordering: .sequentiallyConsistent)
      leader.wait { inside.load(ordering: .sequentiallyConsistent) == 0 }
      unsafe loop = nil
    }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  /// What a member does all its life.
  private func help(as member: Waiter) {
    var seen = 0
    while true {
      member.wait { round.load(ordering: .sequentiallyConsistent) != seen }
      seen = round.load(ordering: .sequentiallyConsistent)
      // In this order, a leader who has closed the loop either sees this member inside or is seen by it.
      inside.add(1, ordering: .sequentiallyConsistent)
      if isOpen.load(ordering: .sequentiallyConsistent) { takeParts() }
      if inside.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { leader.wake() }
    }
  }

  private func takeParts() {
    guard let (count, body) = unsafe loop else { return }
    while true {
      let part = next.add(1, ordering: .relaxed).oldValue
      guard part < count else { return }
      body(part)
    }
  }
}

/// One thread that waits for a condition: awake at first, then asleep until it is woken.
private final class Waiter: Sendable {
  /// Looks at the condition before sleep: some 0.2 ms, longer than what lies between two loops of a pass.
  private static let patience = 8_000

  private let isAsleep = Atomic(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// Returns once `isTrue`; whoever makes it true calls `wake`.
  func wait(until isTrue: () -> Bool) {
    while true {
      for _ in 0..<Self.patience {
        if isTrue() { return }
        kernel_pause()
      }
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      // Looked at once more, lest it became true just before; then a call of `wake` may be on its way.
      if isTrue() && isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
      alarm.wait()
    }
  }

  func wake() {
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
  }
}
