import CBLAS
import CKernels
import Foundation

/// The integer in an environment variable, if it is set and one.
func environmentInteger(_ name: String) -> Int? {
  ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
}

/// Number of cores that this process may be scheduled on.
func usableCores() -> Int { ProcessInfo.processInfo.activeProcessorCount }

/// Keeps BLAS to one thread a call, since `Parallel` spreads the work and two layers of threads fight, and
/// keeps freed memory: a pass frees and takes the same tens of megabytes in every layer, and each time new
/// pages would have to be cleared, a tenth of its time.
func configureProcess() {
  openblas_set_num_threads(1)
  keep_freed_memory()
}

/// Bytes of a huge page.
let hugePage = 1 << 21

/// Asks for huge pages where they fit whole into a buffer: filling 425 MB then takes hundreds of page
/// faults, not 100,000, and giving them up at the end as many times less.
func adviseHugePages(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
  let start = unsafe base.alignedUp(toMultipleOf: hugePage)
  let end = unsafe (base + bytes).alignedDown(toMultipleOf: hugePage)
  guard unsafe start < end else { return }
  let hugePages: Int32 = 14  // MADV_HUGEPAGE, which the importer hides behind _GNU_SOURCE
  _ = unsafe madvise(start, end - start, hugePages)
}

/// The C library's `cos`, under a name that does not clash with those of importers.
func cosine(_ x: Double) -> Double { cos(x) }

/// The C library's `sin`, likewise.
func sine(_ x: Double) -> Double { sin(x) }

/// The C library's `tanh`, likewise.
func hyperbolicTangent(_ x: Float) -> Float { tanh(x) }

/// How bytes of a mapped file will be read.
public enum Reading: Sendable {
  /// Not one after another: what follows a byte that is read is not read with it.
  case scattered
  /// All of them, soon.
  case soon
}

/// Tells the system how the pages with these bytes of a mapped file will be read.
func advise(_ base: UnsafeRawPointer, _ bytes: Int, _ reading: Reading) {
  let page = UInt(getpagesize())
  let first = UInt(bitPattern: base) / page * page
  let length = Int(UInt(bitPattern: base) - first) + bytes
  // An advice that the system does not take costs time alone.
  _ = unsafe posix_madvise(
    UnsafeMutableRawPointer(bitPattern: first), length,
    reading == .soon ? POSIX_MADV_WILLNEED : POSIX_MADV_RANDOM)
}
