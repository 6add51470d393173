/// The vector that the element-wise loops work on: two SSE or one AVX register.
typealias Vector = SIMD8<Float>

/// e to the power of each lane, within 2 units in the last place; 0 below -87.3, largest finite above 88.3.
///
/// Range reduction x = n ln 2 + f with a degree-6 polynomial for e^f, coefficients of Cephes' `expf`.
/// The scale by 2^n is an integer addition to the exponent bits, since SSE2 has no rounding instruction.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  let clamped = x.clamped(
    lowerBound: Vector(repeating: -87.33), upperBound: Vector(repeating: 88.37))
  let shifter: Float = 12_582_912  // 1.5 * 2^23: adding it rounds to an integer in the low bits
  let shifted = clamped * 1.442_695_04 + shifter
  let n = shifted - shifter
  let f = (clamped - n * 0.693_359_375) - n * -2.121_944_4e-4
  var p = f * 1.987_569_15e-4 + 1.398_199_95e-3
  p = p * f + 8.333_451_9e-3
  p = p * f + 4.166_579_6e-2
  p = p * f + 1.666_666_55e-1
  p = p * f + 5.000_000_1e-1
  let power = p * f * f + f + 1
  let exponent = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
  let bits = unsafe unsafeBitCast(power, to: SIMD8<UInt32>.self) &+ exponent
  let scaled = unsafe unsafeBitCast(bits, to: Vector.self)
  let vanished = scaled.replacing(with: 0, where: x .< -87.33)
  // A NaN lane fails every comparison and must stay NaN: distrust is what a wrong pattern calls for.
  return vanished.replacing(with: x, where: x .!= x)
}

/// 1 / (1 + e^-x) for each lane.
@inline(__always)
func sigmoid(_ x: Vector) -> Vector { 1 / (1 + exponential(-x)) }

/// The complementary error function for non-negative lanes, relative error below 1.3e-7.
///
/// Numerical Recipes in C, 2nd edition, section 6.2: a Chebyshev fit inside an exponential.
@inline(__always)
func complementaryError(_ x: Vector) -> Vector {
  let t = 1 / (1 + 0.5 * x)
  var p = t * 0.170_872_77 - 0.822_152_23
  p = p * t + 1.488_515_87
  p = p * t - 1.135_203_98
  p = p * t + 0.278_868_07
  p = p * t - 0.186_288_06
  p = p * t + 0.096_784_18
  p = p * t + 0.374_091_96
  p = p * t + 1.000_023_68
  return t * exponential(-(x * x) - 1.265_512_23 + t * p)
}
