// Products of stored weights in AVX2 and FMA.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "products.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LANES 8
#define TILE_ROWS 6
#define DOT_ROWS 3
#define NAME(name) name##_avx2

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "instructions.h"
#include "decoding.h"
#include "tiles.h"
#include "stored_products.h"
#pragma clang attribute pop
#endif
