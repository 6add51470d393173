// Written in C for one reason: Swift has no attribute that compiles a function for several instruction sets. With SSE2 alone, which
// is all that a portable binary may assume, these loops cost a sixth of a forward pass; with AVX2 and FMA a thirtieth.
#include "CKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "variants.h"

#define INLINE static inline __attribute__((always_inline))

// Sums may be taken in any order and products fused with sums: that is what vectors do. NaN and infinity keep their meaning.
#pragma clang fp reassociate(on) contract(fast)

/// e^x within 2 units in the last place; 0 below -87.3, the largest power that fits above 88.3, NaN for NaN.
///
/// x = n ln 2 + f; a polynomial gives e^f (coefficients of Cephes' expf); 2^n is added to the exponent's bits.
INLINE float exponential(float x) {
  const float shifter = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  float clamped = x < -87.33f ? -87.33f : x;
  clamped = clamped > 88.37f ? 88.37f : clamped;
  float shifted, n;
  {
#pragma clang fp reassociate(off)
    shifted = clamped * 1.44269504f + shifter;
    n = shifted - shifter;
  }
  float f = (clamped - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = f * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * f + 8.3334519073e-3f;
  p = p * f + 4.1665795894e-2f;
  p = p * f + 1.6666665459e-1f;
  p = p * f + 5.0000001201e-1f;
  float power = p * (f * f) + f + 1.0f;
  uint32_t exponent, bits;
  memcpy(&exponent, &shifted, 4);
  memcpy(&bits, &power, 4);
  bits += exponent << 23;
  memcpy(&power, &bits, 4);
  power = x < -87.33f ? 0.0f : power;
  return x != x ? x : power;
}

INLINE float relu(float x) { return x < 0.0f ? 0.0f : x; }

INLINE float relu_squared(float x) { return x < 0.0f ? 0.0f : x * x; }

INLINE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

INLINE float silu(float x) { return x / (1.0f + exponential(-x)); }

/// 0.5 x (1 + tanh u) = x sigmoid(2u), which keeps its precision where tanh u is near -1.
INLINE float gelu_tanh(float x) {
  return x / (1.0f + exponential(-1.5957691216f * (x + 0.044715f * x * x * x)));
}

/// x Phi(x). The complementary error function is the Chebyshev fit of Numerical Recipes in C, 2nd edition, section 6.2, whose
/// relative error stays below 1.2e-7 in the tail.
INLINE float gelu(float x) {
  float a = fabsf(x) * 0.70710678119f;
  float t = 1.0f / (1.0f + 0.5f * a);
  float p = t * 0.17087277f - 0.82215223f;
  p = p * t + 1.48851587f;
  p = p * t - 1.13520398f;
  p = p * t + 0.27886807f;
  p = p * t - 0.18628806f;
  p = p * t + 0.09678418f;
  p = p * t + 0.37409196f;
  p = p * t + 1.00002368f;
  float tail = 0.5f * t * exponential(-a * a - 1.26551223f + t * p);
  return x * (x > 0.0f ? 1.0f - tail : tail);
}

#define APPLY(function)                                                        \
  if (gated)                                                                   \
    for (size_t i = 0; i < count; i++) x[i] = function(x[i]) * gated[i];       \
  else                                                                         \
    for (size_t i = 0; i < count; i++) x[i] = function(x[i]);                  \
  break;

VARIANTS void kernel_activate(
  kernel_activation activation, float *restrict x, const float *restrict gated, size_t count
) {
  switch (activation) {
  case kernel_relu: APPLY(relu)
  case kernel_relu_squared: APPLY(relu_squared)
  case kernel_sigmoid: APPLY(sigmoid)
  case kernel_silu: APPLY(silu)
  case kernel_gelu: APPLY(gelu)
  case kernel_gelu_tanh: APPLY(gelu_tanh)
  }
}

VARIANTS float kernel_exponentials(float *scores, size_t count, float peak) {
  float sum = 0.0f;
  for (size_t i = 0; i < count; i++) {
    float power = exponential(scores[i] - peak);
    scores[i] = power;
    sum += power;
  }
  return sum;
}

typedef float floats16 __attribute__((ext_vector_type(16)));
typedef int integers16 __attribute__((ext_vector_type(16)));

// The order of comparisons matters to NaN, which keeps compilers from vectors of their own.
VARIANTS float kernel_maximum(const float *x, size_t count, float least) {
  floats16 largest = least;
  integers16 broken = 0;  // -1 where there was a NaN, which comparisons lose
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    floats16 own;
    memcpy(&own, x + i, sizeof own);
    broken |= own != own;
    largest = __builtin_elementwise_max(largest, own);
  }
  float peak = __builtin_reduce_max(largest);
  int isBroken = __builtin_reduce_or(broken);
  for (; i < count; i++) {
    isBroken |= x[i] != x[i];
    peak = x[i] > peak ? x[i] : peak;
  }
  return isBroken ? NAN : peak;
}
