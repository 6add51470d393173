// The innermost loops, compiled for several x86-64 levels and chosen at start.
#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

typedef enum {
  kernel_relu,
  kernel_relu_squared,
  kernel_sigmoid,
  kernel_silu,
  kernel_gelu,
  kernel_gelu_tanh,
} kernel_activation;

/// Applies an activation to `count` floats in place; multiplies each by its neighbour in `gated` unless that is NULL.
void kernel_activate(kernel_activation activation, float *x, const float *gated, size_t count);

/// Turns `count` scores into e^(score - peak) in place and returns their sum; -infinity becomes exactly 0.
float kernel_exponentials(float *scores, size_t count, float peak);

/// The largest of `count` floats and `least`; NaN if one is NaN.
float kernel_maximum(const float *x, size_t count, float least);

/// The instruction sets that products are compiled for.
typedef enum {
  kernel_plain,
  kernel_avx2,
  kernel_avx512,
} kernel_instructions;

/// The most that this processor has.
kernel_instructions kernel_best_instructions(void);

/// Types of stored weights that products read.
typedef enum {
  kernel_f32,
  kernel_f16,
  kernel_bf16,
  kernel_q4_0,
  kernel_q4_1,
  kernel_q5_0,
  kernel_q5_1,
  kernel_q8_0,
  kernel_mxfp4,
  kernel_q2_k,
  kernel_q3_k,
  kernel_q4_k,
  kernel_q5_k,
  kernel_q6_k,
} kernel_element;

/// Widens `count` numbers, whole blocks of `element`, on this thread.
void kernel_widen(kernel_instructions instructions, kernel_element element, const void *source, size_t count, float *values);

/// A matrix of weights as it is stored. Weight k of column c is number k of the stored row `order[c]`, or `first_row + c` without an
/// order; or, where `plane_columns` is not 0, number `first_element + step * (c % plane_columns)` of the stored row
/// `first_row + plane_rows * (c / plane_columns) + k`.
typedef struct {
  kernel_element element;
  size_t block, block_bytes;  // numbers that are stored together, of which 256 are a multiple, and their bytes
  const void *bytes;          // of the stored row 0; NULL where only `decode` knows how to read them
  size_t row_bytes;
  const uint32_t *order;
  size_t first_row, first_element, plane_rows, plane_columns, step;
  /// Writes `count` numbers of a stored row from number `first` on, whole blocks.
  void (*decode)(const void *context, size_t row, size_t first, size_t count, float *values);
  const void *context;
} kernel_weights;

enum {
  kernel_block_inner = 256,   // weights of a column that are widened at once, and floats of a packed row that lie together
  kernel_block_columns = 32,  // columns that are widened at once
  kernel_block_rows = 256,    // rows that a block is multiplied with before it is forgotten
  kernel_few_rows = 32,       // rows that `kernel_multiply_few` takes at most
};

/// Floats that rows take when packed for `kernel_multiply`.
size_t kernel_packed_count(size_t rows, size_t first_inner, size_t inner);

/// Copies row `row` of `rows` to its places in `packed`.
void kernel_pack_row(const float *x, size_t row, size_t rows, size_t first_inner, size_t inner, float *packed);

/// What is multiplied with what, and where it goes: result[r, c] = bias[c] plus the dot product of row r of x with `inner` weights of column
/// `first_column + c` from weight `first_inner` on.
typedef struct {
  const float *x;  // packed, or as it is
  size_t rows, x_stride;  // floats from one row to the next; of packed rows how many were packed together
  size_t first_inner, inner, first_column, columns;
  const float *bias;  // one a column, or NULL
  float *result;
  size_t result_stride;
} kernel_product;

/// Multiplies at most `kernel_block_rows` packed rows.
void kernel_multiply(kernel_instructions instructions, const kernel_weights *w, const kernel_product *product);

/// Multiplies at most `kernel_few_rows` rows as they are with columns that are stored as rows.
void kernel_multiply_few(kernel_instructions instructions, const kernel_weights *w, const kernel_product *product);

/// result[i] = scale ln x[i], rounded once from float64: exact where the logarithm is a float.
void kernel_logarithms(const float *x, float *result, size_t count, double scale);

/// result[i] = e^x[i], rounded once from float64.
void kernel_powers_of_e(const float *x, float *result, size_t count);

/// The least and the largest of the finite floats; returns 0 where there is none.
int kernel_finite_range(const float *x, size_t count, float *low, float *high);

/// For each float the integer part of ((x - offset) / divisor + shift) * size, at least 0 and at most size - 1; size for NaN.
void kernel_places(
  const float *x, size_t count, float offset, float divisor, float shift, uint16_t size, uint16_t *places);

/// The integer parts of `kernel_places` in a byte each; returns 0 where one is 256, for NaN.
int kernel_byte_places(
  const float *x, size_t count, float offset, float divisor, float shift, uint16_t size, uint8_t *places);

/// Lists what `count` bytes are made of, and counts it: a byte is its own number, a run of 3 to 258 copies of the byte before is 253 more than
/// their number. Returns how many there are, at most `count`; `counts` has 512 numbers.
size_t kernel_run_tokens(const uint8_t *bytes, size_t count, uint16_t *list, uint32_t *counts);

/// The gated delta rule (Yang et al., 2024) for one head: for each token the state S, `[key_width, value_width]`, forgets, S *= decay; learns
/// what it gets wrong at the key, S += k (strength (v - S^T k))^T; and answers the query, S^T q.
///
/// Queries and keys are `[tokens, key_width]`, values and the result `[tokens, value_width]`, at most 1,024 wide; decays are
/// `[tokens, decay_count]`: one a token, or one a row of the state. `state` goes on from what it holds.
void kernel_delta_rule(
  const float *queries, const float *keys, const float *values, const float *strengths, const float *decays, size_t decay_count,
  size_t tokens, size_t key_width, size_t value_width, float *state, float *result);

/// Mamba-2's recurrence (Dao and Gu, 2024) for one head: for each token the state h, `[width, state_width]`, becomes
/// kept h + step x b^T, and the result h c + skip x. Strides count floats from one token to the next.
void kernel_state_space(
  const float *inputs, size_t input_stride, const float *writes, size_t write_stride, const float *reads, size_t read_stride,
  const float *steps, const float *kept, float skip, size_t tokens, size_t width, size_t state_width, float *state, float *result,
  size_t result_stride);

/// Tells the processor that this thread only looks again and again at what another will write.
static inline void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Has the allocator keep memory that is freed for the next array instead of giving it back to the system.
void keep_freed_memory(void);

/// Has OpenBLAS make the buffers of `count` products at a time, at most 256, which it else makes when they are first needed.
void take_product_buffers(int count);

#endif
