// Products of few rows with a weight matrix, each of whose rows is read once from memory: BLAS would first copy it into its own order.
#include "CKernels.h"

#include "variants.h"

#define INLINE static inline __attribute__((always_inline))

// Products may be fused with sums: that is what vectors do.
#pragma clang fp contract(fast)

typedef float vector __attribute__((vector_size(32), aligned(4)));

enum {
  lanes = 8,          // rows of x that one vector holds
  panel_vectors = 3,  // vectors that a panel has at most
  group = 12,         // columns that all panels multiply while they are in the first cache
  chunk = 384,        // elements that are summed before the sum goes to memory: more would round worse and leave that cache
  line = 16,          // floats that memory sends at once
};

/// The vectors before panel `index` of the `count` that share them evenly.
INLINE size_t vectors_before(size_t index, size_t vectors, size_t count) { return vectors * index / count; }

INLINE size_t divided_up(size_t x, size_t part) { return (x + part - 1) / part; }

VARIANTS void kernel_pack_rows(const float *x, size_t rows, size_t stride, size_t inner, float *packed) {
  size_t vectors = divided_up(rows, lanes), count = divided_up(vectors, panel_vectors);
  for (size_t panel = 0; panel < count; panel++) {
    size_t first = vectors_before(panel, vectors, count) * lanes;
    size_t width = vectors_before(panel + 1, vectors, count) * lanes - first;
    float *target = packed + first * inner;
    for (size_t row = 0; row < width; row++)
      for (size_t k = 0; k < inner; k++) target[k * width + row] = first + row < rows ? x[(first + row) * stride + k] : 0.0f;
  }
}

/// `v` vectors of rows times `n` columns, whose sums stay in registers: both are constants where this is inlined.
INLINE void multiply_tile(
  size_t v, size_t n, const float *x, size_t rows, size_t start, size_t end, const float *w, size_t w_stride, float *result,
  size_t result_stride, int adding
) {
  vector sums[group];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < n * v; i++) sums[i] = (vector){0};
  for (size_t ahead = start; ahead < end; ahead += 2 * line) {
    // The columns of the next tile, which the processor does not foresee: a third of the time went by waiting for them.
    for (size_t j = 0; j < n; j++) {
      __builtin_prefetch(w + (j + n) * w_stride + ahead);
      __builtin_prefetch(w + (j + n) * w_stride + ahead + line);
    }
    size_t stop = ahead + 2 * line < end ? ahead + 2 * line : end;
    for (size_t k = ahead; k < stop; k++) {
      vector left[panel_vectors];
#pragma clang loop unroll(full)
      for (size_t i = 0; i < v; i++) left[i] = *(const vector *)(x + (k * v + i) * lanes);
#pragma clang loop unroll(full)
      for (size_t j = 0; j < n; j++) {
        float one = w[j * w_stride + k];
        vector right = {one, one, one, one, one, one, one, one};
#pragma clang loop unroll(full)
        for (size_t i = 0; i < v; i++) sums[j * v + i] += left[i] * right;
      }
    }
  }
  float columns[group * lanes];  // n columns of v * lanes rows
#pragma clang loop unroll(full)
  for (size_t i = 0; i < n * v; i++) *(vector *)(columns + i * lanes) = sums[i];
  for (size_t row = 0; row < rows; row++)
    for (size_t j = 0; j < n; j++) {
      float *target = result + row * result_stride + j;
      float sum = columns[j * v * lanes + row];
      *target = adding ? *target + sum : sum;
    }
}

/// One panel times some columns, `n` at a time.
INLINE void multiply_panel(
  size_t v, size_t n, const float *x, size_t rows, size_t start, size_t end, const float *w, size_t columns, size_t w_stride,
  float *result, size_t result_stride, int adding
) {
  for (; columns >= n; columns -= n, w += n * w_stride, result += n)
    multiply_tile(v, n, x, rows, start, end, w, w_stride, result, result_stride, adding);
  for (; columns > 0; columns--, w += w_stride, result++)
    multiply_tile(v, 1, x, rows, start, end, w, w_stride, result, result_stride, adding);
}

VARIANTS void kernel_multiply_packed(
  const float *packed, size_t rows, const float *w, size_t columns, size_t w_stride, size_t inner, float *result,
  size_t result_stride, int adding
) {
  size_t vectors = divided_up(rows, lanes), count = divided_up(vectors, panel_vectors), chunks = divided_up(inner, chunk);
  for (; columns > 0; w += group * w_stride, result += group) {
    size_t n = columns < group ? columns : group;
    columns -= n;
    for (size_t part = 0; part < chunks; part++) {
      size_t start = inner * part / chunks, end = inner * (part + 1) / chunks;
      for (size_t panel = 0; panel < count; panel++) {
        size_t before = vectors_before(panel, vectors, count), v = vectors_before(panel + 1, vectors, count) - before;
        size_t first = before * lanes, own = rows - first < v * lanes ? rows - first : v * lanes;
        const float *x = packed + first * inner;
        float *target = result + first * result_stride;
        int adds = adding || part > 0;
        switch (v) {
        case 1: multiply_panel(1, 12, x, own, start, end, w, n, w_stride, target, result_stride, adds); break;
        case 2: multiply_panel(2, 6, x, own, start, end, w, n, w_stride, target, result_stride, adds); break;
        case 3: multiply_panel(3, 3, x, own, start, end, w, n, w_stride, target, result_stride, adds); break;
        }
      }
    }
  }
}
