// Blocks of 256 codes in groups of 16 or 32. Each group's scale and offset is a small integer, and one or
// two half-precision numbers scale those of the whole block.

/// Q2_K: d s q - dmin t with two-bit q; s and t are the halves of a byte a group of 16.
enum Q2KBlock: Block {
  static let length = 256
  static let bytes = 84

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let (d, dmin) = unsafe (block.half(at: 80), block.half(at: 82))
    for group in 0..<16 {
      let (half, plane, part) = (group / 8, group % 8 / 2, group % 2)
      let scales = unsafe block.byte(at: group)
      let (scale, offset) = (d * Float(scales & 15), dmin * Float(scales &>> 4))
      let codes = unsafe block.codes(at: 16 + 32 * half + 16 * part)
      unsafe values.spread((codes &>> UInt8(2 * plane)) & 3, at: 16 * group) { scale * $0 - offset }
    }
  }
}

/// Q3_K: d (s - 32) (q - 4) with q's third bit in a mask and six-bit s in 12 bytes for 16 groups.
enum Q3KBlock: Block {
  static let length = 256
  static let bytes = 110

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let d = unsafe block.half(at: 108)
    for group in 0..<16 {
      let (half, plane, part) = (group / 8, group % 8 / 2, group % 2)
      let packed = unsafe block.byte(at: 96 + group % 8)
      let low = group < 8 ? packed & 15 : packed &>> 4
      let high = unsafe (block.byte(at: 104 + group % 4) &>> UInt8(2 * (group / 4))) & 3
      let scale = d * Float(Int8(truncatingIfNeeded: low | high &<< 4) &- 32)
      let codes = unsafe block.codes(at: 32 + 32 * half + 16 * part)
      let third = unsafe (block.codes(at: 16 * part) &>> UInt8(group / 2)) & 1
      let code = (codes &>> UInt8(2 * plane)) & 3 | third &<< 2
      unsafe values.spread(signed(code &- 4), at: 16 * group) { scale * $0 }
    }
  }
}

/// The six-bit scale and offset of group `group` of eight, packed into the twelve bytes at
/// `packed`.
@inline(__always)
private func scaleAndOffset(_ packed: UnsafeRawPointer, _ group: Int) -> (Float, Float) {
  if group < 4 {
    return unsafe (Float(packed.byte(at: group) & 63), Float(packed.byte(at: group + 4) & 63))
  }
  let low = unsafe packed.byte(at: group + 4)
  let scale = unsafe low & 15 | (packed.byte(at: group - 4) &>> 6) &<< 4
  let offset = unsafe low &>> 4 | (packed.byte(at: group) &>> 6) &<< 4
  return (Float(scale), Float(offset))
}

/// Q4_K: d s q - dmin t with four-bit q and six-bit s and t a group of 32.
enum Q4KBlock: Block {
  static let length = 256
  static let bytes = 144

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let (d, dmin) = unsafe (block.half(at: 0), block.half(at: 2))
    for group in 0..<8 {
      let (s, t) = unsafe scaleAndOffset(block + 4, group)
      let (scale, offset) = (d * s, dmin * t)
      for part in 0..<2 {
        let codes = unsafe block.codes(at: 16 + 32 * (group / 2) + 16 * part)
        let code = (codes &>> UInt8(4 * (group % 2))) & 15
        unsafe values.spread(code, at: 32 * group + 16 * part) { scale * $0 - offset }
      }
    }
  }
}

/// Q5_K: as Q4_K with five-bit q; bit g of the fifth bits belongs to group g.
enum Q5KBlock: Block {
  static let length = 256
  static let bytes = 176

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let (d, dmin) = unsafe (block.half(at: 0), block.half(at: 2))
    for group in 0..<8 {
      let (s, t) = unsafe scaleAndOffset(block + 4, group)
      let (scale, offset) = (d * s, dmin * t)
      for part in 0..<2 {
        let codes = unsafe block.codes(at: 48 + 32 * (group / 2) + 16 * part)
        let fifth = unsafe (block.codes(at: 16 + 16 * part) &>> UInt8(group)) & 1
        let code = (codes &>> UInt8(4 * (group % 2))) & 15 | fifth &<< 4
        unsafe values.spread(code, at: 32 * group + 16 * part) { scale * $0 - offset }
      }
    }
  }
}

/// Q6_K: d s (q - 32) with six-bit q and s a signed byte a group of 16.
enum Q6KBlock: Block {
  static let length = 256
  static let bytes = 210

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let d = unsafe block.half(at: 208)
    for group in 0..<16 {
      let (half, plane, part) = (group / 8, group % 8 / 2, group % 2)
      let scale = unsafe d * Float(Int8(bitPattern: block.byte(at: 192 + group)))
      let lowCodes = unsafe block.codes(at: 64 * half + 32 * (plane % 2) + 16 * part)
      let highCodes = unsafe block.codes(at: 128 + 32 * half + 16 * part)
      let low = (lowCodes &>> UInt8(4 * (plane / 2))) & 15
      let high = (highCodes &>> UInt8(2 * plane)) & 3
      unsafe values.spread(signed((low | high &<< 4) &- 32), at: 16 * group) { scale * $0 }
    }
  }
}
