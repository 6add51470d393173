internal import CProcess

/// The stack that nested expressions, and products of weights, may need.
enum StackLimit {
  private static let wanted = 8 << 20
  private static let needed = 2 << 20

  /// Lets this thread's stack, and those of threads to come, grow as far as may be needed.
  ///
  /// - Returns: nil, or why that is less than the least that is needed.
  static func raise() -> String? {
    let allowed = plens_raise_stack(wanted)
    guard allowed < needed else { return nil }
    return "the stack may have \(allowed >> 10) kB, and \(needed >> 10) are needed: "
      + "'ulimit -s \(wanted >> 10)' allows enough"
  }
}
