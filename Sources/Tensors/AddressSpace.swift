internal import CKernels
import Foundation
import Synchronization

/// Bytes of address space that `ulimit -v` leaves to the process; nil where it sets no limit.
public func addressSpaceLeft() -> Int? {
  var limit = rlimit()
  guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
    limit.rlim_cur != rlim_t.max
  else { return nil }
  // "SIZE RESIDENT ...", in pages: proc(5).
  let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  let used = pages.split(separator: " ").first.flatMap { Int($0) } ?? 0
  return max(0, Int(clamping: limit.rlim_cur) - used * Int(getpagesize()))
}

extension Parallel {
  /// Why there is too little address space for a forward pass, in one sentence; nil if there is
  /// enough.
  ///
  /// OpenBLAS takes 128 MB of addresses for each thread, keeps them, and asks for ever where there are none: so they are taken
  /// here, once, where there is a limit.
  public static func addressSpaceProblem() -> String? {
    guard let left = addressSpaceLeft() else { return nil }
    return haveBuffers.withLock { haveBuffers in
      let needed = (haveBuffers ? 0 : width * 128 << 20) + 64 << 20
      guard left >= needed else {
        return "\(width) cores need \(needed >> 20) MB of addresses, and 'ulimit -v' leaves "
          + "\(left >> 20): raise it, or set PLENS_THREADS=1"
      }
      if !haveBuffers { take_product_buffers(Int32(width)) }
      haveBuffers = true
      return nil
    }
  }

  private static let haveBuffers = Mutex(false)
}
