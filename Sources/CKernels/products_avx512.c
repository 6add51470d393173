// Products of stored weights in AVX-512.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "products.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LANES 16
#define TILE_ROWS 12
#define DOT_ROWS 5
#define NAME(name) name##_avx512

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#include "instructions.h"
#include "decoding.h"
#include "tiles.h"
#include "stored_products.h"
#pragma clang attribute pop
#endif
