/// Limits of time and memory for a script.
public struct ScriptLimits: Sendable {
  /// Operations on one element each; evaluating any part of an expression counts as 64 of them.
  public var steps: Int

  /// Bytes of arrays that exist at one time.
  public var bytes: Int

  /// Calls of a script's own functions inside one another.
  public var depth: Int

  /// Asked often while a script runs, which stops when it is true.
  public var isCancelled: (@Sendable () -> Bool)?

  /// Sets limits.
  public init(
    steps: Int = 10_000_000_000, bytes: Int = 1 << 30, depth: Int = 100,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    (self.steps, self.bytes, self.depth, self.isCancelled) = (steps, bytes, depth, isCancelled)
  }

  /// Ten billion steps (some ten seconds), 1 GB, 100 calls deep.
  public static let standard = ScriptLimits()
}
