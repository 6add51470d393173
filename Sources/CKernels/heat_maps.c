// The loops over every value of a heat map. Nothing is fused or reordered here: pixels are those of IEEE arithmetic, step by step.
#include <stdint.h>
#include <string.h>

#include "CKernels.h"
#include "variants.h"

#pragma clang fp contract(off)

/// A float's bits as an integer of the same order, -0 below 0; its own inverse.
static inline int32_t ordered(int32_t bits) { return bits ^ ((bits >> 31) & 0x7fffffff); }

VARIANTS int kernel_finite_range(const float *x, size_t count, float *low, float *high) {
  int32_t least = INT32_MAX, largest = INT32_MIN;
  for (size_t i = 0; i < count; i++) {
    int32_t bits;
    memcpy(&bits, x + i, 4);
    int finite = (bits & 0x7f800000) != 0x7f800000;
    int32_t key = ordered(bits);
    int32_t below = finite ? key : INT32_MAX, above = finite ? key : INT32_MIN;
    least = below < least ? below : least;
    largest = above > largest ? above : largest;
  }
  if (least > largest) return 0;
  least = ordered(least);
  largest = ordered(largest);
  memcpy(low, &least, 4);
  memcpy(high, &largest, 4);
  return 1;
}

/// The place of a value as a number without a fraction.
static inline float place_of(float x, float offset, float divisor, float shift, float end) {
  float place = ((x - offset) / divisor + shift) * end;
  place = place < 0.0f ? 0.0f : place;
  place = place >= end ? end - 1.0f : place;
  return place != place ? end : place;
}

VARIANTS void kernel_places(
  const float *restrict x, size_t count, float offset, float divisor, float shift, uint16_t size,
  uint16_t *restrict places
) {
  for (size_t i = 0; i < count; i++)
    places[i] = (uint16_t)(int32_t)place_of(x[i], offset, divisor, shift, size);
}

VARIANTS int kernel_byte_places(
  const float *restrict x, size_t count, float offset, float divisor, float shift, uint16_t size,
  uint8_t *restrict places
) {
  int32_t all = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t place = (int32_t)place_of(x[i], offset, divisor, shift, size);
    places[i] = (uint8_t)place;
    all |= place;
  }
  return all < 256;
}
