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

/// Copies rows of x, `inner` floats long, side by side for `kernel_multiply_packed`, eight to a vector, missing ones 0.
///
/// `packed` has room for `inner` times `rows` rounded up to a multiple of 8.
void kernel_pack_rows(const float *x, size_t rows, size_t stride, size_t inner, float *packed);

/// result[r, c] (+)= the dot product of packed row r and w's row c, `inner` floats long; strides count floats.
void kernel_multiply_packed(
  const float *packed, size_t rows, const float *w, size_t columns, size_t w_stride, size_t inner, float *result,
  size_t result_stride, int adding);

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

#endif
