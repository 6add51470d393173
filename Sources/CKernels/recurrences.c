// Recurrences of linear attention and state spaces: one head of one prompt, a token after the other.
#include "CKernels.h"

#include <string.h>

#include "variants.h"

// Sums may be taken in another order: that is what vectors do.
#pragma clang fp contract(fast) reassociate(on)

VARIANTS void kernel_delta_rule(
  const float *queries, const float *keys, const float *values, const float *strengths, const float *decays, size_t decay_count,
  size_t tokens, size_t key_width, size_t value_width, float *state, float *result
) {
  for (size_t token = 0; token < tokens; token++) {
    const float *q = queries + token * key_width, *k = keys + token * key_width, *v = values + token * value_width;
    const float *decay = decays + token * decay_count;
    float *out = result + token * value_width;
    // What the state, having forgotten a part, holds at this key; kept in `out` until the state is written.
    memset(out, 0, value_width * sizeof(float));
    for (size_t i = 0; i < key_width; i++) {
      float keeps = decay[decay_count == 1 ? 0 : i], key = k[i];
      float *row = state + i * value_width;
      for (size_t j = 0; j < value_width; j++) {
        row[j] *= keeps;
        out[j] += row[j] * key;
      }
    }
    // The state learns what it got wrong, then answers the query.
    for (size_t j = 0; j < value_width; j++) out[j] = (v[j] - out[j]) * strengths[token];
    float error[1024];
    memcpy(error, out, value_width * sizeof(float));
    memset(out, 0, value_width * sizeof(float));
    for (size_t i = 0; i < key_width; i++) {
      float key = k[i], query = q[i];
      float *row = state + i * value_width;
      for (size_t j = 0; j < value_width; j++) {
        row[j] += key * error[j];
        out[j] += row[j] * query;
      }
    }
  }
}

VARIANTS void kernel_state_space(
  const float *inputs, size_t input_stride, const float *writes, size_t write_stride, const float *reads, size_t read_stride,
  const float *steps, const float *kept, float skip, size_t tokens, size_t width, size_t state_width, float *state, float *result,
  size_t result_stride
) {
  for (size_t token = 0; token < tokens; token++) {
    const float *x = inputs + token * input_stride, *b = writes + token * write_stride, *c = reads + token * read_stride;
    float step = steps[token], keeps = kept[token];
    for (size_t i = 0; i < width; i++) {
      float *row = state + i * state_width, sum = 0, gain = step * x[i];
      for (size_t j = 0; j < state_width; j++) {
        row[j] = row[j] * keeps + gain * b[j];
        sum += row[j] * c[j];
      }
      result[token * result_stride + i] = sum + skip * x[i];
    }
  }
}
