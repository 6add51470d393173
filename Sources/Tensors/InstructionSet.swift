import CKernels
import Foundation

/// An instruction set that the matrix kernels are compiled for.
///
/// The best one of the processor is used, unless the environment variable `PLENS_KERNELS` names a lesser one.
public enum InstructionSet: String, CaseIterable, Comparable, Sendable {
  /// What every processor of the architecture has.
  case plain
  /// AVX2 with FMA and half-precision conversions: x86-64-v3.
  case avx2
  /// AVX-512: x86-64-v4.
  case avx512

  /// The best that this processor has.
  public static let best: InstructionSet =
    switch kernel_best_instructions() {
    case kernel_avx512: .avx512
    case kernel_avx2: .avx2
    default: .plain
    }

  /// All that this processor has.
  public static var available: [InstructionSet] { allCases.filter { $0 <= best } }

  /// The one that products use.
  public static let chosen =
    asked.flatMap { InstructionSet(rawValue: $0) }.map { min($0, best) } ?? best

  /// Why the value of `PLENS_KERNELS` can't be used; nil if it can.
  public static var problem: String? {
    guard let asked, asked != chosen.rawValue else { return nil }
    let names = available.map(\.rawValue).joined(separator: ", ")
    return "PLENS_KERNELS is '\(asked)'; this processor has \(names)"
  }

  private static let asked: String? = {
    let name = ProcessInfo.processInfo.environment["PLENS_KERNELS"]
    return name?.isEmpty == true ? nil : name
  }()

  /// Whether the left instruction set is the older one.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.kernels.rawValue < right.kernels.rawValue
  }

  var kernels: kernel_instructions {
    switch self {
    case .plain: kernel_plain
    case .avx2: kernel_avx2
    case .avx512: kernel_avx512
    }
  }
}
