internal import Synchronization

/// Word caches for texts that are encoded at the same time, one for each.
final class WordCachePool: Sendable {
  private let idle = Mutex<[WordCache]>([])

  /// Caches that are kept when nothing is encoded.
  private static let kept = 4

  /// Calls `body` with a cache that nobody else has.
  func withCache<Result>(_ body: (inout WordCache) throws -> Result) rethrows -> Result {
    var cache = idle.withLock { $0.popLast() } ?? WordCache()
    defer {
      let returned = cache
      idle.withLock { idle in if idle.count < Self.kept { idle.append(returned) } }
    }
    return try body(&cache)
  }
}
