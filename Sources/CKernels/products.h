// What each instruction set's file offers.
#ifndef PRODUCTS_H
#define PRODUCTS_H
#include "CKernels.h"

typedef struct {
  void (*widen)(kernel_element element, const void *source, size_t count, float *values);
  void (*multiply)(const kernel_weights *w, const kernel_product *product);
  void (*multiply_few)(const kernel_weights *w, const kernel_product *product);
} kernel_set_functions;

extern const kernel_set_functions kernels_avx512, kernels_avx2, kernels_plain;

#endif
