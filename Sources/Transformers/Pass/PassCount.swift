import Synchronization

/// Counts passes through models while a command runs.
///
///     let count = PassCount()
///     try PassCount.$current.withValue(count) { try command() }
///
/// A pass is one way through the layers, of however many prompts and tokens together: a sweep of many variants takes one or a few,
/// a generated token one.
public final class PassCount: Sendable {
  /// The counter of the passes that this thread runs; nil if they are not counted.
  @TaskLocal public static var current: PassCount?

  private let count = Atomic(0)

  /// Makes a counter at 0.
  public init() {}

  /// Passes so far.
  public var value: Int { count.load(ordering: .relaxed) }

  func add() { count.add(1, ordering: .relaxed) }
}
