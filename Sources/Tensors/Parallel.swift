import Dispatch
import Synchronization

/// The project's parallel loops over the processor's cores.
///
/// Compute is synchronous: a call returns when every part is done. Parts never nest inside one another
/// and BLAS runs on one thread in each, so that the number of busy cores is `width`.
public enum Parallel {
  /// Number of cores to use: those that the process may run on, or `PLENS_THREADS`.
  public static let width: Int = {
    configureProcess()
    let asked = environmentInteger("PLENS_THREADS") ?? 0
    return asked > 0 ? min(asked, 1024) : usableCores()
  }()

  /// Calls `body` once for each of `0..<count`, in any order, on all cores.
  public static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    if width == 1 || count < 2 {
      for index in 0..<count { body(index) }
    } else if !crew.run(count, body) {
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
  }

  private static let crew = Crew(members: width - 1)

  /// The results of `body` for `0..<count`, in order, computed on all cores.
  public static func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    forEach(count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Splits `0..<count` into at most `width * partsPerCore` ranges of at least `grain` and calls `body` for each.
  public static func forRanges(
    of count: Int, grain: Int, partsPerCore: Int = 1, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let parts = max(1, min(width * partsPerCore, count / max(grain, 1)))
    forEach(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
  }

  /// Calls `body` on all cores with disjoint ranges of rows of `values`, each with the floats of
  /// those rows alone.
  public static func forRows(
    of values: inout [Float], columns: Int, grain: Int = 8,
    _ body: @Sendable (_ rows: Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    unsafe forRows(of: &values, columns: columns, grain: grain, stoppingEvery: .max, {}, body)
  }

  /// The same for at most `length` rows at a time: what `checkpoint` throws before any of these parts ends the loop.
  public static func forRows(
    of values: inout [Float], columns: Int, grain: Int, stoppingEvery length: Int,
    _ checkpoint: () throws -> Void,
    _ body: @Sendable (_ rows: Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) rethrows {
    guard columns > 0 else { return }
    let rows = values.count / columns
    var first = 0
    while first < rows {
      try checkpoint()
      let (start, count) = (first, min(length, rows - first))
      unsafe values.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let buffer = unsafe buffer  // safe: no two parts share a row
        forRanges(of: count, grain: grain) { range in
          let own = start + range.lowerBound..<start + range.upperBound
          let floats = own.lowerBound * columns..<own.upperBound * columns
          unsafe body(own, UnsafeMutableBufferPointer(rebasing: buffer[floats]))
        }
      }
      first += count
    }
  }
}
