// Logarithm and exponential of whole arrays. Computed in float64 with a relative error below 1e-11 and rounded once, so that a float32
// result is the nearest float but for one in thousands, and log10(1000) is 3.
#include "CKernels.h"
#include "variants.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

#pragma clang fp contract(fast)

INLINE double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

INLINE uint64_t to_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  return bits;
}

/// ln x for a positive normal x: x = 2^e m with m near 1, and ln m = 2 artanh((m - 1) / (m + 1)).
INLINE double natural_logarithm(double x) {
  const uint64_t root_half = 0x3FE6A09E667F3BCDull;  // sqrt(1/2), the least m
  uint64_t shifted = to_bits(x) - root_half + (1024ull << 52);
  // The exponent, 1024 too large and without a sign, becomes a float64 as the low bits of 2^52.
  double exponent = from_bits((shifted >> 52) | 0x4330000000000000ull) - (4503599627370496.0 + 1024.0);
  double m = from_bits((shifted & 0x000FFFFFFFFFFFFFull) + root_half);
  double s = (m - 1.0) / (m + 1.0);
  double z = s * s;
  double p = 1.0 / 15.0;
  p = p * z + 1.0 / 13.0;
  p = p * z + 1.0 / 11.0;
  p = p * z + 1.0 / 9.0;
  p = p * z + 1.0 / 7.0;
  p = p * z + 1.0 / 5.0;
  p = p * z + 1.0 / 3.0;
  return exponent * 0.693147180559945309 + 2.0 * (s + s * z * p);
}

VARIANTS void kernel_logarithms(const float *x, float *result, size_t count, double scale) {
  for (size_t i = 0; i < count; i++) {
    float value = x[i];
    float logarithm = (float)(natural_logarithm((double)value) * scale);
    logarithm = value == 0.0f ? -INFINITY : logarithm;
    logarithm = value < 0.0f ? NAN : logarithm;
    result[i] = value < INFINITY ? logarithm : value;
  }
}

VARIANTS void kernel_powers_of_e(const float *x, float *result, size_t count) {
  const double shifter = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
  for (size_t i = 0; i < count; i++) {
    double value = (double)x[i];
    double clamped = value < -110.0 ? -110.0 : value;  // past what a float holds, inside what a float64 does
    clamped = clamped > 100.0 ? 100.0 : clamped;
    double shifted = clamped * 1.44269504088896341 + shifter;
    double f = clamped - (shifted - shifter) * 0.693147180559945309;
    double p = 1.0 / 3628800.0;
    p = p * f + 1.0 / 362880.0;
    p = p * f + 1.0 / 40320.0;
    p = p * f + 1.0 / 5040.0;
    p = p * f + 1.0 / 720.0;
    p = p * f + 1.0 / 120.0;
    p = p * f + 1.0 / 24.0;
    p = p * f + 1.0 / 6.0;
    p = p * f + 0.5;
    p = p * f + 1.0;
    p = p * f + 1.0;
    float power = (float)from_bits(to_bits(p) + (to_bits(shifted) << 52));
    result[i] = x[i] != x[i] ? x[i] : power;
  }
}
