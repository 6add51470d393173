extension ElementType {
  /// Decodes `floats.count` values from `source`, which holds them in whole blocks, little-endian.
  ///
  /// The type is one that `isWidenable`.
  func widen(_ source: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    let bytes = floats.count / blockLength * blockBytes
    precondition(source.count >= bytes, "\(source.count) bytes for \(floats.count) of \(rawValue)")
    switch self {
    case .f32: unsafe UnsafeMutableRawBufferPointer(floats).copyMemory(from: prefix(source, bytes))
    case .f16: unsafe convert(source, UInt16.self, into: floats) { float(half: $0) }
    case .bf16:
      unsafe convert(source, UInt16.self, into: floats) { Float(bitPattern: UInt32($0) &<< 16) }
    case .f64: unsafe convert(source, Double.self, into: floats) { Float($0) }
    case .i64: unsafe convert(source, Int64.self, into: floats) { Float($0) }
    case .i32: unsafe convert(source, Int32.self, into: floats) { Float($0) }
    case .i16: unsafe convert(source, Int16.self, into: floats) { Float($0) }
    case .i8: unsafe convert(source, Int8.self, into: floats) { Float($0) }
    case .u64: unsafe convert(source, UInt64.self, into: floats) { Float($0) }
    case .u32: unsafe convert(source, UInt32.self, into: floats) { Float($0) }
    case .u16: unsafe convert(source, UInt16.self, into: floats) { Float($0) }
    case .u8: unsafe convert(source, UInt8.self, into: floats) { Float($0) }
    case .bool: unsafe convert(source, UInt8.self, into: floats) { $0 == 0 ? 0 : 1 }
    case .f8_e4m3: unsafe convert(source, UInt8.self, into: floats) { float(e4m3: $0) }
    case .f8_e5m2: unsafe convert(source, UInt8.self, into: floats) { float(half: UInt16($0) << 8) }
    case .f8_e8m0: unsafe convert(source, UInt8.self, into: floats) { float(e8m0: $0) }
    case .q4_0: unsafe Q40Block.widen(source, into: floats)
    case .q4_1: unsafe Q41Block.widen(source, into: floats)
    case .q5_0: unsafe Q50Block.widen(source, into: floats)
    case .q5_1: unsafe Q51Block.widen(source, into: floats)
    case .q8_0: unsafe Q80Block.widen(source, into: floats)
    case .q2_K: unsafe Q2KBlock.widen(source, into: floats)
    case .q3_K: unsafe Q3KBlock.widen(source, into: floats)
    case .q4_K: unsafe Q4KBlock.widen(source, into: floats)
    case .q5_K: unsafe Q5KBlock.widen(source, into: floats)
    case .q6_K: unsafe Q6KBlock.widen(source, into: floats)
    case .mxfp4: unsafe MXFP4Block.widen(source, into: floats)
    default: preconditionFailure("\(rawValue) is not widenable")
    }
  }
}

private func prefix(_ source: UnsafeRawBufferPointer, _ bytes: Int) -> UnsafeRawBufferPointer {
  unsafe UnsafeRawBufferPointer(rebasing: source[..<bytes])
}

/// Turns each number of `source`, which may lie unaligned, into a float.
@inline(__always)
private func convert<Number: BitwiseCopyable>(
  _ source: UnsafeRawBufferPointer, _: Number.Type,
  into floats: UnsafeMutableBufferPointer<Float>, _ value: (Number) -> Float
) {
  guard let numbers = source.baseAddress, let values = floats.baseAddress else { return }
  for place in 0..<floats.count {
    let offset = place &* MemoryLayout<Number>.size
    unsafe values[place] = value(numbers.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}

/// The value of FP8's E4M3 without infinities (Micikevicius et al., 2022): four bits of exponent
/// around 7, three of mantissa.
private func float(e4m3 code: UInt8) -> Float {
  let (exponent, mantissa) = (Int(code >> 3 & 15), Float(code & 7))
  if code & 0x7F == 0x7F { return .nan }
  let magnitude =
    exponent == 0
    ? mantissa / 512 : Float(sign: .plus, exponent: exponent - 7, significand: 1 + mantissa / 8)
  return code & 0x80 == 0 ? magnitude : -magnitude
}

/// The power of two that a byte of exponent alone is (OCP Microscaling Formats, 2023).
private func float(e8m0 code: UInt8) -> Float {
  code == 255 ? .nan : Float(sign: .plus, exponent: Int(code) - 127, significand: 1)
}
