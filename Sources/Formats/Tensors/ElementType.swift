// The cases carry the types' own names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import Tensors

/// The number format of a stored tensor; the raw value is its usual name.
///
/// Names of safetensors' and ggml's types, https://huggingface.co/docs/safetensors and
/// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Types below one byte come in blocks that share
/// their scales; the ones that `isWidenable` leaves out are known so that a file with them can be listed.
public enum ElementType: String, Sendable, CaseIterable {
  // One value after the other.
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"
  case c64 = "C64"
  case f8_e4m3 = "F8_E4M3"
  case f8_e5m2 = "F8_E5M2"
  case f8_e8m0 = "F8_E8M0"

  // Several values in a whole number of bytes.
  case f6_e2m3 = "F6_E2M3"
  case f6_e3m2 = "F6_E3M2"
  case f4 = "F4"

  // Blocks with scales.
  case q4_0 = "Q4_0"
  case q4_1 = "Q4_1"
  case q5_0 = "Q5_0"
  case q5_1 = "Q5_1"
  case q8_0 = "Q8_0"
  case q8_1 = "Q8_1"
  case q2_K = "Q2_K"
  case q3_K = "Q3_K"
  case q4_K = "Q4_K"
  case q5_K = "Q5_K"
  case q6_K = "Q6_K"
  case q8_K = "Q8_K"
  case iq1_S = "IQ1_S"
  case iq1_M = "IQ1_M"
  case iq2_XXS = "IQ2_XXS"
  case iq2_XS = "IQ2_XS"
  case iq2_S = "IQ2_S"
  case iq3_XXS = "IQ3_XXS"
  case iq3_S = "IQ3_S"
  case iq4_NL = "IQ4_NL"
  case iq4_XS = "IQ4_XS"
  case tq1_0 = "TQ1_0"
  case tq2_0 = "TQ2_0"
  case mxfp4 = "MXFP4"

  /// Number of values that are encoded together in a block; 1 for plain numbers.
  public var blockLength: Int { layout.length }

  /// Bytes of one block.
  public var blockBytes: Int { layout.bytes }

  /// Whether tensors of this type can be widened to float32.
  public var isWidenable: Bool {
    switch self {
    case .f64, .f32, .f16, .bf16, .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8, .bool: true
    case .f8_e4m3, .f8_e5m2, .f8_e8m0: true
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K, .mxfp4: true
    default: false
    }
  }

  /// What products call the type; nil where they have no kernel for it.
  var kernel: StoredElement? {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    case .q4_0: .q4_0
    case .q4_1: .q4_1
    case .q5_0: .q5_0
    case .q5_1: .q5_1
    case .q8_0: .q8_0
    case .mxfp4: .mxfp4
    case .q2_K: .q2K
    case .q3_K: .q3K
    case .q4_K: .q4K
    case .q5_K: .q5K
    case .q6_K: .q6K
    default: nil
    }
  }

  private var layout: (length: Int, bytes: Int) {
    switch self {
    case .f64, .i64, .u64, .c64: (1, 8)
    case .f32, .i32, .u32: (1, 4)
    case .f16, .bf16, .i16, .u16: (1, 2)
    case .i8, .u8, .bool, .f8_e4m3, .f8_e5m2, .f8_e8m0: (1, 1)
    case .f6_e2m3, .f6_e3m2: (4, 3)
    case .f4: (2, 1)
    case .q4_0, .iq4_NL: (32, 18)
    case .q4_1: (32, 20)
    case .q5_0: (32, 22)
    case .q5_1: (32, 24)
    case .q8_0: (32, 34)
    case .q8_1: (32, 36)
    case .mxfp4: (32, 17)
    case .q2_K: (256, 84)
    case .q3_K, .iq3_S: (256, 110)
    case .q4_K: (256, 144)
    case .q5_K: (256, 176)
    case .q6_K: (256, 210)
    case .q8_K: (256, 292)
    case .iq1_S: (256, 50)
    case .iq1_M: (256, 56)
    case .iq2_XXS, .tq2_0: (256, 66)
    case .iq2_XS: (256, 74)
    case .iq2_S: (256, 82)
    case .iq3_XXS: (256, 98)
    case .iq4_XS: (256, 136)
    case .tq1_0: (256, 54)
    }
  }
}

extension ElementType {
  /// Bytes of `count` values; nil where they are no whole number of blocks or the product overflows.
  func byteCount(of count: Int) -> Int? {
    guard count % blockLength == 0 else { return nil }
    let (bytes, overflow) = (count / blockLength).multipliedReportingOverflow(by: blockBytes)
    return overflow ? nil : bytes
  }
}

/// The number of elements of an array of `shape`; nil where an axis is negative or the product overflows.
func elementCount(of shape: [Int]) -> Int? {
  var count = 1
  for axis in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: axis)
    if overflow || axis < 0 { return nil }
    count = product
  }
  return count
}
