// The instruction sets that products are compiled for, and which of them this processor has.
#include "products.h"

#include <string.h>

kernel_instructions kernel_best_instructions(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return kernel_avx512;
  if (__builtin_cpu_supports("x86-64-v3")) return kernel_avx2;
#endif
  return kernel_plain;
}

static const kernel_set_functions *functions(kernel_instructions instructions) {
#if defined(__x86_64__)
  switch (instructions) {
  case kernel_avx512: return &kernels_avx512;
  case kernel_avx2: return &kernels_avx2;
  case kernel_plain: break;
  }
#endif
  return &kernels_plain;
}

void kernel_widen(kernel_instructions instructions, kernel_element element, const void *source, size_t count, float *values) {
  functions(instructions)->widen(element, source, count, values);
}

size_t kernel_packed_count(size_t rows, size_t first_inner, size_t inner) {
  size_t blocks = (first_inner + inner + kernel_block_inner - 1) / kernel_block_inner - first_inner / kernel_block_inner;
  return rows * blocks * kernel_block_inner;
}

void kernel_pack_row(const float *x, size_t row, size_t rows, size_t first_inner, size_t inner, float *packed) {
  float *target = packed + row * kernel_block_inner;
  for (size_t first = first_inner, end; first < first_inner + inner; first = end, target += rows * kernel_block_inner) {
    end = (first / kernel_block_inner + 1) * kernel_block_inner;
    if (end > first_inner + inner) end = first_inner + inner;
    memcpy(target, x + (first - first_inner), sizeof(float) * (end - first));
  }
}

void kernel_multiply(kernel_instructions instructions, const kernel_weights *w, const kernel_product *product) {
  functions(instructions)->multiply(w, product);
}

void kernel_multiply_few(kernel_instructions instructions, const kernel_weights *w, const kernel_product *product) {
  functions(instructions)->multiply_few(w, product);
}
