// The loops whose cost is the exponential function, compiled for several x86-64 levels and chosen at start.
#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>

typedef enum {
  kernel_relu,
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

#endif
