internal import CDispatch
internal import Glibc
internal import Synchronization

/// Starts threads directly, so that a failure (as under `ulimit -u`) can be reported instead of
/// crashing.
package enum SystemThread {
  /// Starts a thread that runs `body` and ends.
  ///
  /// - Parameter stackSize: Bytes; 0 for the system's own.
  /// - Returns: nil, or why there is no thread.
  package static func start(
    stackSize: Int = 0, _ body: @escaping @Sendable () -> Void
  ) -> String? {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    if stackSize > 0 { unsafe pthread_attr_setstacksize(&attributes, stackSize) }
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if code == 0 { return nil }
    unsafe work.release()
    return unsafe "no thread can be started: \(String(cString: strerror(code)))"
  }

  /// Why the system can't run `count` more threads; nil if it can.
  package static func problem(starting count: Int) -> String? {
    let end = Ending()
    defer { end.isReached.store(true, ordering: .releasing) }
    for _ in 0..<count {
      // The system's own stack: a small one has no room for the thread-local data of libraries (EINVAL).
      if let problem = start({ end.wait() }) { return problem }
    }
    return nil
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// What threads wait for that only show that they can be.
  private final class Ending: Sendable {
    let isReached = Atomic(false)
    func wait() { while !isReached.load(ordering: .acquiring) { usleep(1000) } }
  }
}
